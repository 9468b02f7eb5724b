"""The aftercare that comes with the product: timed lines, each a sentence of ours, for a clinician
to judge. The numbers in brackets are those of `plans.shipped.sources`."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.models import AftercareStep

EXPECT, DO, AVOID, CALL = AftercareStep.Kind.values
DAY = 24


@dataclass(frozen=True, slots=True)
class Line:
    """From so many hours after a session until so many (None: open end), for one group of skin
    types or, with "", for every one."""

    kind: str
    start: int
    end: int | None
    text: Promise
    skin: str = ""


# What is usual by day [S4, S53, S57, S60, S61, S67]; nothing for 6 to 8 h [S58]; no make-up or
# sunscreen for 24 h [S56, S57]; exercise and heat to 72 h [S56, S60, S63]; actives back from day 7
# [S57, S58], day 14 for darker skin (our own careful judgement), no vitamin C before [S21]; other
# treatments 14 d [S60]; sunscreen 14 to 28 d [S57, S82]; painkillers against inflammation: ask
# first, no ban [S57]. When to call: [S19, S21, S60, S68].
LINES: tuple[Line, ...] = (
    Line(
        EXPECT,
        0,
        DAY,
        _(
            "Redness, warmth and tightness as after sunburn. Pin-point bleeding and a little swelling may show and mostly settle within a day."  # noqa: E501  # one sentence is one line
        ),
    ),
    Line(
        EXPECT, DAY, 2 * DAY, _("Red or pink and tender. A bruise or swelling may peak on day 2.")
    ),
    Line(EXPECT, 2 * DAY, 3 * DAY, _("Most of the redness fades.")),
    Line(
        EXPECT,
        3 * DAY,
        8 * DAY,
        _("Dry, tight or flaking skin, perhaps a few small spots. Most of it is gone by day 7."),
    ),
    Line(EXPECT, 8 * DAY, 11 * DAY, _("Last specks, a fading bruise or small scabs.")),
    Line(
        EXPECT,
        11 * DAY,
        None,
        _("Skin as usual. If anything changes, it shows slowly, over weeks and months."),
    ),
    Line(
        DO,
        0,
        DAY,
        _(
            "Use only the gel that we gave you. After six to eight hours you may rinse gently, with clean hands. Cool compresses and a raised head help."  # noqa: E501  # one sentence is one line
        ),
    ),
    Line(
        DO,
        DAY,
        None,
        _(
            "Every day a mineral sunscreen of SPF 30 or more: for the whole course, and for four weeks after its last session."  # noqa: E501  # one sentence is one line
        ),
    ),
    Line(DO, DAY, 7 * DAY, _("A gentle cleanser and a plain moisturiser.")),
    Line(
        DO,
        0,
        14 * DAY,
        _(
            "Ask us before you take a painkiller against inflammation. Keep taking what was prescribed for you."  # noqa: E501  # one sentence is one line
        ),
    ),
    Line(DO, 2 * DAY, 7 * DAY, _("Make-up is fine again, with clean brushes and sponges.")),
    Line(
        DO,
        7 * DAY,
        14 * DAY,
        _("If your skin is calm, bring your usual products back one at a time."),
        "lighter",
    ),
    Line(
        DO,
        14 * DAY,
        21 * DAY,
        _("If your skin is calm, bring your usual products back one at a time."),
        "darker",
    ),
    Line(DO, 14 * DAY, 28 * DAY, _("Once a week, look at your skin in daylight.")),
    Line(AVOID, 0, DAY, _("No sunscreen and no make-up; stay in the shade instead.")),
    Line(AVOID, 0, DAY, _("No alcohol, no swimming pool, and keep your hands off your face.")),
    Line(AVOID, DAY, 2 * DAY, _("Make-up is better left out until 48 hours have passed.")),
    Line(AVOID, 0, 3 * DAY, _("No exercise, no sauna and no other heat; keep out of the sun.")),
    Line(AVOID, 3 * DAY, 7 * DAY, _("No sauna. Do not pick or rub flaking skin.")),
    Line(
        AVOID,
        0,
        7 * DAY,
        _("No scrubs, cleansing brushes, retinoids, fruit acids, vitamin C or benzoyl peroxide."),
    ),
    Line(
        AVOID,
        7 * DAY,
        14 * DAY,
        _("Still no retinoids, fruit acids, vitamin C or benzoyl peroxide: wait until day 14."),
        "darker",
    ),
    Line(AVOID, 0, 14 * DAY, _("No waxing and no other treatment of your face.")),
    Line(AVOID, 14 * DAY, 28 * DAY, _("No tanning, and no strong new products.")),
    Line(
        CALL,
        0,
        None,
        _(
            "Call the emergency services at once: trouble breathing, hives, bleeding that does not stop; or, after the numbing cream, ringing ears, a metal taste, a numb mouth, dizziness, twitching muscles, a racing heart or a seizure."  # noqa: E501  # one sentence is one line
        ),
    ),
    Line(
        CALL,
        0,
        None,
        _(
            "Call us the same day: pain or swelling that rises quickly, pain of 7 of 10 or more, eye pain, blisters, pus, a yellow crust, red streaks, cold sores, or a fever of 38.0 °C or more."  # noqa: E501  # one sentence is one line
        ),
    ),
    Line(
        CALL,
        2 * DAY,
        None,
        _(
            "Call us the same day: skin that grows redder, hotter or more swollen, redness that spreads or comes back after it had gone, or pain of 4 of 10 or more."  # noqa: E501  # one sentence is one line
        ),
    ),
    Line(
        CALL,
        3 * DAY,
        None,
        _(
            "Tell us within a day: redness that has hardly faded, on skin that is also warm, sore or swollen."  # noqa: E501  # one sentence is one line
        ),
    ),
    Line(
        CALL,
        8 * DAY,
        None,
        _(
            "Tell us within a day: marks that still stand out, new brown or pale patches, a pattern of lines, itchy bumps, or a firm lump, also months later."  # noqa: E501  # one sentence is one line
        ),
    ),
)

# What a practitioner often adds for one patient, as ready lines.
EXTRAS: tuple[Line, ...] = (
    Line(AVOID, 0, 3 * DAY, _("No sauna, no steam room and no hot yoga.")),
    Line(AVOID, 0, 7 * DAY, _("No sport that makes you sweat.")),
    Line(AVOID, 0, 7 * DAY, _("No make-up on the treated places.")),
    Line(DO, 0, 2 * DAY, _("Cool the places that were treated deeper, ten minutes at a time.")),
    Line(DO, 0, 3 * DAY, _("Sleep with your head raised.")),
    Line(DO, 2 * DAY, 7 * DAY, _("Put the moisturiser on as often as your skin feels tight.")),
    Line(DO, 14 * DAY, 21 * DAY, _("Show us your skin, so that we see a change of colour early.")),
)
