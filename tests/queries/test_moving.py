import datetime as dt
from dataclasses import dataclass, field

import pytest

from plans.actions.cancel import cancel_visit
from plans.engine.gaps import Need, Window
from plans.engine.terms import NoFit
from plans.models import Visit
from plans.queries.cascade import cascade, place_wanted, replanned, with_holds
from plans.queries.moving import Moving, moving_session
from plans.queries.open_time import best_times, lone_scenario, open_times
from plans.queries.standing import Course, course_of
from tests.world import MONDAY, Clinic, a_patient

pytestmark = pytest.mark.django_db


@dataclass
class Series:
    """Four sessions, 28 days apart, on Tuesdays at nine: 12 January, 9 February, 9 March and
    6 April 2027."""

    clinic: Clinic = field(default_factory=Clinic)

    def __post_init__(self) -> None:
        booking = self.clinic.booked()
        assert booking.plan is not None
        self.plan = booking.plan

    def course(self, now: dt.datetime = MONDAY) -> Course:
        return course_of(self.plan, now=now)

    def moving(self, number: int, now: dt.datetime = MONDAY) -> Moving:
        course = self.course(now)
        stand = course.stand(number)
        assert stand is not None
        return moving_session(course, stand)

    def visit(self, number: int) -> Visit:
        return Visit.objects.get(session__plan=self.plan, session__number=number)

    def cancel(self, number: int) -> None:
        cancel_visit(
            visit_id=self.visit(number).pk,
            cancelled_by="patient",
            because="time",
            note="",
            by=self.clinic.desk,
            now=MONDAY,
        )


def at(day: dt.date, hour: int = 9) -> int:
    """An instant on the wall clock of Berlin, in epoch seconds."""
    zone = dt.timezone(dt.timedelta(hours=2 if dt.date(2027, 3, 28) <= day else 1))
    return int(dt.datetime.combine(day, dt.time(hour), zone).timestamp())


def days_of(places: object) -> dict[int, dt.date]:
    assert isinstance(places, dict), places
    return {
        number: dt.datetime.fromtimestamp(place.start, dt.UTC).date()
        for number, place in sorted(places.items())
    }


def test_the_series_is_the_one_that_these_tests_speak_of() -> None:
    days = [stand.day for stand in Series().course().stands]
    assert days == [
        dt.date(2027, 1, 12),
        dt.date(2027, 2, 9),
        dt.date(2027, 3, 9),
        dt.date(2027, 4, 6),
    ]


def test_a_session_may_lie_where_it_keeps_both_gaps() -> None:
    assert Series().moving(2).window == Window(dt.date(2027, 2, 9), dt.date(2027, 2, 9))
    assert Series().moving(4).window == Window(dt.date(2027, 4, 6), dt.date(2027, 4, 20))


def test_the_best_time_is_near_the_old_one_and_keeps_the_gap() -> None:
    first, *_rest = best_times(Series().moving(4), days=3, times=2)
    assert (first.start.isoformat(), first.before, first.after, first.need) == (
        "2027-04-06T09:15:00+02:00",
        28,
        None,
        Need.NOTHING,
    )


def test_the_time_it_has_is_not_offered() -> None:
    series = Series()
    offered = {time.place.start for time in best_times(series.moving(4), days=9, times=9)}
    assert int(series.visit(4).start.timestamp()) not in offered


def test_the_time_that_a_visit_gives_up_is_open_to_it() -> None:
    series = Series()
    day = dt.date(2027, 4, 6)
    starts = [time.place.start for time in open_times(series.moving(4), day, day)]
    assert int(series.visit(4).start.timestamp()) in starts


def test_a_wanted_time_that_keeps_the_gaps_moves_one_session_alone() -> None:
    moving = Series().moving(4)
    place = place_wanted(moving, at(dt.date(2027, 4, 13)), None)
    assert place is not None
    assert days_of(cascade(moving, place)) == {4: dt.date(2027, 4, 13)}


