"""The clinical settings that come with the product: drafts with their sources, for a clinician to
judge. What the numbers rest on, where sources disagree and what was chosen stands in `source`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.engine.standard import REQUIRED, SHEETS
from plans.shipped.questions import QUESTIONS
from plans.shipped.sources import links

DEVICE_FIRST = _(
    "What this clinic's own device or product says in its instructions comes before anything here."
)


@dataclass(frozen=True, slots=True)
class Shipped:
    """One sheet: its rows by column, a column left out has its default."""

    sheet: str
    rows: Sequence[Mapping[str, Any]]
    because: Promise
    numbers: Sequence[str]

    def stored(self) -> list[dict[str, Any]]:
        """The rows with every column, as a sheet keeps them."""
        made = SHEETS[self.sheet]
        return [
            {name: _plain(value) for name, value in asdict(made(**row)).items()}
            for row in self.rows
        ]

    def source(self) -> str:
        """What the rows rest on, the spread, and where to read each source."""
        return f"{self.because}\n{DEVICE_FIRST}\n\n{links(self.numbers)}"


def _plain(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def table(names: str, *rows: Sequence[Any]) -> list[Mapping[str, Any]]:
    """Rows that all fill the same columns, in this order."""
    return [dict(zip(names.split(), row, strict=True)) for row in rows]


DEPTHS = table(
    "zone start soft hard",
    ("forehead", 0.5, 1.0, 1.5),
    ("glabella", 0.5, 1.0, 1.5),
    ("temples", 0.5, 1.0, 1.5),
    ("eyes", 0.25, 0.5, 0.75),
    ("nose_bridge", 0.25, 0.5, 1.0),
    ("nose_sides", 0.5, 1.0, 1.5),
    ("left_cheek", 0.5, 1.5, 2.5),
    ("right_cheek", 0.5, 1.5, 2.5),
    ("upper_lip", 0.25, 0.75, 1.0),
    ("chin", 0.5, 1.0, 1.5),
    ("jawline", 0.5, 1.0, 1.5),
    ("neck", 0.25, 0.5, 1.0),
)
BANDS = table(
    "indication low high",
    ("pores", 0.5, 1.5),
    ("texture", 0.25, 1.0),
    ("fine_lines", 0.5, 1.5),
    ("acne_scars", 1.0, 2.5),
)
BLOOD = _("G6PD deficiency or methaemoglobinaemia?")
ESTER = _("Allergy to PABA or to ester anaesthetics?")
NUMBING = table(
    "name percent minutes warn_minutes needs_prescriber is_offered ask",
    (_("Lidocaine 4 %"), 4.0, 30, 60, False, True, ""),
    (_("Lidocaine 2.5 % + prilocaine 2.5 %"), 2.5, 60, 60, False, True, BLOOD),
    (_("Lidocaine 7 % + tetracaine 7 %"), 7.0, 30, 60, False, True, ESTER),
    (
        *(_("Compounded benzocaine 20 % + lidocaine 6 % + tetracaine 4 %"), 6.0, 30, 60),
        *(True, True, _("G6PD deficiency, methaemoglobinaemia, allergy to PABA or ester?")),
    ),
    (_("Compounded lidocaine 23 % + tetracaine 7 %"), 23.0, 60, 60, True, False, ESTER),
)
CHEEKS = ("left_cheek", "right_cheek")
CLEARANCES = table(
    "model indication zones skin_from skin_to age_from depth",
    ("SkinPen Precision", "acne_scars", (), 1, 6, 22, 1.5),
    ("SkinPen Precision", "fine_lines", ("neck",), 2, 4, 22, None),
    ("Exceed", "fine_lines", ("glabella", "eyes", *CHEEKS), 1, 3, 22, 1.5),
    ("Exceed", "acne_scars", (), 1, 4, 22, 1.5),
    ("PRO Pen", "acne_scars", (), 1, 6, 22, None),
)
SKINCARE = table(
    "kind stop_days restart_days darker_restart_days",
    ("cleanser", None, None, None),
    ("moisturiser", None, None, None),
    ("sunscreen", 0, 1, None),
    ("make_up", 0, 2, None),
    ("retinoid", 7, 7, 14),
    ("acid", 7, 7, 14),
    ("vitamin_c", 7, 7, 14),
    ("benzoyl", 7, 7, 14),
    ("scrub", 7, 7, 14),
    ("self_tan", 2, 7, 14),
    ("other", 1, 7, 14),
)
LIMITS: Mapping[str, Any] = {
    "consent_depth": 1.5,
    "deepest": 2.5,
    "darker_less": 0.25,
    "numbing_grams": 10.0,
    "numbing_cm2": 400,
    "numbing_percent": 4.0,
    "screening_days": 1,
    "consent_hours": 24,
    "required": REQUIRED,
}
TRIAGE: Mapping[str, Any] = {
    "pain_red": 7,
    "pain_late": 4,
    "late_hours": 48,
    "fever": 38.0,
    "fade_hours": 72,
    "marks_day": 8,
    "pigment_day": 11,
    "red_hours": 2,
    "amber_hours": 24,
    "missing_hours": 24,
}

SHIPPED = (
    Shipped(
        "questions",
        QUESTIONS,
        _(
            """Sores, infection, irritated skin, bleeding disorders, skin cancer, isotretinoin, pregnancy, breast-feeding and allergies to metal or anaesthetics are contraindications on a device's sheet [S4]; flares and active cold sores also in [S28]. One clinic's sheet asks only for the word of an obstetrician in pregnancy; shipped: no treatment.
