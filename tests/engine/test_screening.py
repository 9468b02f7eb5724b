"""What answers say of a day: every question x date x role."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.engine.screening import (
    Answer,
    AnswerFault,
    Change,
    Decision,
    Verdict,
    Word,
    answers_of,
    changes,
    faults_in,
    judge,
    may_decide,
    stored,
    tidy,
)
from plans.engine.standard import GATES, Question, rows_of
from plans.shipped.standards import SHIPPED

DAY = dt.date(2027, 3, 3)
STOPPED = dt.date(2027, 1, 10)
SHEET = {shipped.sheet: shipped.stored() for shipped in SHIPPED}
QUESTIONS: tuple[Question, ...] = rows_of("questions", SHEET["questions"])
YES, NO = Answer(yes=True), Answer(yes=False)
FILLER = Question("filler", "A filler?", "review", "When?", 28)
COLD_SORE = Question("cold_sore", "A cold sore?", "block", "Healed when?", 7)
BREAST = Question("breast_feeding", "Breast-feeding?", "override")
TATTOO = Question("tattoo", "A tattoo?", "note")
PACEMAKER = Question("pacemaker", "A pacemaker?", "block", kinds=("rf",))
# Who may decide on which gate.
DECIDES = {
    "block": set[str](),
    "override": {"prescriber"},
    "review": {"practitioner", "prescriber"},
    "note": set[str](),
}
ROLES = ("desk", "practitioner", "prescriber", "manager")


def judged(question: Question, answer: Answer, day: dt.date, *decisions: Decision) -> Verdict:
    decided = dict.fromkeys([question.key], decisions[0]) if decisions else {}
    return judge([question], {question.key: answer}, kinds=["rf"], day=day, decisions=decided)


def word_of(question: Question, answer: Answer, day: dt.date, *decisions: Decision) -> Word:
    return judged(question, answer, day, *decisions).word


def closed_word(gate: str) -> Word:
    return {"note": Word.ALLOWED, "review": Word.REVIEW}.get(gate, Word.BLOCKED)


def twin_word(question: Question, days_after: int, role: str) -> Word:
    """What a session says so many days after the date of a yes, once this person has decided what
    she may: written once more, from the paper."""
    washout = question.washout_days
    if question.gate == "note" or (washout is not None and days_after >= washout):
        return Word.ALLOWED
    if role in DECIDES[question.gate]:
        return Word.ALLOWED
    return Word.REVIEW if question.gate == "review" else Word.BLOCKED


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_each_shipped_condition_by_date_and_by_who_decides(question: Question) -> None:
    washout = question.washout_days or 30
    for days, role in product([washout - 1, washout, washout + 1], ROLES):
        answer = Answer(yes=True, on=STOPPED)
        decision = Decision(question.gate, answer, may_treat=True)
        may = may_decide(
            question.gate,
            role="practitioner" if role == "prescriber" else role,
            is_prescriber=role == "prescriber",
        )
        session = STOPPED + dt.timedelta(days)
        word = word_of(question, answer, session, *([decision] if may else []))
        assert word == twin_word(question, days, role), (days, role)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_a_no_closes_no_gate(question: Question) -> None:
    assert judged(question, NO, DAY).gates == ()


@pytest.mark.parametrize("gate", GATES)
def test_without_a_washout_a_yes_closes_its_gate_on_every_day(gate: str) -> None:
    question = Question("any", "Any?", gate)
    long_ago = Answer(yes=True, on=dt.date(1990, 1, 1))
    assert {word_of(question, one, DAY) for one in (YES, long_ago)} == {closed_word(gate)}


def test_a_washout_without_its_date_stays_closed() -> None:
    verdict = judged(FILLER, YES, DAY)
    assert (verdict.word, verdict.gates[0].lacks_date) == (Word.REVIEW, True)
    assert verdict.allowed_from is None


def test_a_condition_that_ends_ahead_closes_until_after_its_washout() -> None:
    healed = Answer(yes=True, on=DAY)
    verdict = judged(COLD_SORE, healed, DAY - dt.timedelta(days=2))
    assert (verdict.word, verdict.allowed_from) == (Word.BLOCKED, dt.date(2027, 3, 10))
    assert word_of(COLD_SORE, healed, dt.date(2027, 3, 9)) == Word.BLOCKED
    assert word_of(COLD_SORE, healed, dt.date(2027, 3, 10)) == Word.ALLOWED


def test_what_nobody_asked_keeps_the_session_from_starting() -> None:
    assert judge([TATTOO], {}, kinds=[], day=DAY).word == Word.BLOCKED


def test_a_question_for_another_kind_of_device_says_nothing() -> None:
    answers = {"pacemaker": YES}
    words = [judge([PACEMAKER], answers, kinds=[kind], day=DAY).word for kind in ("pen", "rf")]
    assert words == [Word.ALLOWED, Word.BLOCKED]


def test_where_no_device_is_known_every_question_counts() -> None:
    assert judge([PACEMAKER], {"pacemaker": YES}, kinds=[], day=DAY).word == Word.BLOCKED


def test_two_washouts_are_over_when_the_later_one_is() -> None:
    answers = {"filler": Answer(True, DAY), "cold_sore": Answer(True, DAY)}
    verdict = judge([COLD_SORE, FILLER], answers, kinds=[], day=DAY)
    assert verdict.allowed_from == DAY + dt.timedelta(days=28)


def test_a_gate_that_no_date_opens_leaves_no_day_to_name() -> None:
    answers = {"filler": Answer(True, DAY), "breast_feeding": YES}
    verdict = judge([BREAST, FILLER], answers, kinds=[], day=DAY)
    assert (verdict.word, verdict.allowed_from) == (Word.BLOCKED, None)


def test_a_decision_counts_only_for_the_answer_it_was_made_on() -> None:
    first, later = Answer(True, DAY), Answer(True, DAY, "again")
    decision = Decision("review", first, may_treat=True)
    assert word_of(FILLER, first, DAY, decision) == Word.ALLOWED
    assert word_of(FILLER, later, DAY, decision) == Word.REVIEW


def test_a_review_that_was_declined_stops_the_session() -> None:
    assert word_of(FILLER, YES, DAY, Decision("review", YES, may_treat=False)) == Word.BLOCKED


def test_a_decision_of_another_kind_does_not_open_a_gate() -> None:
    assert word_of(BREAST, YES, DAY, Decision("review", YES, may_treat=True)) == Word.BLOCKED


def test_nobody_overrules_a_block() -> None:
    people = product(["desk", "practitioner", "manager", "patient"], [False, True])
    assert not any(may_decide("block", role=role, is_prescriber=is_p) for role, is_p in people)
    override = Decision("override", YES, may_treat=True)
    assert word_of(COLD_SORE, YES, DAY, override) == Word.BLOCKED


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 400))
def test_a_gate_opens_once_and_stays_open(on: dt.date, days: int) -> None:
    answer, day = Answer(True, on), on + dt.timedelta(days)
    is_open = word_of(FILLER, answer, day) == Word.ALLOWED
    assert is_open == (days >= 28)


def fault(question: Question, answer: Answer) -> tuple[AnswerFault, ...]:
    return faults_in([question], {question.key: answer}, kinds=[], today=DAY)


def test_a_washout_asks_for_its_date() -> None:
    assert fault(FILLER, YES) == (AnswerFault("filler", "date_missing"),)


def test_what_was_had_was_not_had_ahead() -> None:
    tomorrow = DAY + dt.timedelta(days=1)
    assert fault(FILLER, Answer(True, tomorrow)) == (AnswerFault("filler", "date_ahead"),)
    assert fault(FILLER, Answer(True, DAY)) == ()


def test_what_bars_her_now_may_end_ahead_or_nobody_knows_when() -> None:
    assert fault(COLD_SORE, Answer(True, DAY + dt.timedelta(days=20))) == ()
    assert fault(COLD_SORE, YES) == ()
    assert fault(COLD_SORE, Answer(True, dt.date(2206, 1, 1))) == (
        AnswerFault("cold_sore", "date_ahead"),
    )


def test_a_slip_of_the_year_is_noticed() -> None:
    assert fault(FILLER, Answer(True, dt.date(202, 1, 1))) == (
        AnswerFault("filler", "date_long_ago"),
    )


def test_every_question_that_concerns_her_is_answered_and_no_other() -> None:
    asked = faults_in([FILLER, PACEMAKER], {"old": NO}, kinds=["pen"], today=DAY)
    assert asked == (AnswerFault("old", "unknown"), AnswerFault("filler", "unanswered"))


def test_only_what_changed_is_told() -> None:
    before, after = {"filler": NO, "tattoo": YES}, {"filler": YES, "tattoo": YES, "keloid": NO}
    assert changes(before, after) == (Change("filler", NO, YES), Change("keloid", None, NO))


def test_a_no_keeps_no_date() -> None:
    kept = tidy(
        [FILLER, BREAST], {"filler": Answer(False, DAY), "breast_feeding": Answer(True, DAY)}
    )
    assert kept == {"filler": NO, "breast_feeding": YES}


def test_answers_come_back_as_they_were_stored() -> None:
    answers = {"filler": Answer(True, DAY, "lips"), "tattoo": NO}
    assert answers_of(stored(answers)) == answers
