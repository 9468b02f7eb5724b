"""A location seen now: whether it is open, and when so many of its opening hours have passed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from plans.engine.hours import open_spans
from plans.engine.opening import Opening, due_in_hours
from plans.engine.terms import Resource, WeeklyHours

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
WEEKDAYS = tuple(WeeklyHours(weekday=day, start=9 * 60, end=18 * 60) for day in range(5))
AROUND_THE_CLOCK = tuple(WeeklyHours(weekday=day, start=0, end=1440) for day in range(7))


def opening(
    now: datetime, hours: tuple[WeeklyHours, ...] = WEEKDAYS, closures: tuple[date, ...] = ()
) -> Opening:
    days = range(now.toordinal(), now.toordinal() + 30)
    spans = open_spans(str(now.tzinfo), Resource("", hours), closures, days)
    return Opening(now=now, spans=spans, has_hours=bool(hours))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)


def test_it_is_open_from_its_first_minute_to_the_one_before_its_last() -> None:
    times = [(8, 59), (9, 0), (17, 59), (18, 0)]
    assert [opening(at(MONDAY, *time)).is_open for time in times] == [False, True, True, False]


def test_an_open_clinic_says_when_it_closes() -> None:
    assert opening(at(MONDAY, 10)).closes_at == at(MONDAY, 18)


def test_a_shut_clinic_says_when_it_opens() -> None:
    friday = MONDAY + timedelta(4)
    shut = opening(at(friday, 18))
    assert (shut.closes_at, shut.opens_at) == (None, at(MONDAY + timedelta(7), 9))


def test_it_opens_only_after_a_closure() -> None:
    tuesday = MONDAY + timedelta(1)
    assert opening(at(MONDAY, 18), closures=(tuesday,)).opens_at == at(MONDAY + timedelta(2), 9)


def test_a_location_without_hours_is_neither_open_nor_known_to_be_shut() -> None:
    unknown = opening(at(MONDAY, 10), hours=())
    assert (unknown.is_closed, unknown.is_open, unknown.opens_at) == (False, False, None)
    assert opening(at(MONDAY, 8)).is_closed


@pytest.mark.parametrize(
    ("now", "hours", "due"),
    [
        (at(MONDAY, 10), 2, at(MONDAY, 12)),
        (at(MONDAY, 16), 2, at(MONDAY, 18)),
        (at(MONDAY, 16, 1), 2, at(MONDAY + timedelta(1), 9, 1)),
        (at(MONDAY, 7), 2, at(MONDAY, 11)),
        (at(MONDAY, 22), 2, at(MONDAY + timedelta(1), 11)),
        (at(MONDAY + timedelta(4), 17), 2, at(MONDAY + timedelta(7), 10)),
        (at(MONDAY, 9), 24, at(MONDAY + timedelta(2), 15)),
    ],
)
def test_a_target_counts_opening_hours(now: datetime, hours: int, due: datetime) -> None:
    assert opening(now).due_in(hours) == due


def test_a_target_leaps_over_closures() -> None:
    tuesday = MONDAY + timedelta(1)
    shut = opening(at(MONDAY, 17), closures=(tuesday,))
    assert shut.due_in(2) == at(MONDAY + timedelta(2), 10)


def test_a_target_of_a_location_without_hours_counts_every_hour() -> None:
    assert opening(at(MONDAY, 17), hours=()).due_in(24) == at(MONDAY + timedelta(1), 17)


def test_hours_that_are_skipped_or_shown_twice_count_as_they_pass() -> None:
    spring = datetime(2027, 3, 28, 1, 0, tzinfo=BERLIN)
    autumn = datetime(2026, 10, 25, 1, 0, tzinfo=BERLIN)
    due = [opening(now, AROUND_THE_CLOCK).due_in(3).astimezone(BERLIN) for now in (spring, autumn)]
    assert [(one.hour, one.fold) for one in due] == [(5, 0), (3, 0)]


def test_where_too_few_opening_hours_are_known_every_hour_counts() -> None:
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    start = int(now.timestamp())
    assert due_in_hours([(start, start + 3600)], now, 2) == now + timedelta(hours=2)