Isotretinoin is where sources disagree most: clinics' sheets ask for 3, 4, 6 or 12 months after it [S56, S62, S64, S66, S69], a monograph for 5 to 6 [S45]; two expert groups of 2017 found too little evidence to put off light procedures [S42, S44], and a summary of one series found few keloids [S43, a secondary text]. Shipped: while it is taken only with a prescriber's reason; for 180 days after it a decision for each session.
Cold sores: a trial on laser resurfacing [S52], none on needling; a prescriber decides, the product names no dose. Seven days after healing: our own careful judgement.
Keloids: relative [S24], excluded from a trial [S33], absolute on a clinic's sheet [S64]; shipped: a decision, and our own careful judgement is not to treat. Blood thinners and slow healing: [S33, S64, S65]; a prescribed medicine is never stopped for this. Immune system, chemotherapy and radiotherapy: [S64, S69]; illnesses of the connective tissue: [S64, S71]. Pacemaker and metal: for radiofrequency only, a trial's exclusion [S33].
Toxin: 14 days [S62, S64], 3 or 6 months elsewhere [S63, S65]; shipped: 14. Filler: 14 days [S64], 6 months [S63, S69], 12 months [S65]; shipped: 28. Laser, peel, surgery: 3 months [S63]; shipped: 90 days. Sun: 24 hours [S56] to 14 days [S62, S63]; shipped: 14. Active products: asked for 24 hours; the message to the patient says 7 days [S56, S58, S66, S69]. Painkillers: 3 days before [S62], 14 after [S57]; shown only. Clinics' own sheets show practice and prove nothing.
Metal allergy and darker skin as risks: [S19]. Tattoos: [S70, a secondary text]. Worries about one's looks: [S75]. Home rollers: [S81]. Questions on G6PD deficiency, heart and liver: because of the numbing products [S47, S48] and our own careful judgement. An allergy to a numbing product may be met with another product or none, so a prescriber decides. The 14 days after an expected birth, because a birth may be late: our own careful judgement."""  # noqa: E501  # one paragraph is one line
        ),
        (
            *("S4", "S19", "S24", "S28", "S33", "S42", "S43", "S44", "S45", "S47", "S48", "S52"),
            *("S56", "S57", "S58", "S62", "S63", "S64", "S65", "S66", "S69", "S70", "S71", "S75"),
            "S81",
        ),
    ),
    Shipped(
        "depths",
        DEPTHS,
        _(
            """The values by zone are our own careful judgement, between tables for home use (0.2 to 1.0 mm) [S84] and professional texts (pens from 0.25 to 3.0 mm [S26], 0.5 to 1.5 mm as typical [S27]). In the trial of one maker one began with the lowest setting and went up until redness showed, never past 1.5 mm [S2]; deeper was not evaluated on the face [S4], and another device is labelled to 1.5 mm [S6].
Where sources disagree: the most on a face lies between 1.5 and 3.0 mm. Shipped: above 1.5 mm on the cheeks only with a reason, above 2.5 mm never, less wherever bone lies near; no pressure over bone [S24].
Around the eyes: outside the orbital rim only, never on the lids [S2, S4]. Neck: one device is cleared for its wrinkles in skin types II to IV [S5]."""  # noqa: E501  # one paragraph is one line
        ),
        ("S2", "S4", "S5", "S6", "S24", "S26", "S27", "S84"),
    ),
    Shipped(
        "bands",
        BANDS,
        _(
            """Fine lines: one device's label ends at 1.5 mm [S6]. Acne scars: 1.5 and 2.5 mm were compared side by side over six sessions; the summary does not claim that deeper is better [S17]. Pores: no study of depth was found; a single case with 2.0 mm and topical toxin is no ground to go deeper [S31]. Pores and texture: our own careful judgement."""  # noqa: E501  # one paragraph is one line
        ),
        ("S6", "S17", "S31"),
    ),
    Shipped(
        "numbing",
        NUMBING,
        _(
            """The strength is that of the lidocaine, in percent. Lidocaine 4 %: 30 to 60 minutes, not on broken skin, not on large areas [S50]. Lidocaine and prilocaine: 60 minutes for minor, 120 for major work [S48]; much of it on a large area gave low levels in blood [S49]. Lidocaine and tetracaine: 20 to 30 minutes for light, 60 for heavier work [S47]. Compounded mixtures are not approved and vary in strength [S51]; 30 to 90 minutes is the range of their class [S47].
The US authority warned in 2024 against more than 4 % lidocaine, large areas and wrapping [S46]: 4 % is the usual choice, without a film. Stronger mixtures need a prescriber; 23 % with 7 % was used in one trial with a laser [S88] and is not offered. Questions on G6PD deficiency, methaemoglobinaemia and PABA are common knowledge about these substances: check them. Where sources disagree: 20 to 120 minutes by product. Shipped: 30 minutes for 4 % lidocaine, a warning after 60 for all; our own careful judgement."""  # noqa: E501  # one paragraph is one line
        ),
        ("S46", "S47", "S48", "S49", "S50", "S51", "S88"),
    ),
    Shipped(
        "clearances",
        CLEARANCES,
        _(
            """Cleared uses in the US, as their files say: SkinPen for facial acne scars in all skin types and for wrinkles of the neck in types II to IV, from 22 years on [S5]; depths above 1.5 mm were not evaluated on the face [S4]. Exceed for wrinkles between the brows, around the eyes and of the cheek folds in types I to III [S6], and for facial acne scars in types I to IV [S7]. PRO Pen for facial acne scars from 22 years on [S87]. SkinStylus is cleared for scars of the abdomen only [S86], so no use on the face stands here. Enlarged pores and texture are not among the uses for which needling devices are cleared [S11].
A use that is not listed is outside the cleared use: the record says so and the consent asks for it on a line of its own. Write the model as it is written on this clinic's device."""  # noqa: E501  # one paragraph is one line
        ),
        ("S4", "S5", "S6", "S7", "S11", "S86", "S87"),
    ),
    Shipped(
        "skincare",
        SKINCARE,
        _(
            """Before a session, retinoids, acids, benzoyl peroxide and scrubs rest for 24 hours [S56, S58], 48 hours [S69] or 5 days [S66]; shipped: 7. After it they come back after 2 to 3 days [S60] or 6 to 7 [S57, S58]; shipped: 7, and 14 for darker skin as our own careful judgement. Vitamin C and other serums stay off until day 7, because late granulomas were seen with needling and topical vitamin C [S21]; how long they rest before is our own careful judgement.
Make-up: again after 12 to 48 hours [S56, S57, S60]; shipped: from the second day. Sunscreen: again after 0, 12 or 24 hours [S56, S57]; shipped: from the next day, shade until then. Self-tan: two days before [S59]; its return is our own careful judgement. Clinics' own sheets show practice and prove nothing."""  # noqa: E501  # one paragraph is one line
        ),
        ("S21", "S56", "S57", "S58", "S59", "S60", "S66", "S69"),
    ),
    Shipped(
        "limits",
        [LIMITS],
        _(
            """Depth: above 1.5 mm was not evaluated on the face for one device [S4], and another is labelled to 1.5 mm [S6]: deeper asks for a consent that says so, deeper than 2.5 mm is not recorded. In darker skin (Fitzpatrick IV to VI) the first session's limit is 0.25 mm lower: our own careful judgement; sources call needling kinder than lasers and peels there [S22], and darker skin a risk [S19].
Numbing: more than 10 g or 400 cm², about a whole face, warns: our own careful judgement after the label of one product [S48] and a study on 400 cm² [S49]; more than 4 % lidocaine warns [S46].
Screening: asked again from the day before a session on; consent: 24 hours to think between the consultation and the first session. Guidance ties the time to the risk and names no hours [S90]; both are our own careful judgement.
A record holds device, cartridge, depth by zone, numbing and operator: lots and serial numbers of device and cartridge are tracked [S74], and the rules for these devices ask for sterility and depth that can be relied on [S9]."""  # noqa: E501  # one paragraph is one line
        ),
        ("S4", "S6", "S9", "S19", "S22", "S46", "S48", "S49", "S74", "S90"),
    ),
    Shipped(
        "triage",
        [TRIAGE],
        _(
            """All thresholds are our own careful judgement; no study of answers at home was found. What they lean on: redness near gone at 48 hours [S61], swelling that may peak on day 2 [S60], effects listed up to day 7 [S19], last specks until day 10 [S57], redness that comes back as a warning [S68], late firm spots after needling with topical products [S21]. Redness alone gives no colour, because it shows less in darker skin."""  # noqa: E501  # one paragraph is one line
        ),
        ("S19", "S21", "S57", "S60", "S61", "S68"),
    ),
)
