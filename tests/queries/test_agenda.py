"""The diary shows what is held, why time is off, and what is free: nothing more, nothing less."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.models import Absence, Closure
from plans.engine.interval import wall_clock
from plans.models import Hold
from plans.queries.agenda import Agenda, agenda_of
from plans.queries.load import loads_of
from tests.world import MONDAY, Clinic, a_location, a_patient, a_practitioner, a_room, open_on

pytestmark = pytest.mark.django_db

DAY = dt.date(2027, 1, 12)  # the day after MONDAY
NEXT_WEEK = dt.date(2027, 1, 18), dt.date(2027, 1, 24)


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


def agenda(clinic: Clinic, kind: str = "practitioner", day: dt.date = DAY) -> Agenda:
    return agenda_of(location=clinic.location, kind=kind, first=day, last=day, who=None, now=MONDAY)


def clock(instant: int) -> str:
    minutes = wall_clock("Europe/Berlin", instant)[1] // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def held(found: Agenda) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(clock(row.start), clock(row.end), found.phases(row)) for row in found.held]


def free(found: Agenda) -> list[tuple[str, str]]:
    return [(clock(start), clock(end)) for _lane, (start, end) in found.free()]


def test_the_practitioner_is_free_while_the_cream_works(clinic: Clinic) -> None:
    clinic.booked()  # the first visit: Tuesday from 09:00

    found = agenda(clinic)

    assert held(found) == [
        ("09:00", "09:15", ("preparing",)),
        ("09:45", "10:30", ("needling",)),
    ]
    assert free(found) == [("09:15", "09:45"), ("10:30", "18:00")]


def test_the_room_is_held_for_all_of_it(clinic: Clinic) -> None:
    clinic.booked()

    found = agenda(clinic, "room")

    assert held(found) == [
        ("09:00", "10:45", ("preparing", "numbing", "needling", "cleaning")),
    ]
    assert free(found) == [("10:45", "18:00")]


def test_a_hold_says_whose_visit_it_is(clinic: Clinic) -> None:
    booking = clinic.booked()

    row = agenda(clinic).held[0]

    assert (row.patient, row.number, row.sessions, row.plan) == (
        clinic.patient.name,
        1,
        4,
        booking.plan_id,
    )


def test_a_released_hold_and_a_lapsed_reservation_leave_the_time_free(clinic: Clinic) -> None:
    clinic.booked(reserve=True)
    assert len(agenda(clinic).held) == 2
    Hold.objects.update(lapses_epoch=int(MONDAY.timestamp()))
    assert free(agenda(clinic)) == [("09:00", "18:00")]

    Hold.objects.update(lapses_epoch=None, is_live=False)
    assert free(agenda(clinic)) == [("09:00", "18:00")]


def test_part_of_a_day_away_is_named_and_not_free(clinic: Clinic) -> None:
    Absence.objects.create(
        resource=clinic.practitioner.resource,
        first_day=DAY,
        last_day=DAY,
        start=12 * 60,
        end=13 * 60,
        reason="Dentist",
    )

    found = agenda(clinic)

    assert [(clock(row.start), clock(row.end), row.name) for row in found.off] == [
        ("12:00", "13:00", "Dentist")
    ]
    assert free(found) == [("09:00", "12:00"), ("13:00", "18:00")]


def test_a_closure_shuts_the_day_before_any_absence(clinic: Clinic) -> None:
    Closure.objects.create(
        location=clinic.location, first_day=DAY, last_day=DAY, name="Staff training"
    )
    Absence.objects.create(
        resource=clinic.practitioner.resource, first_day=DAY, last_day=DAY, reason="Ill"
    )

    found = agenda(clinic)

    assert [(row.is_closure, row.name) for row in found.off] == [(True, "Staff training")]
    assert free(found) == []


def test_what_is_gone_by_today_is_not_free(clinic: Clinic) -> None:
    now = MONDAY + dt.timedelta(hours=3, minutes=5)  # 11:05 in Berlin

    found = agenda_of(
        location=clinic.location,
        kind="practitioner",
        first=MONDAY.date(),
        last=MONDAY.date(),
        who=None,
        now=now,
    )

    assert free(found) == [("11:15", "18:00")]


def test_somebody_held_elsewhere_is_not_free_here(clinic: Clinic) -> None:
    elsewhere = a_location(name="Elsewhere")
    clinic.practitioner.locations.add(elsewhere)
    open_on(elsewhere, clinic.practitioner.resource, range(5), 9 * 60, 18 * 60)
    clinic.booked()

    found = agenda_of(
        location=elsewhere, kind="practitioner", first=DAY, last=DAY, who=None, now=MONDAY
    )

    assert {row.location_name for row in found.held} == {clinic.location.name}
    assert free(found) == [("09:15", "09:45"), ("10:30", "18:00")]


def test_who_left_is_shown_as_long_as_something_is_held(clinic: Clinic) -> None:
    clinic.booked()
    clinic.practitioner.is_active = False
    clinic.practitioner.save()

    with_visits = agenda(clinic).lanes
    without = agenda(clinic, day=DAY + dt.timedelta(days=1)).lanes

    assert [lane.name for lane in with_visits] == [clinic.practitioner.name]
    assert [lane.name for lane in without] == []


def test_one_of_many_can_be_asked_for(clinic: Clinic) -> None:
    other = a_practitioner(clinic.location, clinic.protocol)

    found = agenda_of(
        location=clinic.location,
        kind="practitioner",
        first=DAY,
        last=DAY,
        who=other.pk,
        now=MONDAY,
    )

    assert [lane.pk for lane in found.lanes] == [other.pk]


def test_the_hours_shown_are_those_that_anything_touches(clinic: Clinic) -> None:
    a_room(clinic.location)

    assert agenda(clinic, "room").hours() == (9, 18)
    assert agenda(clinic, day=dt.date(2027, 1, 16)).hours() == (8, 18)  # a Saturday


def test_a_full_week_asks_no_more_than_an_empty_one(clinic: Clinic) -> None:
    """At one and at three visits, of three patients and three practitioners."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            found = agenda_of(
                location=clinic.location,
                kind="practitioner",
                first=NEXT_WEEK[0],
                last=NEXT_WEEK[1],
                who=None,
                now=MONDAY,
            )
            assert list(found.free())
        return len(asked)

    book_on(clinic, NEXT_WEEK[0])
    one = queries()
    for _ in range(2):
        a_practitioner(clinic.location, clinic.protocol)
        book_on(clinic, NEXT_WEEK[0])

    assert queries() == one
    assert one <= 6


