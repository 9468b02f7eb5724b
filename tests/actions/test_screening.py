import datetime as dt
from typing import Any

import pytest

from clinic.models import Role, User
from plans.actions.refusal import Refused
from plans.actions.screening import decide_gate, save_screening
from plans.actions.visit import arrive_visit, start_visit
from plans.engine.screening import Answer, Word
from plans.models import GateDecision, Screening, Trail, Visit
from plans.queries.screening import screening_gates
from tests.ready import NO, QUESTIONS, a_screening, a_sheet, made_ready, questions_and_limits
from tests.world import MONDAY, Clinic, a_patient, a_user

pytestmark = pytest.mark.django_db

YES = Answer(yes=True)
ALL_NO = {row["key"]: NO for row in QUESTIONS}


class Asked(Clinic):
    """A clinic whose questions are approved, with a session booked and two who may treat."""

    def __init__(self) -> None:
        super().__init__()
        questions_and_limits()
        self.visit = self.booked(ordered_by=self.practitioner).visits.earliest("start")
        self.day = self.visit.start.date()

    def user_of(self, role: str) -> User:
        """A prescriber is a practitioner who may prescribe."""
        if role not in ("practitioner", "prescriber"):
            return a_user(Role(role))
        user = a_user(Role.PRACTITIONER)
        self.practitioner.user, self.practitioner.is_prescriber = user, role == "prescriber"
        self.practitioner.save()
        return user

    def save(self, visit: Visit | None = None, **changed: Answer) -> Screening | Refused:
        return save_screening(
            patient=self.patient,
            visit=visit,
            answers=ALL_NO | changed,
            told_by="staff",
            by=self.desk,
            now=self.visit.start,
        )

    def decide(
        self, question: str, by: User, screening: Screening, **how: Any
    ) -> GateDecision | Refused:
        how = {"may_treat": True, "reason": "Seen and talked about", **how}
        return decide_gate(
            visit_id=self.visit.pk,
            screening_id=screening.pk,
            question=question,
            by=by,
            now=self.visit.start,
            **how,
        )

    def word(self) -> Word:
        return screening_gates(self.visit, self.visit.start).word


def test_answers_are_kept_as_a_version_and_never_changed() -> None:
    clinic = Asked()

    first = clinic.save(clinic.visit)
    second = clinic.save(clinic.visit, filler=Answer(True, clinic.day, "lips"))

    assert [row.answers["filler"] for row in Screening.objects.order_by("pk")] == [
        {"yes": False, "on": None, "note": ""},
        {"yes": True, "on": clinic.day.isoformat(), "note": "lips"},
    ]
    assert first != second
    assert Trail.objects.filter(verb="screened").count() == 2


def test_the_patient_herself_may_answer_before_there_is_a_visit() -> None:
    clinic = Asked()
    herself = a_user(Role.PATIENT)

    answer = save_screening(
        patient=clinic.patient,
        visit=None,
        answers=ALL_NO,
        told_by="patient",
        by=herself,
        now=MONDAY,
    )

    assert isinstance(answer, Screening)
    assert (answer.visit, answer.told_by, answer.taken_by) == (None, "patient", herself)


def test_without_approved_questions_nobody_is_asked() -> None:
    clinic = Clinic()

    answer = save_screening(
        patient=clinic.patient,
        visit=None,
        answers=ALL_NO,
        told_by="staff",
        by=clinic.desk,
        now=MONDAY,
    )

    assert answer == Refused("no_questions")


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"filler": YES}, "date_missing"),
        ({"filler": Answer(True, dt.date(2028, 1, 1))}, "date_ahead"),
        ({"filler": Answer(True, dt.date(20, 1, 1))}, "date_long_ago"),
    ],
)
def test_a_date_that_cannot_be_is_not_kept(changed: dict[str, Answer], what: str) -> None:
    clinic = Asked()

    assert clinic.save(clinic.visit, **changed) == Refused(what, {"question": "filler"})
    assert not Screening.objects.exists()


def test_a_birth_may_lie_ahead() -> None:
    clinic = Asked()

    answer = clinic.save(clinic.visit, pregnant=Answer(True, dt.date(2027, 6, 1)))

    assert isinstance(answer, Screening)


def test_only_questions_in_force_are_answered() -> None:
    clinic = Asked()

    assert clinic.save(tattoo=NO) == Refused("unknown", {"question": "tattoo"})


def test_every_question_that_concerns_the_session_is_answered() -> None:
    clinic = Asked()
    answers = {key: answer for key, answer in ALL_NO.items() if key != "pacemaker"}

    def ask(**given: Answer) -> Screening | Refused:
        return save_screening(
            patient=clinic.patient,
            visit=clinic.visit,
            answers=given,
            told_by="staff",
            by=clinic.desk,
            now=clinic.visit.start,
        )

    assert isinstance(ask(**answers), Screening)  # a pen is no radiofrequency
    del answers["keloid"]
    assert ask(**answers) == Refused("unanswered", {"question": "keloid"})


def test_nobody_answers_for_another_patients_visit() -> None:
    clinic = Asked()
    clinic.patient = a_patient()

    assert clinic.save(clinic.visit) == Refused("not_her_visit")


