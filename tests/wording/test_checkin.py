"""Every question, answer and reason of a check-in has words, and none of them promises anything."""

import re

import pytest

from plans.engine.checkin import ALL, RF_CHANGES, Context, questions_for
from plans.engine.standard import Triage
from plans.engine.triage import REASONS
from plans.shipped.standards import TRIAGE
from plans.wording.checkin import answer_text, choice_words, hint_words, question_words
from plans.wording.checkin_review import label_words, reason_words

PROMISES = re.compile(r"%|guarante|permanent|painless|risk.free|\bsafe\b|healthy", re.IGNORECASE)
THRESHOLDS = Triage(**TRIAGE)
MOMENTS = [
    Context(day=day, hours=day * 24, kind=kind, is_darker=is_darker)
    for day in (0, 1, 3, 12)
    for kind in ("pen", "rf")
    for is_darker in (True, False)
]


@pytest.mark.parametrize("context", MOMENTS)
def test_what_is_asked_has_words_of_its_own(context: Context) -> None:
    for question in questions_for(context, THRESHOLDS):
        said = [choice_words(question, choice) for choice in question.choices]
        assert not set(said) & set(question.choices)
        assert len(set(said)) == len(said)
        assert question_words(question)
        assert label_words(question)
        told = " ".join([question_words(question), hint_words(question), *said])
        assert not PROMISES.search(told)


def test_darker_skin_is_asked_in_words_for_what_shows_there() -> None:
    redness = {one.key: one for one in questions_for(MOMENTS[0], THRESHOLDS)}["redness"]
    assert "darker or purple" in question_words(redness)
    assert "darker" not in question_words(ALL["redness"])


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words(reason: str) -> None:
    assert reason_words(reason, THRESHOLDS) != reason
    assert "%(" not in reason_words(reason, THRESHOLDS)


def test_a_reason_names_the_threshold_in_force() -> None:
    stricter = Triage(**{**TRIAGE, "pain_red": 6, "fever": 37.5})
    assert "6" in reason_words("pain_high", stricter)
    assert "37.5" in reason_words("fever", stricter)


def test_the_signs_of_radiofrequency_are_said() -> None:
    assert all(choice_words(ALL["changes"], sign) != sign for sign in RF_CHANGES)


ANSWERS = [("green", False), ("amber", False), ("red", False), ("red", True)]


@pytest.mark.parametrize(("colour", "is_emergency"), ANSWERS)
def test_every_answer_names_the_emergency_number_and_promises_nothing(
    colour: str, is_emergency: bool
) -> None:
    text = answer_text(colour, is_emergency=is_emergency, emergency_phone="112")
    said = " ".join([text.title, *text.lines])
    assert "112" in said
    assert not PROMISES.search(said)


def test_green_says_that_nobody_has_looked() -> None:
    text = answer_text("green", is_emergency=False, emergency_phone="112")
    said = " ".join(text.lines)
    assert "match what is usually seen on this day" in said
    assert "Nobody has examined your skin" in said
    assert "If you worry" in said


def test_an_emergency_begins_with_whom_to_call() -> None:
    text = answer_text("red", is_emergency=True, emergency_phone="911")
    assert text.title == "Call 911 now"