def book_on(clinic: Clinic, day: dt.date) -> None:
    """A series of a new patient that begins on that day."""
    patient = a_patient()
    now = dt.datetime.combine(day, dt.time(7), dt.UTC) - dt.timedelta(days=1)
    clinic.now, before = now, clinic.now
    clinic.booked(patient=patient, now=now)
    clinic.now = before


def test_the_load_of_a_day_is_held_beside_open(clinic: Clinic) -> None:
    clinic.booked()
    Closure.objects.create(
        location=clinic.location,
        first_day=DAY + dt.timedelta(days=1),
        last_day=DAY + dt.timedelta(days=1),
        name="Training",
    )

    loads = loads_of(
        location=clinic.location,
        kind="practitioner",
        first=DAY,
        last=DAY + dt.timedelta(days=4),
        who=None,
        now=MONDAY,
    )

    assert [(load.held, load.open, load.closure) for load in loads] == [
        (60, 540, ""),
        (0, 0, "Training"),
        (0, 540, ""),
        (0, 540, ""),
        (0, 0, ""),  # Saturday
    ]
    assert loads[0].percent == 11


def test_a_night_over_a_clock_change_is_as_long_as_it_is(clinic: Clinic) -> None:
    """In the night to 28 March 2027 the hour from 02:00 is skipped."""
    night = dt.date(2027, 3, 28)
    open_on(clinic.location, None, [6], 0, 4 * 60)
    open_on(clinic.location, clinic.practitioner.resource, [6], 0, 4 * 60)

    load = loads_of(
        location=clinic.location,
        kind="practitioner",
        first=night,
        last=night,
        who=None,
        now=MONDAY,
    )[0]

    assert load.open == 180
