"""Each reason that keeps a session from starting, alone and together."""

import datetime as dt

import pytest

from plans.actions.refusal import Refused
from plans.engine.screening import Answer
from plans.models import Consent, Screening, Standard, Visit
from plans.queries.gates import readiness
from tests.ready import a_screening, made_ready
from tests.world import Clinic

pytestmark = pytest.mark.django_db

YES = Answer(yes=True)


def a_session(*, ordered: bool = True) -> Visit:
    clinic = Clinic()
    doctor = clinic.practitioner if ordered else None
    return clinic.booked(ordered_by=doctor).visits.earliest("start")


def reasons(visit: Visit) -> list[str]:
    return [refused.what for refused in readiness(visit, visit.start).refusals]


def test_a_session_that_is_ordered_screened_and_agreed_to_may_start() -> None:
    visit = made_ready(a_session())

    assert readiness(visit, visit.start).is_ready


def test_all_that_stands_in_the_way_is_told_at_once() -> None:
    visit = a_session(ordered=False)

    refusal = readiness(visit, visit.start).refusal

    assert refusal is not None
    assert [refusal.what, *(one.what for one in refusal.also)] == [
        "not_ordered",
        "no_questions",
        "no_consent",
    ]


@pytest.mark.parametrize("sheet", ["questions", "limits"])
def test_without_approved_questions_and_limits_nothing_starts(sheet: str) -> None:
    visit = made_ready(a_session())
    Standard.objects.filter(sheet=sheet).update(state="retired")

    assert reasons(visit) == ["no_questions"]


def test_a_screening_that_is_too_old_is_asked_for_again() -> None:
    visit = made_ready(a_session())
    later = visit.start + dt.timedelta(days=2)
    Visit.objects.filter(pk=visit.pk).update(start=later, end=later + dt.timedelta(hours=1))
    visit.refresh_from_db()

    assert readiness(visit, later).refusal == Refused(
        "not_screened", {"visit": visit.pk, "days": 1}
    )


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("cold_sore", "gate_closed"),
        ("isotretinoin", "gate_closed"),
        ("keloid", "gate_undecided"),
    ],
)
def test_a_closed_gate_stops_a_session(question: str, reason: str) -> None:
    visit = made_ready(a_session(), **{question: YES})

    assert reasons(visit) == [reason]


def test_a_note_stops_nothing() -> None:
    assert reasons(made_ready(a_session(), painkillers=YES)) == []


def test_a_consent_that_was_withdrawn_stops_a_session() -> None:
    visit = made_ready(a_session())
    Consent.objects.update(withdrawn_at=visit.start, withdrawn_by=visit.booking.created_by)

    assert reasons(visit) == ["no_consent"]


def test_a_screening_of_another_patient_is_none() -> None:
    visit = made_ready(a_session())
    other = a_session()
    Screening.objects.all().update(patient=other.patient)

    assert reasons(visit) == ["not_screened"]


def test_a_consultation_needs_none_of_it() -> None:
    visit = Clinic().booked_consultation().visits.get()

    assert readiness(visit, visit.start).is_ready


def test_a_yes_that_comes_after_all_was_well_stops_it_again() -> None:
    visit = made_ready(a_session())
    a_screening(visit.patient, at=visit.start, cold_sore=YES)

    assert reasons(visit) == ["gate_closed"]
