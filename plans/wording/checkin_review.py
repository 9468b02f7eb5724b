"""Check-ins in words for those who look at them: the colour, what gave it, and the answers."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.engine.checkin import NONE, Answers, Question
from plans.engine.standard import Triage
from plans.models import CheckIn
from plans.queries.checkin import Why
from plans.queries.checkin_page import Mark
from plans.wording.checkin import choice_words

CHIPS: Mapping[str, str] = {"green": "good", "amber": "warn", "red": "bad"}
ICONS: Mapping[str, str] = {
    "green": "bi-check-circle",
    "amber": "bi-exclamation-triangle",
    "red": "bi-exclamation-octagon-fill",
}


def colour_words(check_in: CheckIn) -> str:
    return _("Emergency") if check_in.is_emergency else str(check_in.get_colour_display())


def colour_chip(check_in: CheckIn) -> str:
    return CHIPS[check_in.colour]


def colour_icon(check_in: CheckIn) -> str:
    return ICONS[check_in.colour]


def day_words(days: int) -> str:
    """The evening of the session; 3 days after."""
    if not days:
        return _("on the day itself")
    return ngettext("%(days)s day after", "%(days)s days after", days) % {"days": days}


def dot_words(check_in: CheckIn) -> str:
    """What a dot of the timeline says."""
    facts = {"when": day_words(check_in.day), "colour": colour_words(check_in)}
    said = _("%(colour)s, %(when)s") % facts
    review = getattr(check_in, "review", None)
    if review is None:
        return said if check_in.colour == "green" else _("%(said)s, not reviewed") % {"said": said}
    return _("%(said)s, reviewed") % {"said": said}


def label_words(question: Question) -> str:
    """The question in a word or two."""
    return {
        "signs": _("Signs of an emergency"),
        "numbing": _("Signs of too much numbing"),
        "redness": _("Redness or darker colour") if question.is_darker else _("Redness"),
        "swelling": _("Swelling"),
        "warmth": _("Warmth"),
        "pain": _("Pain"),
        "changes": _("Changes"),
        "fever": _("Feels feverish"),
        "temperature": _("Temperature"),
        "spots": _("Spots"),
        "discharge": _("Discharge"),
        "colour": _("Colour"),
        "marks": _("Marks"),
    }[question.key]


def answer_words(question: Question, answers: Answers) -> str:
    """What she answered; of several all."""
    value = answers.given.get(question.key)
    if value is None:
        return _("Not taken") if question.is_optional else _("Not answered")
    if question.kind == "temperature":
        return _("%(degrees)s °C") % {"degrees": value}
    if question.kind == "scale":
        return _("%(pain)s of 10") % {"pain": value}
    chosen = value if isinstance(value, tuple) else (str(value),)
    return "; ".join(choice_words(question, choice) for choice in chosen)


def is_striking(question: Question, answers: Answers, reasons: list[str]) -> bool:
    """Whether this answer has its part in the colour; one that says nothing is amiss has none."""
    if answers.given.get(question.key) in CALM:
        return False
    return any(
        question.key in PARTS.get(reason, ()) or reason in answers.all(question.key)
        for reason in reasons
    )


CALM = (NONE, (NONE,), "no", 0)
PARTS: Mapping[str, tuple[str, ...]] = {
    "pain_high": ("pain",),
    "pain_late": ("pain",),
    "pain_risen": ("pain", "changes"),
    "fever": ("temperature",),
    "fever_felt": ("fever",),
    "fever_unclear": ("fever", "temperature"),
    "pus": ("discharge",),
    "weeping": ("discharge",),
    "hot": ("warmth",),
    "returned": ("redness",),
    "redness_risen": ("redness",),
    "swelling_risen": ("swelling",),
    "warmth_risen": ("warmth",),
    "not_faded": ("redness",),
    "darker_signs": ("warmth", "swelling", "pain", "colour"),
    "deep_signs": ("warmth", "swelling"),
    "purple_grey": ("colour",),
    "marked": ("marks",),
    "pigment": ("marks",),
}
"""The questions whose answers gave a reason that is no choice of theirs."""


def reason_words(reason: str, triage: Triage) -> str:
    """What gave the colour, with the threshold where there is one."""
    facts = {
        "pain_red": triage.pain_red,
        "pain_late": triage.pain_late,
        "late": triage.late_hours,
        "late_day": triage.late_hours // 24,
        "fade": triage.fade_hours,
        "fever": triage.fever,
        "marks": triage.marks_day,
        "pigment": triage.pigment_day,
    }
    words = {**_emergency_reasons(), **_red_reasons(), **_amber_reasons()}
    return words[reason] % facts


def _emergency_reasons() -> dict[str, str]:
    numbing = {
        "ears": _("Ringing ears after numbing"),
        "taste": _("A taste of metal after numbing"),
        "numb_mouth": _("A numb mouth after numbing"),
        "dizziness": _("Dizziness after numbing"),
        "twitching": _("Twitching after numbing"),
        "racing_heart": _("A racing heart after numbing"),
        "seizure": _("A seizure after numbing"),
    }
    return {
        "breathing": _("Trouble breathing, or a swollen tongue or throat"),
        "hives": _("Hives"),
        "bleeding": _("Bleeding that does not stop"),
        **numbing,
    }


def _red_reasons() -> dict[str, str]:
    return {
        "pain_high": _("Pain of %(pain_red)s or more, at any time"),
        "pain_late": _("Pain of %(pain_late)s or more, from %(late)s hours on"),
        "fever": _("Fever of %(fever)s °C or more"),
        "fever_felt": _("Feels feverish, and no temperature was taken"),
        "pus": _("Pus or a yellow crust"),
        "streaks": _("Streaks that run away from the skin that was treated"),
        "eye_pain": _("Pain in an eye"),
        "fast": _("Pain or swelling that gets worse within hours"),
        "cluster": _("Blisters close together, as with a cold sore"),
        "blisters": _("Blisters"),
        "pale_skin": _("White or grey skin after radiofrequency"),
        "numb": _("Numb skin after radiofrequency"),
        "dent": _("A dent or hollow after radiofrequency"),
        "spread": _("It spreads beyond the skin that was treated"),
        "returned": _("Redness or a darker colour came back after it had gone"),
        "hot": _("Hot skin, from day %(late_day)s on"),
        "redness_risen": _("More redness or darker colour, from day %(late_day)s on"),
        "swelling_risen": _("More swelling, from %(late)s hours on"),
        "pain_risen": _("More pain than before, from %(late)s hours on"),
        "warmth_risen": _("Warmer than before, from day %(late_day)s on"),
        "unanswered_signs": _("The signs of an emergency were not answered"),
    }


def _amber_reasons() -> dict[str, str]:
    return {
        "not_faded": _(
            "At %(fade)s hours more than half of the redness is left, on skin that is also warm, "
            "swollen or sore"
        ),
        "darker_signs": _(
            "From %(fade)s hours on, two of warmth, swelling, pain and another colour, on skin on "
            "which redness shows little"
        ),
        "purple_grey": _("Purple or grey skin, from %(late)s hours on"),
        "deep_signs": _("Warmth or swelling from %(fade)s hours on, after deep passes"),
        "weeping": _("Clear fluid, from %(late)s hours on"),
        "itchy": _("Itchy bumps"),
        "lumps": _("Firm lumps: think of a granuloma, and list all that was put on the skin"),
        "marked": _("Still marked, from day %(marks)s on"),
        "pigment": _("Brown or pale patches, from day %(pigment)s on"),
        "fever_unclear": _("Feels feverish, but the thermometer says less than %(fever)s °C"),
        "unanswered": _("A question was not answered"),
    }


def why_words(why: Why) -> str:
    """Why a check-in that never came is a task."""
    return {
        Why.AFTER_AMBER: _("the last one was amber or red"),
        Why.DEEP: _("deep passes"),
        Why.DARKER: _("Fitzpatrick IV to VI"),
        Why.FIRST: _("her first session"),
    }[why]


def mark_words(mark: Mark) -> str:
    """What the desk reads beside a session."""
    if mark.waiting:
        return _("Check-in waits for a practitioner")
    return _("Check-in missing") if mark.missing else _("Check-in answered")
