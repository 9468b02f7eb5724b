"""The screening: which answer closes which gate on which day, and who may open it.

A gate is judged for one day, so the same answers are tested against every session ahead. An answer
that is missing keeps its gate shut: nothing is allowed because nobody asked.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from plans.engine.standard import Question

OLDEST: Final = 120  # years: a date before that is a slip of the pen
AHEAD: Final = dt.timedelta(days=730)


class Word(StrEnum):
    """What the screening says of a session; unasked: nobody asked in time."""

    UNASKED = "unasked"
    ALLOWED = "allowed"
    REVIEW = "review"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no; `on` is the date that the question asks for, `note` the patient's own words."""

    yes: bool
    on: dt.date | None = None
    note: str = ""


Answers = Mapping[str, Answer]
"""By the key of the question."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A practitioner's word for one session on one answer: `kind` override or review. It counts
    only while that answer stands."""

    kind: str
    answer: Answer | None
    may_treat: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """A question that says something of one day. `answer` None: it was not asked. The gate opens
    by itself on `open_from`; None: not by time alone."""

    question: Question
    answer: Answer | None
    open_from: dt.date | None
    decision: Decision | None

    @property
    def lacks_date(self) -> bool:
        answer = self.answer
        return answer is not None and self.question.washout_days is not None and answer.on is None

    @property
    def word(self) -> Word:
        if self.answer is None:
            return Word.BLOCKED
        if self.question.gate == "note":
            return Word.ALLOWED
        if self.decision:
            return Word.ALLOWED if self.decision.may_treat else Word.BLOCKED
        return Word.REVIEW if self.question.gate == "review" else Word.BLOCKED


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that the answers say of one day, in the order of the questions."""

    gates: tuple[Gate, ...]

    @property
    def word(self) -> Word:
        words = {gate.word for gate in self.gates}
        return next((word for word in (Word.BLOCKED, Word.REVIEW) if word in words), Word.ALLOWED)

    @property
    def stopping(self) -> tuple[Gate, ...]:
        """What keeps the session from starting as it is."""
        return tuple(gate for gate in self.gates if gate.word != Word.ALLOWED)

    @property
    def allowed_from(self) -> dt.date | None:
        """The first day on which nothing stops it any more; None where time alone does not help,
        or nothing stops it."""
        days = [gate.open_from for gate in self.stopping]
        known = [day for day in days if day]
        return max(known) if known and len(known) == len(days) else None


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """`what` is unknown, unanswered, date_missing, date_ahead or date_long_ago."""

    question: str
    what: str


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that differs from the version before; None: it was, or is, not asked."""

    question: str
    before: Answer | None
    after: Answer | None


def concerned(questions: Iterable[Question], kinds: Collection[str]) -> tuple[Question, ...]:
    """The questions for these kinds of device; without a kind, all of them."""
    return tuple(
        question
        for question in questions
        if not question.kinds or not kinds or set(question.kinds) & set(kinds)
    )


def judge(
    questions: Iterable[Question],
    answers: Answers,
    *,
    kinds: Collection[str],
    day: dt.date,
    decisions: Mapping[str, Decision] | None = None,
) -> Verdict:
    """What these answers say of a session on `day` with one of these kinds of device.

    A yes closes its gate: with a washout and a date up to the day before date + washout, else
    whatever the day.
    """
    gates = []
    for question in concerned(questions, kinds):
        answer = answers.get(question.key)
        if answer and not answer.yes:
            continue
        opens = open_from(question, answer) if answer else None
        if opens and day >= opens:
            continue
        decision = (decisions or {}).get(question.key)
        counts = decision and decision.kind == question.gate and decision.answer == answer
        gates.append(Gate(question, answer, opens, decision if counts else None))
    return Verdict(tuple(gates))


def open_from(question: Question, answer: Answer) -> dt.date | None:
    """The first day after the washout; None where there is none, or its date is missing."""
    if question.washout_days is None or answer.on is None:
        return None
    return answer.on + dt.timedelta(days=question.washout_days)


def may_decide(gate: str, *, role: str, is_prescriber: bool) -> bool:
    """A review is any practitioner's, an override a prescriber's; a block is nobody's."""
    if role != "practitioner":
        return False
    return gate == "review" or (gate == "override" and is_prescriber)


def asks_date(question: Question) -> bool:
    return bool(question.date_label) or question.washout_days is not None


def counts_back(question: Question) -> bool:
    """Whether its washout counts from something that is over."""
    return question.washout_days is not None and question.gate != "block"


def faults_in(
    questions: Sequence[Question], answers: Answers, *, kinds: Collection[str], today: dt.date
) -> tuple[AnswerFault, ...]:
    """Why these answers cannot be kept. A washout counts from what is over, so its date is asked
    for and not ahead. Only what bars her now may end ahead, or nobody knows when: a birth."""
    known = {question.key: question for question in questions}
    found = [AnswerFault(key, "unknown") for key in answers if key not in known]
    for question in questions:
        answer = answers.get(question.key)
        if answer is None:
            if question in concerned([question], kinds):
                found.append(AnswerFault(question.key, "unanswered"))
        elif what := _fault_of_date(question, answer, today):
            found.append(AnswerFault(question.key, what))
    return tuple(found)


def _fault_of_date(question: Question, answer: Answer, today: dt.date) -> str:
    if not answer.yes or not asks_date(question):
        return ""
    if answer.on is None:
        return "date_missing" if counts_back(question) else ""
    if answer.on > (today if counts_back(question) else today + AHEAD):
        return "date_ahead"
    return "date_long_ago" if answer.on.year < today.year - OLDEST else ""


def changes(before: Answers, after: Answers) -> tuple[Change, ...]:
    """Only what differs, in the order of the later version."""
    keys = dict.fromkeys([*after, *before])
    pairs = [Change(key, before.get(key), after.get(key)) for key in keys]
    return tuple(change for change in pairs if change.before != change.after)


def tidy(questions: Iterable[Question], answers: Answers) -> dict[str, Answer]:
    """Without what does not belong there: the date of a no, or of a question that asks for none."""
    found = {}
    for question in questions:
        if answer := answers.get(question.key):
            on = answer.on if answer.yes and asks_date(question) else None
            found[question.key] = Answer(answer.yes, on, answer.note.strip())
    return found


def stored(answers: Answers) -> dict[str, Any]:
    """As the database keeps them."""
    return {
        key: {"yes": one.yes, "on": one.on.isoformat() if one.on else None, "note": one.note}
        for key, one in answers.items()
    }


def answers_of(kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    """What `stored` wrote."""
    return {
        key: Answer(
            bool(row["yes"]),
            dt.date.fromisoformat(row["on"]) if row.get("on") else None,
            str(row.get("note") or ""),
        )
        for key, row in kept.items()
    }