def test_a_later_session_moves_those_after_it_as_little_as_can_be() -> None:
    moving = Series().moving(2)
    place = place_wanted(moving, at(dt.date(2027, 2, 16)), None)
    assert place is not None
    assert days_of(cascade(moving, place)) == {
        2: dt.date(2027, 2, 16),
        3: dt.date(2027, 3, 16),
        4: dt.date(2027, 4, 13),
    }


def test_a_session_far_earlier_pulls_the_next_one_within_its_most() -> None:
    series = Series()
    moving = series.moving(3)
    place = place_wanted(moving, at(dt.date(2027, 2, 23)), None)
    assert place is not None
    assert moving.need(dt.date(2027, 2, 23)) == Need.PRACTITIONER
    assert days_of(cascade(moving, place)) == {3: dt.date(2027, 2, 23)}


def test_a_time_that_somebody_else_has_is_not_to_be_had() -> None:
    series = Series()
    other = series.clinic.booked(patient=a_patient()).visits.latest("start")
    theirs = int(other.start.timestamp())
    assert place_wanted(series.moving(4), theirs, None) is None
    assert place_wanted(series.moving(4), theirs + 7200, None) is not None


def test_a_day_that_she_keeps_free_is_not_offered() -> None:
    series = Series()
    series.plan.wishes = {"keep_free": [{"on": "2027-04-10", "days_before": 7}]}
    series.plan.save()
    window = open_times(series.moving(4), dt.date(2027, 4, 6), dt.date(2027, 4, 12))
    assert {time.day for time in window} == {dt.date(2027, 4, 12)}


def test_a_place_that_is_wanted_counts_as_taken() -> None:
    moving = Series().moving(4)
    day = dt.date(2027, 4, 13)
    place = place_wanted(moving, at(day), None)
    assert place is not None
    taken = with_holds(lone_scenario(moving, day, day), place)
    [practitioner] = taken.supply.practitioners
    minute = place.start
    assert practitioner.busy == [(minute, minute + 900), (minute + 2700, minute + 5400)]
    assert taken.supply.patient_busy == [(minute, minute + 5400)]


def test_a_session_that_was_cancelled_waits_with_its_window() -> None:
    series = Series()
    series.cancel(3)
    course = series.course()
    assert [stand.number for stand in course.waiting] == [3]
    assert course.window(3) == Window(dt.date(2027, 3, 9), dt.date(2027, 3, 9))
    assert course.closes(3) == dt.date(2027, 3, 23)


def test_a_plan_past_its_most_is_late_and_past_stalled_needs_a_reassessment() -> None:
    series = Series()
    for number in (2, 3, 4):
        series.cancel(number)
    first = dt.datetime(2027, 1, 12, 12, tzinfo=dt.UTC)
    late, stalled = (series.course(first + dt.timedelta(days)) for days in (43, 57))
    assert (late.is_late(2), late.is_stalled(2)) == (True, False)
    assert (stalled.is_late(2), stalled.is_stalled(2)) == (True, True)
    assert best_times(series.moving(2, first + dt.timedelta(57)), days=3, times=3) == []
    found = best_times(series.moving(2, first + dt.timedelta(43)), days=99, times=1)
    assert {time.need for time in found} == {Need.REASON}


def test_the_rest_gets_its_dates_in_one_answer() -> None:
    series = Series()
    for number in (3, 4):
        series.cancel(number)
    moving = series.moving(3)
    assert moving.course is not None
    answer = replanned(moving, moving.course)
    assert days_of(answer) == {3: dt.date(2027, 3, 9), 4: dt.date(2027, 4, 6)}


def test_where_the_rest_has_no_room_the_answer_says_so() -> None:
    series = Series()
    moving = series.moving(2)
    place = place_wanted(moving, at(dt.date(2027, 2, 16)), None)
    assert place is not None
    series.clinic.practitioner.is_active = False
    series.clinic.practitioner.save()
    assert isinstance(cascade(moving, place), NoFit)
