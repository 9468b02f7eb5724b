"""The protocols that come with the product: drafts with their sources, for a clinician to judge.

Every number is a clinic's own setting once it is shipped. Where sources disagree, the spread
stands in `source`, beside what was chosen. The texts are sentences of ours; the comments name the
facts they rest on by the numbers of `plans.shipped.sources`. They promise nothing and measure
nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.models import Protocol
from plans.shipped.aftercare import LINES, Line
from plans.shipped.sources import links


@dataclass(frozen=True, slots=True)
class ShippedStep:
    name: str | Promise
    minutes: int
    holds: tuple[str, ...]
    patient: bool = True


@dataclass(frozen=True, slots=True)
class Shipped:
    slug: str
    name: str | Promise
    kind: Protocol.Kind
    indication: Protocol.Indication
    steps: tuple[ShippedStep, ...]
    facts: Mapping[str, Any]
    because: Promise | None = None
    numbers: tuple[str, ...] = ()
    aftercare: tuple[Line, ...] = ()

    def source(self) -> str:
        """What the numbers rest on, the spread, and where to read each source."""
        if self.because is None:
            return ""
        return f"{self.because}\n{SPREAD}\n\n{links({*self.numbers, *SHARED})}"


# Fourteen days and seven days before: sun 24 h to 14 d [S56, S62, S63], actives 24 h to 7 d [S56,
# S58, S66, S69], hair removal [S62], cold sores, toxin, filler, laser and peels [S62, S63], self-
# tan [S59], alcohol [S82]. On the day: cleansing and numbing come first [S2].
PREPARE = _(
    """In the week before your visit
- Leave out retinoids, fruit acids (AHA, BHA), benzoyl peroxide and scrubs on your face.
- No waxing and no hair-removal cream on your face.
- No sunbed, and keep out of strong sun: burnt or freshly tanned skin is not treated.
- If you ever had cold sores, tell us now. A clinician will think about it before you come.
- Tell us about new medicines, and about any injection, filler, peel, laser or surgery on your face in the last three months.
- Keep taking what was prescribed for you. Ask us about painkillers before you take any.

Two days before
- No self-tan.

The day before
- No alcohol and no sun. Come with clean skin.

On the day
- No make-up. Bring a list of your medicines.
- Allow for the whole visit: a numbing cream works for about half an hour before we begin.

Call us before you come if you are or may be pregnant or breast-feeding, or if your face has a cold sore, an infection, a wound, a rash or sunburn."""  # noqa: E501  # a line of text is a line of the message
)

SPREAD = _(
    """Where sources disagree: gaps from 14 days [S15, S17] to 42 days; the trials behind the makers' clearances used 30 days [S2, S8]. Shipped: 28 days as least and ideal, down to 14 only by a practitioner with a reason, at most 42 to 56, a re-assessment after that. Darker skin (Fitzpatrick IV to VI): a longer gap, so that a change of pigment shows before the next session; our own careful judgement.
Preparation and aftercare: sunscreen again after 0 to 24 hours, make-up after 12 to 48, exercise after 24 to 72, active products after 2 to 7 days, sun and tanning 1 to 14 days before [S56 to S63, S66, S69, S82; clinics' own sheets, which show practice and prove nothing]. Shipped: the careful end of each.
Age: microneedling devices are cleared in the US from 22 years on [S11]; under 18 is refused.
What this clinic's own device says in its instructions comes before anything here."""  # noqa: E501  # one paragraph is one line
)


# The sources of what all series share: the spread and the two texts.
SHARED = (
    *(
        "S2",
        "S4",
        "S8",
        "S11",
        "S15",
        "S17",
        "S19",
        "S21",
        "S53",
        "S56",
        "S57",
        "S58",
        "S59",
        "S60",
    ),
    *("S61", "S62", "S63", "S66", "S67", "S68", "S69", "S82"),
)

PRACTITIONER_ROOM = ("practitioner", "room")
SERIES_STEPS = (
    ShippedStep(_("Preparing"), 15, PRACTITIONER_ROOM),
    ShippedStep(_("Numbing"), 30, ("room",)),
    ShippedStep(_("Cream off and needling"), 45, ("practitioner", "room", "device")),
    ShippedStep(_("Settling"), 10, ("room",)),
    ShippedStep(_("Cleaning"), 15, ("room", "device"), patient=False),
)


