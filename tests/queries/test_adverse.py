"""Adverse events with their clocks."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.models import AdverseEvent
from plans.queries.adverse import (
    EventRow,
    due_events,
    event_begun,
    event_page,
    events_with_all,
    last_treated,
    lots_of,
    lots_that_touched,
)
from tests.touched import a_lot, a_treated
from tests.world import MONDAY, Clinic, a_patient, a_user

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


def an_event(severity: str = "serious", due: dt.date | None = TODAY, **fields: object) -> int:
    said = {
        "patient": a_patient(),
        "happened_on": TODAY,
        "known_at": MONDAY,
        "narrative": "Blisters",
        "reporter": "Dr Novak",
        "written_by": a_user(),
        "written_at": MONDAY,
        **fields,
    }
    return AdverseEvent.objects.create(severity=severity, report_due_on=due, **said).pk


def test_the_most_urgent_stands_first_and_the_closed_apart() -> None:
    minor = an_event("minor", None)
    later = an_event(due=TODAY + dt.timedelta(days=3))
    urgent = an_event()
    closed = an_event(closed_at=MONDAY)
    assert [event.pk for event in event_page("1", closed=False)] == [urgent, later, minor]
    assert [event.pk for event in event_page("x", closed=True)] == [closed]


def test_what_needs_a_report_is_what_nobody_has_told() -> None:
    waits = an_event()
    an_event("minor", None)
    an_event(told_maker_on=TODAY)
    an_event(told_authority_on=TODAY)
    an_event(closed_at=MONDAY)
    death = an_event("death", TODAY + dt.timedelta(days=1), told_maker_on=TODAY)
    an_event("death", told_maker_on=TODAY, told_authority_on=TODAY)
    assert [row.event.pk for row in due_events(TODAY)] == [waits, death]


def test_a_new_event_begins_with_what_the_record_knows() -> None:
    clinic, tip = Clinic(), a_lot()
    record = a_treated(clinic, MONDAY, tip, a_lot("C-7", kind="numbing"))
    visit = last_treated(clinic.patient)
    assert visit == record.visit
    event = event_begun(clinic.patient, visit, "Dr Novak")
    assert (event.device, event.operator) == (clinic.pen, clinic.practitioner)
    assert (event.happened_on, event.reporter) == (TODAY, "Dr Novak")
    assert sorted(lots_of(visit)) == sorted(
        lots_that_touched(clinic.patient).values_list("pk", flat=True)
    )


def test_a_patient_without_a_record_begins_with_nothing() -> None:
    patient = a_patient()
    event = event_begun(patient, last_treated(patient), "Dana")
    assert (event.visit, event.device, lots_of(None)) == (None, None, [])


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_the_same_queries_however_long(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        an_event()
    with django_assert_num_queries(3):
        assert len([row.event.patient.name for row in due_events(TODAY)]) == count
        page = event_page("1", closed=False).object_list
        assert len([EventRow.of(event, TODAY) for event in page]) == count
    with django_assert_num_queries(2):
        assert len([event.lots.all() for event in events_with_all()]) == count