@pytest.mark.parametrize("state", ["done", "no_show", "undone"])
def test_a_visit_that_is_over_is_not_screened(state: str) -> None:
    clinic = Asked()
    Visit.objects.filter(pk=clinic.visit.pk).update(state=state)

    assert clinic.save(clinic.visit) == Refused("visit_is_over")


REFUSED = {
    ("review", "desk"): "practitioner_only",
    ("review", "manager"): "practitioner_only",
    ("override", "desk"): "prescriber_only",
    ("override", "manager"): "prescriber_only",
    ("override", "practitioner"): "prescriber_only",
}


@pytest.mark.parametrize("role", ["desk", "practitioner", "prescriber", "manager"])
@pytest.mark.parametrize(
    ("question", "gate"),
    [
        ("cold_sore", "block"),
        ("isotretinoin", "override"),
        ("keloid", "review"),
        ("painkillers", "note"),
    ],
)
def test_who_may_decide_on_what(question: str, gate: str, role: str) -> None:
    clinic = Asked()
    screening = a_screening(clinic.patient, clinic.visit, at=clinic.visit.start, **{question: YES})

    answer = clinic.decide(question, clinic.user_of(role), screening)

    what = {"block": "nobody_overrules", "note": "gate_is_open"}.get(
        gate, REFUSED.get((gate, role), "")
    )
    assert (answer.what if isinstance(answer, Refused) else "") == what
    is_open = gate == "note" or not what
    assert (clinic.word() == Word.ALLOWED) == is_open


def test_a_decision_needs_a_reason() -> None:
    clinic = Asked()
    screening = a_screening(clinic.patient, clinic.visit, at=clinic.visit.start, keloid=YES)
    pia = clinic.user_of("practitioner")

    assert clinic.decide("keloid", pia, screening, reason=" ") == Refused("needs_a_reason")


def test_an_account_without_a_practitioner_decides_nothing() -> None:
    clinic = Asked()
    screening = a_screening(clinic.patient, clinic.visit, at=clinic.visit.start, keloid=YES)

    answer = clinic.decide("keloid", a_user(Role.PRACTITIONER), screening)

    assert answer == Refused("no_practitioner")


def test_a_decision_counts_while_its_answer_stands_and_for_its_session_only() -> None:
    clinic = Asked()
    pia = clinic.user_of("practitioner")
    screening = a_screening(clinic.patient, clinic.visit, at=clinic.visit.start, keloid=YES)
    clinic.decide("keloid", pia, screening)
    next_visit = clinic.patient.visits.order_by("start")[1]

    assert clinic.word() == Word.ALLOWED
    assert screening_gates(next_visit, next_visit.start).verdict.word == Word.REVIEW
    clinic.save(clinic.visit, keloid=YES)
    assert clinic.word() == Word.ALLOWED
    clinic.save(clinic.visit, keloid=Answer(True, note="On the chest"))
    assert clinic.word() == Word.REVIEW


def test_nobody_decides_on_an_answer_that_she_has_not_read() -> None:
    clinic = Asked()
    pia = clinic.user_of("practitioner")
    read = a_screening(clinic.patient, clinic.visit, at=MONDAY, keloid=YES)
    a_screening(clinic.patient, clinic.visit, at=clinic.visit.start, keloid=Answer(True, note="x"))

    assert clinic.decide("keloid", pia, read) == Refused("answer_changed")


def test_a_decision_not_to_treat_stops_the_session() -> None:
    clinic = Asked()
    pia = clinic.user_of("practitioner")
    screening = a_screening(clinic.patient, clinic.visit, at=clinic.visit.start, keloid=YES)

    clinic.decide("keloid", pia, screening, may_treat=False)

    assert clinic.word() == Word.BLOCKED


def test_the_newest_decision_counts() -> None:
    clinic = Asked()
    pia = clinic.user_of("practitioner")
    screening = a_screening(clinic.patient, clinic.visit, at=clinic.visit.start, keloid=YES)

    clinic.decide("keloid", pia, screening, may_treat=False)
    clinic.decide("keloid", pia, screening, reason="Looked again")

    assert clinic.word() == Word.ALLOWED


def test_what_was_never_asked_is_asked_before_it_is_decided() -> None:
    clinic = Asked()
    pia = clinic.user_of("practitioner")
    screening = a_screening(clinic.patient, clinic.visit, at=clinic.visit.start)
    a_sheet("questions", [*QUESTIONS, {"key": "new", "text": "New?", "gate": "review"}])

    assert clinic.decide("new", pia, screening) == Refused("answer_first")
    assert clinic.word() == Word.BLOCKED


def test_a_session_starts_once_its_gate_is_decided() -> None:
    clinic = Asked()
    pia = clinic.user_of("practitioner")
    made_ready(clinic.visit, keloid=YES)
    how: dict[str, Any] = {"visit_id": clinic.visit.pk, "by": pia, "now": clinic.visit.start}
    arrive_visit(**how)

    refused = start_visit(**how)
    screening = Screening.objects.get()
    clinic.decide("keloid", pia, screening)

    assert refused == Refused("gate_undecided", {"visit": clinic.visit.pk, "count": 1})
    assert isinstance(start_visit(**how), Visit)
