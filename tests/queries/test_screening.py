import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.engine.screening import Answer, Word
from plans.models import Patient, Visit
from plans.queries.screening import gates_of, screening_gates
from tests.ready import QUESTIONS, a_screening, a_sheet, questions_and_limits
from tests.world import MONDAY, Clinic, a_patient

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
YES = Answer(yes=True)


def visits_of(clinic: Clinic) -> list[Visit]:
    clinic.booked(ordered_by=clinic.practitioner)
    visits = Visit.objects.select_related("location", "version", "device")
    return list(visits.filter(patient=clinic.patient).order_by("start"))


def test_one_answer_is_tested_against_every_session_ahead() -> None:
    clinic = Clinic()
    visits = visits_of(clinic)
    filler = visits[1].start.date() - 10 * DAY
    a_screening(clinic.patient, filler=Answer(True, filler))

    gates = gates_of(visits, MONDAY)

    assert [gates[visit.pk].word_ahead for visit in visits] == [
        Word.REVIEW,
        Word.REVIEW,
        Word.ALLOWED,
        Word.ALLOWED,
    ]
    assert gates[visits[1].pk].verdict.allowed_from == filler + 28 * DAY


def test_before_anybody_asked_there_is_no_word_for_a_session_ahead() -> None:
    clinic = Clinic()
    visit = visits_of(clinic)[0]
    questions_and_limits()

    gates = screening_gates(visit, MONDAY)

    assert (gates.word_ahead, gates.word) == (None, Word.UNASKED)


@pytest.mark.parametrize(("days", "is_fresh"), [(0, True), (1, True), (2, False)])
def test_a_screening_holds_for_its_day_and_the_next(days: int, is_fresh: bool) -> None:
    clinic = Clinic()
    visit = visits_of(clinic)[0]
    a_screening(clinic.patient, visit, at=visit.start - days * DAY)

    assert screening_gates(visit, visit.start).is_fresh == is_fresh


def test_a_screening_before_the_plan_or_for_another_session_is_not_this_ones() -> None:
    clinic = Clinic()
    visit, other = visits_of(clinic)[:2]
    a_screening(clinic.patient, at=visit.start)
    a_screening(clinic.patient, other, at=visit.start)

    assert not screening_gates(visit, visit.start).is_fresh


def test_a_visit_that_is_entered_later_has_its_screening_written_later() -> None:
    clinic = Clinic()
    visit = visits_of(clinic)[0]
    a_screening(clinic.patient, visit, at=visit.start + 2 * DAY)

    assert screening_gates(visit, visit.start + 2 * DAY).is_fresh


def test_the_newest_answers_count_wherever_they_were_given() -> None:
    clinic = Clinic()
    visit = visits_of(clinic)[0]
    a_screening(clinic.patient, visit, at=visit.start - DAY, keloid=YES)
    a_screening(clinic.patient, at=visit.start)

    assert screening_gates(visit, visit.start).word == Word.ALLOWED


def test_a_question_that_is_new_since_then_is_asked_again() -> None:
    clinic = Clinic()
    visit = visits_of(clinic)[0]
    a_screening(clinic.patient, visit, at=visit.start)
    a_sheet("questions", [*QUESTIONS, {"key": "tan", "text": "A tan?", "gate": "note"}])

    gates = screening_gates(visit, visit.start)

    assert [gate.question.key for gate in gates.verdict.stopping] == ["tan"]


def test_a_visit_without_treatment_is_always_allowed() -> None:
    clinic = Clinic()
    visit = clinic.booked_consultation().visits.get()

    gates = screening_gates(visit, visit.start)

    assert (gates.word, gates.word_ahead) == (Word.ALLOWED, None)


@pytest.mark.parametrize("count", [1, 3])
def test_all_sessions_cost_the_same_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    visits = []
    for patient in [clinic.patient, *(a_patient() for _ in range(count - 1))]:
        visits += booked_and_screened(clinic, patient)

    with django_assert_num_queries(3):
        gates = gates_of(visits, visits[-1].start)

    assert len(gates) == 4 * count


def booked_and_screened(clinic: Clinic, patient: Patient) -> list[Visit]:
    clinic.patient = patient
    visits = visits_of(clinic)
    for visit in visits:
        a_screening(patient, visit, at=visit.start)
    return visits
