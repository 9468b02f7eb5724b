"""The screening's questions that come with the product, in words a patient understands.

The comments name the facts they rest on by the numbers of `plans.shipped.sources`; the sentences
are ours. Age is not asked: the protocol and the cleared uses judge it by the date of birth.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BLOCK, OVERRIDE, REVIEW, NOTE = "block", "override", "review", "note"
KEEP_TAKING = _("Never stop a prescribed medicine because of this treatment.")


def ask(key: str, gate: str, text: Promise, **rest: Any) -> Mapping[str, Any]:
    """One row of the sheet of questions."""
    return {"key": key, "gate": gate, "text": text, **rest}


# The skin to be treated, as it is today [S4, S28]; cancer [S4]; metal [S4, S19]; tattoos [S70].
SKIN = (
    ask(
        "infection",
        BLOCK,
        _(
            "Does the skin to be treated have an infection, an open wound, sores or blisters, "
            "or is it irritated or burnt?"
        ),
        again=True,
        advice=_("Wait until the skin has healed."),
    ),
    ask(
        "cold_sore",
        BLOCK,
        _("Do you have a cold sore, or had one in the last weeks?"),
        date_label=_("When was it healed, or when do you expect it to be?"),
        washout_days=7,
        again=True,
        advice=_("Wait until a week after it has healed."),
    ),
    ask(
        "cold_sore_history",
        REVIEW,
        _("Have you ever had cold sores?"),
        advice=_("A prescriber decides a week before each session whether a medicine is needed."),
    ),
    ask(
        "flare",
        OVERRIDE,
        _(
            "Does the skin to be treated have inflamed acne, or is eczema, psoriasis or rosacea "
            "acting up there?"
        ),
        again=True,
        advice=_("Wait until it has calmed down."),
    ),
    ask("skin_cancer", BLOCK, _("Do you have skin cancer in the area to be treated?"), again=True),
    ask(
        "skin_spot",
        REVIEW,
        _("Is there a mole that changes, or a rough spot from the sun, in the area to be treated?"),
        again=True,
        advice=_("The spot is left out. Have it looked at by a dermatologist."),
    ),
    ask(
        "keloid",
        REVIEW,
        _("Have your scars ever become thick and raised, or grown beyond the wound?"),
        advice=_("Unless there is a good reason, do not treat."),
    ),
    ask(
        "pigment",
        REVIEW,
        _("Do you have melasma, or have marks on your skin ever stayed darker or lighter?"),
        advice=_("Agree on sun protection for the whole course."),
    ),
    ask(
        "tattoo",
        NOTE,
        _("Is there a tattoo or permanent make-up in the area to be treated?"),
        advice=_("That spot is left out."),
    ),
)

# Isotretinoin: device sheet [S4], clinics' sheets and task forces [S42 to S45]; bleeding,
# pregnancy, breast-feeding [S4]; blood thinners, healing [S33, S64, S65]; immune system [S64, S69];
# connective tissue [S64, S71]; implants [S33]; anaesthetics [S47, S48].
HEALTH = (
    ask(
        "isotretinoin",
        OVERRIDE,
        _("Are you taking isotretinoin, a medicine against acne, now?"),
        again=True,
        advice=KEEP_TAKING,
    ),
    ask(
        "isotretinoin_stopped",
        REVIEW,
        _("Did you stop taking isotretinoin within the last six months?"),
        date_label=_("When did you take it last?"),
        washout_days=180,
        again=True,
    ),
    ask(
        "bleeding",
        OVERRIDE,
        _("Do you have an illness that makes you bleed long or bruise easily?"),
    ),
    ask(
        "blood_thinner",
        REVIEW,
        _("Do you take anything that thins the blood, aspirin among them?"),
        again=True,
        advice=KEEP_TAKING,
    ),
    ask(
        "pregnant",
        BLOCK,
        _("Are you pregnant, or could you be?"),
        date_label=_("When is the birth expected?"),
        washout_days=14,
        again=True,
        advice=_("Treat after the pregnancy."),
    ),
    ask("breast_feeding", OVERRIDE, _("Are you breast-feeding?"), again=True),
    ask("allergy_metal", BLOCK, _("Are you allergic to steel, nickel or another metal?")),
    ask(
        "allergy_numbing",
        OVERRIDE,
        _("Have you ever reacted badly to a numbing cream or to an injection at the dentist?"),
        advice=_("Only with another product, or without numbing."),
    ),
    ask(
        "numbing_blood",
        REVIEW,
        _("Do you have G6PD deficiency, or have you had methaemoglobinaemia?"),
        advice=_("No prilocaine or benzocaine."),
    ),
    ask(
        "heart_liver",
        REVIEW,
        _("Do you have an illness of the heart or the liver?"),
        advice=_("Think about the amount of numbing cream."),
    ),
    ask(
        "healing",
        REVIEW,
        _("Do you have diabetes that is hard to control, or do wounds heal slowly?"),
    ),
    ask(
        "immune",
        OVERRIDE,
        _(
            "Is your immune system weak, or do you take medicine that holds it down, such as "
            "steroids in a high dose?"
        ),
        again=True,
        advice=KEEP_TAKING,
    ),
    ask(
        "cancer_therapy",
        OVERRIDE,
        _("Did you have chemotherapy or radiotherapy within the last three months?"),
        date_label=_("When was the last time?"),
        washout_days=90,
        again=True,
    ),
    ask(
        "connective_tissue",
        OVERRIDE,
        _("Do you have scleroderma, lupus or another illness of the connective tissue?"),
    ),
    ask(
        "implant",
        BLOCK,
        _("Do you have a pacemaker, or metal in your body?"),
        kinds=["rf"],
        again=True,
    ),
    ask(
        "appearance",
        REVIEW,
        _("Do worries about your looks take up much of your day, or keep you from things?"),
        advice=_("Talk about what she hopes for and what needling can and cannot do."),
    ),
)

# Sun [S56, S62, S63]; active products [S56, S58, S66, S69]; toxin [S62 to S65]; filler [S63 to
# S65, S69]; peel, laser, surgery [S63]; painkillers [S57, S62]; home rollers [S81].
LATELY = (
    ask(
        "toxin",
        REVIEW,
        _("Did you have botulinum toxin in the face within the last two weeks?"),
        date_label=_("When?"),
        washout_days=14,
        again=True,
        advice=_("Better a later day."),
    ),
    ask(
        "filler",
        REVIEW,
        _("Did you have a filler in the face within the last four weeks?"),
        date_label=_("When?"),
        washout_days=28,
        again=True,
        advice=_("Better a later day."),
    ),
    ask(
        "resurfacing",
        REVIEW,
        _(
            "Did you have a peel, a laser treatment, a dermabrasion or surgery on the face within "
            "the last three months?"
        ),
        date_label=_("When?"),
        washout_days=90,
        again=True,
        advice=_("Better a later day."),
    ),
    ask(
        "sun",
        REVIEW,
        _("Were you sunburnt, freshly tanned or on a sunbed within the last two weeks?"),
        date_label=_("When was the last time?"),
        washout_days=14,
        again=True,
        advice=_("Burnt or freshly tanned skin is not treated: better a later day."),
    ),
    ask(
        "active_products",
        REVIEW,
        _(
            "Did you put a retinoid, a fruit acid, benzoyl peroxide or a scrub on your face "
            "within the last day, or wax it?"
        ),
        date_label=_("When was the last time?"),
        washout_days=1,
        again=True,
    ),
    ask(
        "painkillers",
        NOTE,
        _("Did you take painkillers such as ibuprofen within the last three days?"),
        again=True,
        advice=KEEP_TAKING,
    ),
    ask("home_roller", NOTE, _("Do you use a needle roller at home?"), again=True),
    ask(
        "new_medicine",
        REVIEW,
        _("Is there a medicine you take since recently, or one that has changed?"),
        again=True,
        advice=KEEP_TAKING,
    ),
    ask(
        "after_last",
        REVIEW,
        _("Did anything worry you after your last session?"),
        again=True,
        advice=_("Look at it before you treat."),
    ),
    ask(
        "other_change",
        REVIEW,
        _("Has anything else about your health changed, or should we know something more?"),
        again=True,
    ),
)
QUESTIONS = (*SKIN, *HEALTH, *LATELY)
