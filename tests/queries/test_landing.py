"""Where a dragged visit may land, and what fits into a free stretch."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.models import Absence, Resource
from plans.actions.cancel import cancel_visit
from plans.engine.interval import Span, instant_at
from plans.models import Plan, Qualification, Visit
from plans.queries.landing import Fit, fits_in, windows_of
from plans.queries.moving import moving_of
from tests.world import MONDAY, Clinic, a_patient, a_practitioner

pytestmark = pytest.mark.django_db

DAY = dt.date(2027, 1, 12)  # Tuesday, on which the series begins
SECOND = dt.date(2027, 2, 9)  # its second session, 28 days later


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


def at(day: dt.date, hour: int, minute: int = 0) -> int:
    return instant_at("Europe/Berlin", day.toordinal(), hour * 60 + minute)


def second_visit(clinic: Clinic) -> Visit:
    plan = clinic.booked().plan
    assert plan
    return Visit.objects.get(session__plan=plan, session__number=2)


def cancelled(visit: Visit, clinic: Clinic) -> None:
    cancel_visit(
        visit_id=visit.pk,
        cancelled_by="patient",
        because="time",
        note="",
        by=clinic.desk,
        now=MONDAY,
    )


def fits(clinic: Clinic, resource: Resource, stretch: Span) -> list[Fit]:
    return fits_in(location=clinic.location, resource=resource, stretch=stretch, now=MONDAY)


def windows(
    clinic: Clinic, visit: Visit, day: dt.date, kind: str = "practitioner"
) -> list[tuple[int, int, int]]:
    moving = moving_of(visit, now=MONDAY)
    found = windows_of(moving, kind=kind, first=day, last=day)
    return [(one.lane, one.start, one.end) for one in found]


def test_the_windows_are_where_the_whole_visit_fits(clinic: Clinic) -> None:
    """The patient stays 90 minutes; the room is cleaned until it closes at 18:00."""
    visit = second_visit(clinic)

    assert windows(clinic, visit, SECOND) == [
        (clinic.practitioner.pk, at(SECOND, 9), at(SECOND, 17, 45))
    ]


def test_another_practitioner_has_windows_of_her_own(clinic: Clinic) -> None:
    visit = second_visit(clinic)
    other = a_practitioner(clinic.location, clinic.protocol, start=14 * 60)
    unqualified = a_practitioner(clinic.location)

    lanes = {lane: start for lane, start, _end in windows(clinic, visit, SECOND)}

    assert lanes[other.pk] == at(SECOND, 14)
    assert unqualified.pk not in lanes


def test_by_room_the_windows_stand_in_the_visits_own_room(clinic: Clinic) -> None:
    visit = second_visit(clinic)

    assert {lane for lane, *_span in windows(clinic, visit, SECOND, "room")} == {clinic.room.pk}


def test_a_day_outside_the_window_has_none(clinic: Clinic) -> None:
    visit = second_visit(clinic)

    assert windows(clinic, visit, DAY + dt.timedelta(days=1)) == []


def test_a_session_without_a_date_fits_where_its_window_is(clinic: Clinic) -> None:
    cancelled(second_visit(clinic), clinic)

    found = fits(clinic, clinic.practitioner.resource, (at(SECOND, 10), at(SECOND, 18)))
    before = fits(clinic, clinic.practitioner.resource, (at(DAY, 10), at(DAY, 18)))

    assert [(fit.moving.number, fit.place.start) for fit in found] == [(2, at(SECOND, 10))]
    assert found[0].moving.patient == clinic.patient
    assert before == []


def test_it_really_fits_or_is_not_shown(clinic: Clinic) -> None:
    """The practitioner is free from 10:00; the only pen is out on that day."""
    cancelled(second_visit(clinic), clinic)
    Absence.objects.create(resource=clinic.pen.resource, first_day=SECOND, last_day=SECOND)

    assert fits(clinic, clinic.practitioner.resource, (at(SECOND, 10), at(SECOND, 18))) == []


def test_nobody_who_is_not_qualified_is_offered(clinic: Clinic) -> None:
    cancelled(second_visit(clinic), clinic)
    other = a_practitioner(clinic.location)
    stretch = at(SECOND, 10), at(SECOND, 18)
    assert fits(clinic, other.resource, stretch) == []

    Qualification.objects.create(practitioner=other, protocol=clinic.protocol)

    assert [fit.place.practitioner for fit in fits(clinic, other.resource, stretch)] == [
        str(other.pk)
    ]


def test_a_struck_visit_does_not_stand_in_its_own_way(clinic: Clinic) -> None:
    visit = second_visit(clinic)
    Visit.objects.filter(pk=visit.pk).update(rebook_reason="away")
    start = int(visit.start.timestamp())

    found = fits(clinic, clinic.room.resource, (start, at(SECOND, 18)))

    assert [(fit.moving.visit, fit.place.start) for fit in found] == [(visit, start)]


def test_a_session_of_a_stalled_plan_asks_for_a_review_first(clinic: Clinic) -> None:
    cancelled(second_visit(clinic), clinic)
    late = MONDAY + dt.timedelta(days=90)
    Visit.objects.filter(session__number=1).update(state="done", done_at=MONDAY)
    Visit.objects.filter(session__number__gte=3).update(
        state="cancelled", ended_at=MONDAY, cancelled_by="patient", cancelled_because="time"
    )
    day = late.date() + dt.timedelta(days=1)

    found = fits_in(
        location=clinic.location,
        resource=clinic.room.resource,
        stretch=(at(day, 9), at(day, 18)),
        now=late,
    )

    assert found == []


def test_what_was_agreed_for_the_old_gap_does_not_widen_the_new(clinic: Clinic) -> None:
    visit = second_visit(clinic)
    Visit.objects.filter(pk=visit.pk).update(
        rebook_reason="away",
        gap_min=28,
        gap_max=60,
        gap_reason="Long journey",
        gap_agreed_by=clinic.desk,
    )
    Visit.objects.filter(session__number__gte=3).update(
        state="cancelled", ended_at=MONDAY, cancelled_by="patient", cancelled_because="time"
    )
    late = DAY + dt.timedelta(days=50)  # the plan's own gap ends after 42 days

    found = fits(clinic, clinic.room.resource, (at(late, 9), at(late, 18)))

    assert visit not in [fit.moving.visit for fit in found]


def test_three_that_wait_ask_no_more_than_one(clinic: Clinic) -> None:
    def wait() -> None:
        patient = a_patient()
        booking = clinic.booked(patient=patient)
        cancelled(Visit.objects.get(booking=booking, session__number=2), clinic)

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            found = fits(clinic, clinic.room.resource, (at(SECOND, 9), at(SECOND, 18)))
        return len(found), len(queries)

    wait()
    count, one = asked()
    assert count == 1
    wait()
    wait()

    assert asked() == (3, one)
    assert Plan.objects.count() == 3
