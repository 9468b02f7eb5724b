"""The consent texts that come with the product: drafts with their sources, for a clinician to judge
and to fit to the law of the place and to the device that the clinic owns.

The sentences are ours; the comments name the facts they rest on by the numbers of
`plans.shipped.sources`. They promise nothing and measure nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.models import Protocol
from plans.shipped.sources import links

Indication = Protocol.Indication


@dataclass(frozen=True, slots=True)
class ShippedText:
    """The parts stand below each other, with a blank line between them."""

    title: Promise
    parts: tuple[Promise, ...]
    outside_line: Promise | None
    because: Promise
    numbers: tuple[str, ...]

    def body(self) -> str:
        return "\n\n".join(str(part) for part in self.parts)

    def source(self) -> str:
        return f"{self.because}\n\n{links(self.numbers)}"


# Fine needles, one sterile use [S74]; cream wiped off before needling [S70]; a consent is specific
# to what is done, comes after a talk and goes on [S76].
WHAT = _(
    """What is done
A device with very fine needles is moved over your face. The needles make tiny holes in the skin, and the skin heals. Before that a numbing cream works on your skin, and is wiped off. The needles are sterile, new, and used for you alone."""  # noqa: E501  # one paragraph is one line
)
SERIES = _(
    """It is a series
One session is not the whole treatment. You come several times, with weeks between, so that your skin can heal. How often and when stands in your plan. Before every session we ask about your health again, and every time you may say no."""  # noqa: E501  # as above
)
# Listed as expected, up to seven days [S19]; by day [S4, S57, S60, S61, S67].
USUAL = _(
    """What is usual afterwards
- Redness, warmth and tightness, as after sunburn. Pin-point bleeding on the day itself.
- Swelling or bruises, which may be strongest on the second day.
- Dry skin that flakes, or a few small spots. Most of this is gone after a week."""
)
# The lasting harms of the largest safety review [S19]; granulomas after products under the skin
# [S21]; track marks from rolling [S19]; metal and anaesthetic [S4, S19]; numbing cream [S46].
RISKS = _(
    """What can go wrong
- Infection of the skin, or a cold sore that breaks out.
- Skin that turns darker or paler in places. This can last. Darker skin and skin that had much sun are at more risk.
- Scars, or rows of fine marks where the needles went (track marks).
- Small hard lumps in the skin (granulomas). They can come weeks or months later.
- An allergy to the numbing cream, to metal, or to something that is put on your skin.
- Too much numbing cream can harm the nerves and the heart. That is why we measure it and watch the clock.
- Pain during the session or after it."""  # noqa: E501  # one point is one line
)
TELL = _(
    """Some of this can last for good. Tell us at once if you feel unwell while the cream works, and call us about anything that worries you later. Deeper needles mean more risk: where your treatment is to go deeper than is usual here, we tell you first, and it stands on the sheet that you sign."""  # noqa: E501  # one paragraph is one line
)
# No trial gives an answer for pores by number of sessions (clinical facts, section 9); gain shows
# over months [S15, S61, S85].
PROMISE_PORES = _(
    """What nobody can promise
Results differ. Some people see their pores change, some see little, some see nothing. What changes shows slowly, over weeks and months. Nobody can tell you beforehand how many sessions your pores would need, or how long a change would last."""  # noqa: E501  # as above
)
PROMISE_TEXTURE = _(
    """What nobody can promise
Results differ. Some people find their skin smoother, some see little, some see nothing. What changes shows slowly, over weeks and months. Nobody can tell you beforehand how much your skin would change, or how long that would last."""  # noqa: E501  # as above
)
PROMISE_LINES = _(
    """What nobody can promise
Results differ. Some people see their lines soften, some see little, some see nothing. What changes shows slowly, over weeks and months, and skin goes on ageing. Nobody can tell you beforehand how much your lines would change, or how long that would last."""  # noqa: E501  # as above
)
# In the blinded trial the difference showed at six months, not at three [S15].
PROMISE_SCARS = _(
    """What nobody can promise
Results differ. Some people see their scars become flatter, some see little, some see nothing. Scars do not vanish. What changes shows slowly, over months after the last session. Nobody can tell you beforehand how much your scars would change."""  # noqa: E501  # as above
)
ELSE = _(
    """What else there is
You can do nothing: going without this treatment does your skin no harm. Care at home, peels, laser and other treatments may be a choice for you too. Each has its own limits and risks. Ask us."""  # noqa: E501  # as above
)
# A talk first, then time, then the signature; withdrawn at any time [S76, S90].
FREE = _(
    """You are free
Take all the time you need. You may stop whenever you want, in the middle of a session too, and you need no reason. You may withdraw this consent at any time, in person or by phone. We go on caring for you all the same."""  # noqa: E501  # as above
)
ASK = _(
    """Before you sign
