"""The colour of a check-in, by the day, the device, the depth and the clinic's thresholds.

How red the skin is, and how that changes, gives no colour by itself: redness shows less on darker
skin. Beside warmth, swelling, pain or another colour it counts, and what gets worse late is red.
What was not answered, or contradicts itself, counts on the careful side. The thresholds are those
of the sheet "triage".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from plans.engine.checkin import (
    EMERGENCIES,
    LATER_CHANGES,
    LEVELS,
    NONE,
    RF_CHANGES,
    Answers,
    Context,
    Question,
    Verdict,
    is_late_day,
    questions_for,
)
from plans.engine.standard import Triage

GREEN, AMBER, RED = "green", "amber", "red"
DANGERS: Final = ("streaks", "eye_pain", "fast")
SORES: Final = ("cluster", "blisters")
WARMTHS: Final = (NONE, "warm", "hot")


@dataclass(frozen=True, slots=True)
class Case:
    """One check-in as its rules see it."""

    answers: Answers
    context: Context
    triage: Triage

    @property
    def is_late(self) -> bool:
        return self.context.hours >= self.triage.late_hours

    @property
    def should_have_faded(self) -> bool:
        return self.context.hours >= self.triage.fade_hours

    @property
    def pain(self) -> float:
        return self.answers.number("pain") or 0

    @property
    def is_warm(self) -> bool:
        return self.answers.one("warmth") in ("warm", "hot")

    @property
    def is_swollen(self) -> bool:
        return self.answers.one("swelling") not in ("", NONE)

    @property
    def has_hardly_faded(self) -> bool:
        return self.answers.one("redness") in ("same", "more")

    @property
    def has_more_than_redness(self) -> bool:
        has_colour = bool(self.answers.all("colour"))
        return self.is_warm or self.is_swollen or self.pain > 0 or has_colour

    @property
    def before(self) -> Answers:
        """What she answered last after this session; nothing at her first answer."""
        return self.context.earlier[-1] if self.context.earlier else Answers()


Rule = Callable[[Case], list[str]]


def judge(answers: Answers, context: Context, triage: Triage) -> Verdict:
    """The colour with all its reasons; the gravest rule that holds gives it."""
    case = Case(answers, context, triage)
    emergencies, reds, ambers = (
        tuple(dict.fromkeys(chain.from_iterable(rule(case) for rule in rules)))
        for rules in (EMERGENCY_RULES, RED_RULES, AMBER_RULES)
    )
    reasons = (*emergencies, *reds, *ambers)
    if emergencies or reds:
        return Verdict(RED, bool(emergencies), reasons)
    return Verdict(AMBER if ambers else GREEN, False, reasons)


def _emergencies(case: Case) -> list[str]:
    told = case.answers.all("signs") | case.answers.all("numbing")
    return [sign for sign in EMERGENCIES if sign in told]


def _pain(case: Case) -> list[str]:
    if case.pain >= case.triage.pain_red:
        return ["pain_high"]
    return ["pain_late"] if case.is_late and case.pain >= case.triage.pain_late else []


def _fever(case: Case) -> list[str]:
    degrees = case.answers.number("temperature")
    if degrees is not None and degrees >= case.triage.fever:
        return ["fever"]
    return ["fever_felt"] if degrees is None and case.answers.one("fever") == "feels" else []


def _infection(case: Case) -> list[str]:
    told = case.answers.all("changes") | case.answers.all("spots")
    found: list[str] = [sign for sign in (*DANGERS, *SORES) if sign in told]
    return ["pus", *found] if case.answers.one("discharge") == "pus" else found


def _of_radiofrequency(case: Case) -> list[str]:
    """Asked of nobody else, and never to be passed over."""
    told = case.answers.all("changes")
    return [sign for sign in RF_CHANGES if sign in told]


def _worse(case: Case) -> list[str]:
    """Two days after a session everything should be on its way back."""
    told = case.answers.all("changes")
    found: list[str] = [change for change in LATER_CHANGES if change in told]
    if not is_late_day(case.context, case.triage):
        return found
    risen = {
        "hot": case.answers.one("warmth") == "hot",
        "redness_risen": case.has_more_than_redness and case.answers.one("redness") == "more",
        "swelling_risen": case.is_late and case.answers.one("swelling") == "more",
        "pain_risen": case.is_late and "pain_more" in told,
        "warmth_risen": "warmer" in told,
    }
    return [*found, *(what for what, holds in risen.items() if holds)]


def _worse_than_before(case: Case) -> list[str]:
    """The same, seen beside what she answered before."""
    if not case.is_late or not case.before.given:
        return []
    pain, before = case.answers.number("pain"), case.before.number("pain")
    risen = {
        "pain_risen": pain is not None and before is not None and pain > before,
        "warmth_risen": _has_risen(case, "warmth", WARMTHS),
        "swelling_risen": _has_come_back(case, "swelling"),
        "returned": case.has_more_than_redness and _has_come_back(case, "redness"),
    }
    return [what for what, holds in risen.items() if holds]


def _has_risen(case: Case, key: str, levels: tuple[str, ...]) -> bool:
    now, before = case.answers.one(key), case.before.one(key)
    return "" not in (now, before) and levels.index(now) > levels.index(before)


def _has_come_back(case: Case, key: str) -> bool:
    return case.before.one(key) == NONE and case.answers.one(key) in LEVELS[1:]


def _unanswered_signs(case: Case) -> list[str]:
    return ["unanswered_signs"] if {"signs", "numbing"} & _unanswered(case) else []


def _unanswered_others(case: Case) -> list[str]:
    return ["unanswered"] if _unanswered(case) - {"signs", "numbing"} else []


def _unanswered(case: Case) -> set[str]:
    asked = questions_for(case.context, case.triage)
    return {one.key for one in asked if not one.is_optional and _is_open(one, case.answers)}


def _is_open(question: Question, answers: Answers) -> bool:
    return question.key not in answers.given


def _not_faded(case: Case) -> list[str]:
    """Redness that has hardly faded counts only on skin that is also warm, sore or swollen."""
    is_told = case.has_hardly_faded and (case.is_warm or case.is_swollen or case.pain > 0)
    return ["not_faded"] if case.should_have_faded and is_told else []


def _darker(case: Case) -> list[str]:
    """Where redness shows little, warmth, swelling, pain and another colour stand for it."""
    colours = case.answers.all("colour")
    signs = [case.is_warm, case.is_swollen, case.pain > 0, bool(colours)]
    if case.is_late and "purple_grey" in colours:
        return ["purple_grey"]
    is_told = case.context.is_darker and case.should_have_faded and sum(signs) > 1
    return ["darker_signs"] if is_told else []


def _deep(case: Case) -> list[str]:
    """Deeper channels close later: warmth or swelling is looked at by itself."""
    is_due = case.context.is_deep and case.should_have_faded
    return ["deep_signs"] if is_due and (case.is_warm or case.is_swollen) else []


def _spots(case: Case) -> list[str]:
    spots = case.answers.all("spots")
    found = [spot for spot in ("itchy", "lumps") if spot in spots]
    is_weeping = case.is_late and case.answers.one("discharge") == "clear"
    return [*found, *(["weeping"] if is_weeping else [])]


def _marks(case: Case) -> list[str]:
    marks, day = case.answers.all("marks"), case.context.day
    if "few_small" in case.answers.all("spots"):
        marks |= {"few_small"}
    patches = marks & {"brown", "pale"}
    found = ["pigment"] if patches and day >= case.triage.pigment_day else []
    is_marked = day >= case.triage.marks_day and (marks - patches or (patches and not found))
    return [*found, *(["marked"] if is_marked else [])]


def _unclear_fever(case: Case) -> list[str]:
    """She feels feverish, and the thermometer says no."""
    degrees = case.answers.number("temperature")
    if degrees is None or degrees >= case.triage.fever:
        return []
    return ["fever_unclear"] if case.answers.one("fever") == "feels" else []


EMERGENCY_RULES: Final[tuple[Rule, ...]] = (_emergencies,)
RED_RULES: Final[tuple[Rule, ...]] = (
    _pain,
    _fever,
    _infection,
    _of_radiofrequency,
    _worse,
    _worse_than_before,
    _unanswered_signs,
)
AMBER_RULES: Final[tuple[Rule, ...]] = (
    _not_faded,
    _darker,
    _deep,
    _spots,
    _marks,
    _unclear_fever,
    _unanswered_others,
)
REASONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(EMERGENCIES, RED),
    **dict.fromkeys(("pain_high", "pain_late", "fever", "fever_felt", "pus"), RED),
    **dict.fromkeys((*DANGERS, *SORES, *RF_CHANGES, *LATER_CHANGES, "hot"), RED),
    **dict.fromkeys(("redness_risen", "swelling_risen", "pain_risen", "warmth_risen"), RED),
    "unanswered_signs": RED,
    **dict.fromkeys(("not_faded", "purple_grey", "darker_signs", "deep_signs"), AMBER),
    **dict.fromkeys(("itchy", "lumps", "weeping", "pigment", "marked"), AMBER),
    **dict.fromkeys(("fever_unclear", "unanswered"), AMBER),
}
"""Every reason there is, with the colour that it gives by itself."""
