"""The check-in: what a patient is asked about her skin on which day, and what she answered.

Only what fits the day, the device and her skin is asked, so that it takes a minute. Days are
calendar days of the clinic since the session was done, hours are hours that passed since then.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from plans.engine.standard import Triage

NONE: Final = "none"
"""Of several choices the one that says: nothing of this. It counts only where it stands alone."""

SIGNS: Final = ("breathing", "hives", "bleeding")
NUMBING: Final = (
    *("ears", "taste", "numb_mouth", "dizziness", "twitching", "racing_heart", "seizure"),
)
EMERGENCIES: Final = (*SIGNS, *NUMBING)
"""Each of them alone is an emergency."""

LEVELS: Final = (NONE, "less", "same", "more")
CHANGES: Final = ("fast", "pain_more", "warmer", "streaks", "eye_pain")
LATER_CHANGES: Final = ("spread", "returned")
RF_CHANGES: Final = ("pale_skin", "numb", "dent")
SPOTS: Final = ("few_small", "cluster", "blisters", "itchy", "lumps")
COLOURS: Final = ("darker", "purple_grey")
MARKS: Final = ("specks", "bruise", "scabs", "lines", "brown", "pale")

PAIN: Final = range(11)
COLDEST, HOTTEST = 34.0, 43.0
NUMBING_HOURS: Final = 24
"""So long after a session the signs of too much numbing are asked for."""

LONGEST_DAYS: Final = 180
"""No check-in is taken for a session that is longer ago."""

Kind = Literal["one", "several", "scale", "temperature"]
Value = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """After what and how long after it she answers. `kind` is the device's ("" where none is
    known), `is_deep`: deeper than the clinic's usual consent covers; `is_darker`: what holds for
    Fitzpatrick IV to VI holds here (also where nobody knows the type); `is_numbed`: unless the
    record says that no cream was used. `earlier` are her answers after this session, oldest
    first."""

    day: int
    hours: float
    kind: str = ""
    is_deep: bool = False
    is_darker: bool = False
    is_numbed: bool = True
    earlier: tuple["Answers", ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `several` and `one` have choices; `scale` is from 0 to 10; `temperature` is in
    °C and need not be answered. `since` says with what she compares: the treatment, yesterday or
    the first evening. `is_darker`: it is worded for skin on which redness shows little."""

    key: str
    kind: Kind
    choices: tuple[str, ...] = ()
    since: Literal["treatment", "yesterday", "first_evening"] = "yesterday"
    is_darker: bool = False

    @property
    def is_optional(self) -> bool:
        return self.kind == "temperature"


@dataclass(frozen=True, slots=True)
class Answers:
    """What she answered, by the key of the question; a question without an answer is absent."""

    given: Mapping[str, Value] = field(default_factory=dict)

    def one(self, key: str) -> str:
        """The choice that she made; empty where she made none."""
        value = self.given.get(key, "")
        return value if isinstance(value, str) else ""

    def all(self, key: str) -> frozenset[str]:
        """What she chose of several, without the "none"."""
        value = self.given.get(key, ())
        return frozenset(value) - {NONE} if isinstance(value, tuple) else frozenset()

    def number(self, key: str) -> float | None:
        value = self.given.get(key)
        return value if isinstance(value, int | float) else None

    def stored(self) -> dict[str, Any]:
        """As plain values for the table."""
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in self.given.items()
        }


# All that there is to ask, with every choice: what a stored answer is read by.
ALL: Final[Mapping[str, Question]] = {
    question.key: question
    for question in (
        Question("signs", "several", (*SIGNS, NONE)),
        Question("numbing", "several", (*NUMBING, NONE)),
        Question("redness", "one", LEVELS),
        Question("swelling", "one", LEVELS),
        Question("warmth", "one", (NONE, "warm", "hot")),
        Question("pain", "scale"),
        Question("changes", "several", (*CHANGES, *LATER_CHANGES, *RF_CHANGES, NONE)),
        Question("fever", "one", ("no", "feels")),
        Question("temperature", "temperature"),
        Question("spots", "several", (*SPOTS, NONE)),
        Question("discharge", "one", (NONE, "clear", "pus")),
        Question("colour", "several", (*COLOURS, NONE)),
        Question("marks", "several", (*MARKS, NONE)),
    )
}


def questions_for(context: Context, triage: Triage) -> tuple[Question, ...]:
    """What is asked, in this order; the signs of an emergency come first."""
    return tuple(
        Question(
            key=question.key,
            kind=question.kind,
            choices=_choices(question, context, triage),
            since=_since(context, triage),
            is_darker=context.is_darker,
        )
        for question in ALL.values()
        if _is_asked(question.key, context, triage)
    )


def _is_asked(key: str, context: Context, triage: Triage) -> bool:
    if key == "numbing":
        return context.is_numbed and context.hours < NUMBING_HOURS
    if key in ("warmth", "discharge"):
        return context.day >= 1
    if key == "colour":
        return context.is_darker and context.day >= 1
    return key != "marks" or context.day >= min(triage.marks_day, triage.pigment_day)


def _choices(question: Question, context: Context, triage: Triage) -> tuple[str, ...]:
    if question.key != "changes":
        return question.choices
    later = LATER_CHANGES if is_late_day(context, triage) else ()
    of_device = RF_CHANGES if context.kind == "rf" else ()
    return (*CHANGES, *later, *of_device, NONE)


def _since(context: Context, triage: Triage) -> Literal["treatment", "yesterday", "first_evening"]:
    if context.hours >= triage.fade_hours:
        return "first_evening"
    return "yesterday" if context.day else "treatment"


def is_late_day(context: Context, triage: Triage) -> bool:
    """Whether nothing may get worse any more, counted in hours or in days."""
    return max(context.hours, context.day * 24) >= triage.late_hours


def answers_of(stored: Mapping[str, Any]) -> Answers:
    """What can be read of plain values; what cannot counts as not answered."""
    read = {key: _value(ALL[key], value) for key, value in stored.items() if key in ALL}
    return Answers({key: value for key, value in read.items() if value is not None})


def _value(question: Question, value: Any) -> Value | None:
    if question.kind == "several":
        return _several(question.choices, value)
    if question.kind == "one":
        return value if isinstance(value, str) and value in question.choices else None
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    if question.kind == "scale":
        return int(value) if value in PAIN else None
    return celsius(value)


def _several(choices: Collection[str], value: Any) -> tuple[str, ...] | None:
    """What can be read of it, in the order of the choices; nothing of it: not answered."""
    if not isinstance(value, list | tuple):
        return None
    return tuple(choice for choice in choices if choice in value) or None


def celsius(value: float) -> float | None:
    """A body's temperature in °C, to a tenth; numbers from 93 on are read as °F. None for what no
    body has."""
    degrees = round((value - 32) / 1.8 if value >= 93 else value, 1)
    return degrees if COLDEST <= degrees <= HOTTEST else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The colour of a check-in: green, amber or red; an emergency is red. `reasons` are the codes
    of all that gave it, the gravest first; a green one has none."""

    colour: str
    is_emergency: bool = False
    reasons: tuple[str, ...] = ()
