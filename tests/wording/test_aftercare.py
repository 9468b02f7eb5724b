"""How long a line holds, in words, and with the dates of one patient."""

import datetime as dt
import zoneinfo

import pytest

from plans.engine.aftercare import Line, Timed, told
from plans.wording.aftercare import since_words, span_words, start_words, until_words

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


def a_line(start: int, end: int | None) -> Line:
    return Line("do", start, end, "x")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, None, "any time"),
        (0, 1, "for 1 hour"),
        (0, 24, "for 24 hours"),
        (0, 48, "for 48 hours"),
        (0, 72, "until day 3"),
        (0, 168, "until day 7"),
        (0, 100, "for 100 hours"),
        (24, None, "from 24 hours"),
        (168, None, "from day 7"),
        (24, 72, "from 24 hours to day 3"),
        (168, 336, "from day 7 to day 14"),
    ],
)
def test_a_span_says_hours_at_first_and_days_from_the_third(
    start: int, end: int | None, words: str
) -> None:
    assert span_words(a_line(start, end)) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "From the session on"),
        (1, "After 1 hour"),
        (48, "After 48 hours"),
        (72, "From day 3"),
        (100, "After 100 hours"),
        (336, "From day 14"),
    ],
)
def test_a_group_says_when_it_begins(hours: int, words: str) -> None:
    assert start_words(hours) == words


def timed(line: Line, done: dt.datetime) -> Timed:
    return told([line], done_at=done, now=done).lines[0]


def test_an_end_within_three_days_has_its_time_and_a_later_one_its_day() -> None:
    done = dt.datetime(2026, 11, 30, 14, 0, tzinfo=BERLIN)
    said = [until_words(timed(a_line(0, end), done), "Europe/Berlin") for end in (24, 72, 168)]
    assert said == [
        "until Tuesday 1 December, 14:00",
        "until Thursday 3 December, 14:00",
        "until Monday 7 December",
    ]
    assert until_words(timed(a_line(0, None), done), "Europe/Berlin") == ""


def test_the_clock_of_the_clinic_is_told_also_over_its_changes() -> None:
    # In Berlin clocks go forward on 28 March 2027 and back on 31 October.
    spring = dt.datetime(2027, 3, 27, 14, 0, tzinfo=BERLIN)
    autumn = dt.datetime(2027, 10, 30, 14, 0, tzinfo=BERLIN)
    said = [until_words(timed(a_line(0, 24), done), "Europe/Berlin") for done in (spring, autumn)]
    assert said == ["until Sunday 28 March, 15:00", "until Sunday 31 October, 13:00"]


def test_a_beginning_is_told_in_the_clinics_zone() -> None:
    done = dt.datetime(2026, 11, 30, 23, 30, tzinfo=dt.UTC)
    [group] = told([a_line(24, None)], done_at=done, now=done).groups
    assert since_words(group, "Europe/Berlin") == "Wednesday 2 December, 00:30"
    assert since_words(group, "America/New_York") == "Tuesday 1 December, 18:30"
