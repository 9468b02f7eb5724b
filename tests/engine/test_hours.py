"""Weekly hours: when somebody serves before anything is booked."""

from datetime import date

from plans.engine.hours import minutes_of, open_spans
from plans.engine.interval import instant_at
from plans.engine.terms import Resource, WeeklyHours

BERLIN = "Europe/Berlin"
MONDAY = date(2026, 11, 23)


def hours(weekday: int, start: int, end: int, **dates: date) -> WeeklyHours:
    return WeeklyHours(weekday=weekday, start=start * 60, end=end * 60, **dates)


def test_a_day_has_the_hours_of_its_weekday_and_a_lunch_break_stays() -> None:
    weekly = [hours(0, 13, 18), hours(0, 8, 12), hours(1, 9, 10)]
    assert minutes_of(weekly, MONDAY.toordinal()) == ((480, 720), (780, 1080))


def test_hours_count_from_their_first_to_their_last_date() -> None:
    weekly = [hours(0, 8, 9, since=MONDAY, until=MONDAY)]
    days = [MONDAY.toordinal() + week * 7 for week in (-1, 0, 1)]
    assert [minutes_of(weekly, day) for day in days] == [(), ((480, 540),), ()]


def test_hours_to_midnight_join_those_of_the_next_day() -> None:
    pia = Resource("pia", (hours(0, 22, 24), hours(1, 0, 2)))
    monday = MONDAY.toordinal()
    span = instant_at(BERLIN, monday, 22 * 60), instant_at(BERLIN, monday + 1, 120)
    assert open_spans(BERLIN, pia, (), (monday, monday + 1)) == (span,)


def test_nobody_serves_while_away_or_while_the_place_is_shut() -> None:
    daily = tuple(hours(weekday, 9, 10) for weekday in range(7))
    days = [date(2026, 11, 23 + offset) for offset in range(5)]
    pia = Resource("pia", daily, away=((days[1], days[2]),))
    spans = open_spans(BERLIN, pia, {days[4]}, [day.toordinal() for day in days])
    assert spans == tuple(
        (instant_at(BERLIN, day.toordinal(), 540), instant_at(BERLIN, day.toordinal(), 600))
        for day in (days[0], days[3])
    )


def test_hours_over_the_skipped_hour_end_as_much_later() -> None:
    sunday = date(2027, 3, 28).toordinal()
    pia = Resource("pia", (WeeklyHours(6, 60, 150),))
    # 01:00 to 02:30 is 01:00 to 03:30 on that clock, an hour and a half of real time.
    ((start, end),) = open_spans(BERLIN, pia, (), (sunday,))
    assert end - start == 90 * 60
