"""What is asked on which day, and what can be read of an answer that is stored."""

from dataclasses import replace

import pytest

from plans.engine.checkin import (
    ALL,
    LATER_CHANGES,
    RF_CHANGES,
    Answers,
    Context,
    answers_of,
    celsius,
    questions_for,
)
from plans.engine.standard import Triage

TRIAGE = Triage(
    pain_red=7,
    pain_late=4,
    late_hours=48,
    fever=38.0,
    fade_hours=72,
    marks_day=8,
    pigment_day=11,
    red_hours=2,
    amber_hours=24,
    missing_hours=24,
)


def on_day(day: int, **fields: object) -> Context:
    """So many whole days after a session with a pen, on lighter skin."""
    return replace(Context(day=day, hours=day * 24, kind="pen"), **fields)  # type: ignore[arg-type]


def asked(context: Context) -> list[str]:
    return [question.key for question in questions_for(context, TRIAGE)]


EVERY_DAY = ["redness", "swelling", "pain", "changes", "fever", "temperature", "spots"]


def test_the_first_evening_asks_for_too_much_numbing_and_not_for_what_comes_later() -> None:
    assert asked(on_day(0)) == ["signs", "numbing", *EVERY_DAY]


def test_who_was_not_numbed_is_not_asked_about_it() -> None:
    assert asked(on_day(0, is_numbed=False)) == ["signs", *EVERY_DAY]


def test_numbing_is_asked_about_for_a_day() -> None:
    assert "numbing" in asked(on_day(1, hours=23.9))
    assert "numbing" not in asked(on_day(1))


def test_marks_are_asked_for_from_their_day_on() -> None:
    assert "marks" not in asked(on_day(7))
    assert "marks" in asked(on_day(8))


def test_darker_skin_is_asked_for_its_colour() -> None:
    assert "colour" not in asked(on_day(3))
    assert "colour" in asked(on_day(3, is_darker=True))


@pytest.mark.parametrize("day", range(181))
@pytest.mark.parametrize("is_darker", [True, False])
def test_no_day_asks_more_than_a_minute_holds(day: int, is_darker: bool) -> None:
    assert len(asked(on_day(day, is_darker=is_darker))) <= 12


def changes(context: Context) -> tuple[str, ...]:
    found = {question.key: question for question in questions_for(context, TRIAGE)}
    return found["changes"].choices


def test_only_radiofrequency_asks_for_its_own_harm() -> None:
    assert not set(RF_CHANGES) & set(changes(on_day(3)))
    assert set(RF_CHANGES) <= set(changes(on_day(3, kind="rf")))


def test_what_comes_back_or_spreads_is_asked_from_the_second_day_on() -> None:
    assert not set(LATER_CHANGES) & set(changes(on_day(1, hours=47.9)))
    assert set(LATER_CHANGES) <= set(changes(on_day(2, hours=30)))


def test_every_list_has_a_way_to_say_none() -> None:
    several = [question for question in ALL.values() if question.kind == "several"]
    assert [question.choices[-1] for question in several] == ["none"] * len(several)


@pytest.mark.parametrize(
    ("hours", "day", "since"),
    [
        (3, 0, "treatment"),
        (20, 1, "yesterday"),
        (71.9, 3, "yesterday"),
        (72, 3, "first_evening"),
    ],
)
def test_she_compares_with_what_she_can_remember(hours: float, day: int, since: str) -> None:
    first = questions_for(on_day(day, hours=hours), TRIAGE)[0]
    assert first.since == since


def test_what_is_stored_comes_back_as_it_was() -> None:
    answers = Answers({"signs": ("none",), "redness": "less", "pain": 3, "temperature": 37.2})
    assert answers_of(answers.stored()) == answers


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("redness", "purple"),
        ("redness", ["less"]),
        ("signs", "hives"),
        ("signs", []),
        ("signs", ["dragons"]),
        ("pain", 11),
        ("pain", -1),
        ("pain", 3.5),
        ("pain", True),
        ("pain", "3"),
        ("pain", float("nan")),
        ("temperature", 12),
        ("temperature", float("inf")),
        ("temperature", float("nan")),
        ("mood", "fine"),
    ],
)
def test_what_cannot_be_read_is_not_answered(key: str, value: object) -> None:
    assert answers_of({key: value}) == Answers()


def test_a_list_counts_with_what_can_be_read_of_it() -> None:
    assert answers_of({"signs": ["dragons", "hives"]}) == Answers({"signs": ("hives",)})


def test_none_beside_something_does_not_count() -> None:
    assert answers_of({"signs": ["none", "hives"]}).all("signs") == {"hives"}


@pytest.mark.parametrize(
    ("typed", "degrees"),
    [
        (34.0, 34.0),
        (33.9, None),
        (43.0, 43.0),
        (43.1, None),
        (100.4, 38.0),
        (98.6, 37.0),
        (93.2, 34.0),
        (92.9, None),
        (109.5, None),
    ],
)
def test_a_temperature_may_be_told_in_fahrenheit(typed: float, degrees: float | None) -> None:
    assert celsius(typed) == degrees