Ask everything you want to know. Tell us if you are or may be pregnant or breast-feeding, and about illnesses, medicines, allergies, cold sores and how your skin heals: it can change what is safe for you."""  # noqa: E501  # as above
)
SIGN = _(
    """With my signature I say
I have read this, or it was read to me. I had time, and my questions were answered. I know what is done, what can go wrong and what nobody can promise. I agree to the treatment of my face with fine needles and to the numbing cream, for the whole series of my plan, until I withdraw it."""  # noqa: E501  # as above
)
# Cleared in the US for acne scars and wrinkles of the face and for abdominal scars, from 22 years
# on; pores and texture are not among them [S11].
NOT_PORES = _(
    "For enlarged pores this device is used outside the uses for which it is cleared in the US. Its clearance is for other uses. I know this, and I agree to it."  # noqa: E501  # one line
)
NOT_TEXTURE = _(
    "For the texture of the skin this device is used outside the uses for which it is cleared in the US. Its clearance is for other uses. I know this, and I agree to it."  # noqa: E501  # one line
)
NOT_HERE = _(
    "As it is planned for me, this device is used outside the uses for which it is cleared in the US: for another condition, area, type of skin or age than its clearance names. I know this, and I agree to it."  # noqa: E501  # one line
)

BECAUSE = _(
    """What is usual, the risks and how slowly a change shows: the largest review of safety [S19], granulomas [S21], the device's warnings as a clinic repeats them [S4], numbing creams [S46], the trial with an untreated side [S15], clinics' own sheets [S57, S60, S61, S67; they show practice and prove nothing]. That deeper needles mean more risk is our own careful judgement. Cleared uses in the US: [S11]. What a consent is: [S76, S90; guidance of the UK].
This is no legal advice. Fit it to the law where you work and to the instructions of your own device before anybody signs it."""  # noqa: E501  # one paragraph is one line
)
NUMBERS = (
    *("S4", "S11", "S15", "S19", "S21", "S46", "S57", "S60", "S61", "S67", "S70", "S74"),
    *("S76", "S90"),
)


def needling(title: Promise, promise: Promise, outside_line: Promise) -> ShippedText:
    parts = (WHAT, SERIES, USUAL, RISKS, TELL, promise, ELSE, FREE, ASK, SIGN)
    return ShippedText(title, parts, outside_line, BECAUSE, NUMBERS)


TREATMENTS: Mapping[str, ShippedText] = {
    Indication.PORES: needling(
        _("Needling of the face for enlarged pores"), PROMISE_PORES, NOT_PORES
    ),
    Indication.TEXTURE: needling(
        _("Needling of the face for the texture of the skin"), PROMISE_TEXTURE, NOT_TEXTURE
    ),
    Indication.FINE_LINES: needling(
        _("Needling of the face for fine lines"), PROMISE_LINES, NOT_HERE
    ),
    Indication.ACNE_SCARS: needling(_("Needling of acne scars"), PROMISE_SCARS, NOT_HERE),
}
"""By indication; a protocol of the clinic's own begins with the one for its indication."""

# Separate for record, teaching and showing, and revocable [S75].
PHOTOGRAPHS = ShippedText(
    _("Photographs of your face"),
    (
        _(
            """Why we would take them
Skin changes slowly, and memory is poor. Photographs of the same view, taken at each session, show what has changed and what has not."""  # noqa: E501  # one paragraph is one line
        ),
        _(
            """You choose, and nothing is the rule
Unless you say yes, we take none. You can say yes to some uses and no to others. Your treatment does not depend on it, whatever you choose.
- For your medical record: seen only by those who treat you.
- For teaching inside the clinic, without your name.
- Shown in the clinic to other patients.
- Published, only where you say, with or without your face, and until the day you name."""  # noqa: E501  # one paragraph is one line
        ),
        _(
            """How we keep them
They are stored with your record, apart from any public address. Each look at them is noted. Hidden facts such as the place and the camera are taken out. We use no recognition of faces."""  # noqa: E501  # one paragraph is one line
        ),
        _(
            """You may change your mind
You may withdraw each of these at any time, without a reason. From then on we take no more, or show and publish them no more. We ask whoever published them to take them down; copies that others made may remain. Pictures that are in your medical record already stay there as long as the law asks for it."""  # noqa: E501  # as above
        ),
        _(
            """With my signature I say
I have read this, or it was read to me. My questions were answered. I agree to the uses that I ticked, and to no others."""  # noqa: E501  # as above
        ),
    ),
    None,
    _(
        "Photographs for the record, for teaching and for showing are agreed to one by one and can be withdrawn [S75, guidance of the UK]. This is no legal advice: fit it to the law where you work before anybody signs it."  # noqa: E501  # one paragraph is one line
    ),
    ("S75",),
)


def shipped_text(protocol: Protocol | None) -> ShippedText | None:
    """What comes with the product for this protocol; without one, for photographs. None for a
    protocol that treats nothing we know."""
    return TREATMENTS.get(protocol.indication) if protocol else PHOTOGRAPHS