def series(
    slug: str,
    name: Promise,
    indication: Protocol.Indication,
    *,
    sessions: tuple[int, int, int],
    gaps: tuple[int, int, int, int, int],
    because: Promise,
    numbers: tuple[str, ...],
) -> Shipped:
    """A series of needling: `gaps` are floor, min, ideal, max and stalled, in days."""
    names = ("floor", "min", "ideal", "max", "stalled")
    darker = (14, 28, 42, 56, 70)
    return Shipped(
        slug=slug,
        name=name,
        kind=Protocol.Kind.SERIES,
        indication=indication,
        steps=SERIES_STEPS,
        facts={
            "sessions_min": sessions[0],
            "sessions_usual": sessions[1],
            "sessions_max": sessions[2],
            **{f"gap_{name}": days for name, days in zip(names, gaps, strict=True)},
            **{f"darker_gap_{name}": days for name, days in zip(names, darker, strict=True)},
            "device_kinds": ["roller", "pen"],
            "youngest_age": 18,
            "recovery_days": 7,
            # Every six to twelve months, in a secondary guide [S70].
            "maintenance_days_from": 180,
            "maintenance_days_until": 365,
            "prepare_text": PREPARE,
        },
        because=because,
        numbers=numbers,
        aftercare=LINES,
    )


def single(slug: str, name: Promise, kind: Protocol.Kind, minutes: int) -> Shipped:
    return Shipped(
        slug=slug,
        name=name,
        kind=kind,
        indication=Protocol.Indication.NONE,
        steps=(ShippedStep(name, minutes, PRACTITIONER_ROOM),),
        facts={"youngest_age": 18},
    )


USUAL_GAPS = (14, 28, 28, 42, 56)
FACE_TRIALS = _(
    "Sessions and gaps: three sessions 30 days apart [S2] and four 30 days apart [S8] in the trials of the makers; clinics offer four to six, four to six weeks apart [S71]."  # noqa: E501  # one paragraph is one line
)
SHIPPED = (
    series(
        "enlarged-pores",
        _("Enlarged pores"),
        Protocol.Indication.PORES,
        sessions=(3, 4, 6),
        gaps=USUAL_GAPS,
        because=_(
            "No trial of a schedule for pores was found: the numbers are borrowed from trials on the face for other aims. Enlarged pores are not among the uses for which devices are cleared in the US [S11]. Sessions and gaps: three sessions 30 days apart [S2] and four 30 days apart [S8]; clinics offer four to six, four to six weeks apart [S71]."  # noqa: E501  # one paragraph is one line
        ),
        numbers=("S71",),
    ),
    series(
        "skin-texture",
        _("Skin texture"),
        Protocol.Indication.TEXTURE,
        sessions=(3, 4, 6),
        gaps=USUAL_GAPS,
        because=FACE_TRIALS,
        numbers=("S71",),
    ),
    series(
        "fine-lines",
        _("Fine lines"),
        Protocol.Indication.FINE_LINES,
        sessions=(3, 4, 6),
        gaps=USUAL_GAPS,
        because=_(
            "Sessions and gaps: four sessions 30 days apart in the trial on facial wrinkles [S8], and that device's clearance [S6]."  # noqa: E501  # one paragraph is one line
        ),
        numbers=("S6",),
    ),
    series(
        "atrophic-acne-scars",
        _("Atrophic acne scars"),
        Protocol.Indication.ACNE_SCARS,
        sessions=(3, 5, 6),
        gaps=(14, 28, 28, 56, 84),
        because=_(
            "Sessions and gaps: three sessions two weeks apart [S15], three four weeks apart [S16], six two weeks apart [S17]. Five monthly sessions (Dogra 2014) and up to four at four weeks (Majid 2009) are known from the literature and were not read again: check them. In the blinded trial the scars differed from the untreated side after six months, not after three [S15]."  # noqa: E501  # one paragraph is one line
        ),
        numbers=("S16",),
    ),
    single("consultation", _("Consultation"), Protocol.Kind.CONSULTATION, 30),
    single("review", _("Review"), Protocol.Kind.REVIEW, 20),
    single("skin-check", _("Skin check"), Protocol.Kind.SKIN_CHECK, 15),
)
# What a protocol of the clinic's own begins with.
FIRST_STEPS = (ShippedStep(_("Treatment"), 30, PRACTITIONER_ROOM),)
