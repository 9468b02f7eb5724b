"""Wall clocks and instants: what a day's clock shows, and when."""

from datetime import UTC, date, datetime

import pytest

from plans.engine.interval import (
    covers,
    instant_at,
    is_plain,
    joined,
    midnight,
    overlap,
    shown_at,
    wall_clock,
    zone_named,
)

BERLIN, LORD_HOWE, SANTIAGO = "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago"


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def utc(instant: int | None) -> str | None:
    return None if instant is None else datetime.fromtimestamp(instant, UTC).isoformat()[:16]


@pytest.mark.parametrize(
    ("zone", "on", "minute", "expected"),
    [
        (BERLIN, "2027-03-28", 119, "2027-03-28T00:59"),  # the last minute of winter time
        (BERLIN, "2027-03-28", 150, "2027-03-28T01:30"),  # 02:30 is skipped and means 03:30
        (BERLIN, "2027-03-28", 180, "2027-03-28T01:00"),
        (BERLIN, "2027-10-31", 150, "2027-10-31T00:30"),  # 02:30 comes twice and means the first
        (BERLIN, "2027-10-31", 180, "2027-10-31T02:00"),
        (LORD_HOWE, "2027-10-03", 135, "2027-10-02T15:45"),  # 02:15 is skipped by half an hour
        (LORD_HOWE, "2027-04-04", 105, "2027-04-03T14:45"),  # 01:45 comes twice
        (BERLIN, "2026-11-24", 1440, "2026-11-24T23:00"),
        (SANTIAGO, "2026-09-06", 0, "2026-09-06T04:00"),  # midnight itself is skipped
    ],
)
def test_an_edge_becomes_the_instant_of_its_first_showing_or_is_later_by_what_was_skipped(
    zone: str, on: str, minute: int, expected: str
) -> None:
    assert utc(instant_at(zone, day(on), minute)) == expected


@pytest.mark.parametrize(
    ("zone", "on", "minute", "expected"),
    [
        (BERLIN, "2027-03-28", 119, "2027-03-28T00:59"),
        (BERLIN, "2027-03-28", 120, None),
        (BERLIN, "2027-03-28", 179, None),
        (BERLIN, "2027-03-28", 180, "2027-03-28T01:00"),
        (BERLIN, "2027-10-31", 120, "2027-10-31T00:00"),
        (LORD_HOWE, "2027-10-03", 120, None),
        (LORD_HOWE, "2027-10-03", 150, "2027-10-02T15:30"),
        (SANTIAGO, "2026-09-06", 30, None),
    ],
)
def test_no_visit_starts_at_a_time_that_the_clock_skips(
    zone: str, on: str, minute: int, expected: str | None
) -> None:
    assert utc(shown_at(zone, day(on), minute)) == expected


@pytest.mark.parametrize(
    ("zone", "on", "hours"),
    [
        (BERLIN, "2027-03-28", 23),
        (BERLIN, "2027-10-31", 25),
        (LORD_HOWE, "2027-10-03", 23.5),
        (LORD_HOWE, "2027-04-04", 24.5),
        (SANTIAGO, "2026-09-06", 23),
    ],
)
def test_a_day_on_which_the_clock_changes_is_shorter_or_longer(
    zone: str, on: str, hours: float
) -> None:
    length = midnight(zone, day(on) + 1) - midnight(zone, day(on))
    plain = [is_plain(zone, day(on) + near) for near in (-1, 0, 1)]
    assert (length / 3600, plain) == (hours, [True, False, True])


def test_a_clock_shows_the_date_of_its_own_zone() -> None:
    instant = int(datetime(2026, 11, 24, 23, 30, tzinfo=UTC).timestamp())
    assert wall_clock(BERLIN, instant) == (day("2026-11-25"), 30 * 60)


@pytest.mark.parametrize("name", ["", "Europe", "Europe/Nowhere", "../etc/passwd", "a" * 5000])
def test_what_is_no_zone_is_a_value_error(name: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        zone_named(name)


def test_spans_that_overlap_or_touch_become_one_and_empty_ones_vanish() -> None:
    assert joined([(5, 7), (1, 3), (3, 4), (6, 9), (12, 12)]) == ((1, 4), (5, 9))


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert (overlap((1, 3), (3, 5)), overlap((1, 4), (3, 5))) == (False, True)


def test_two_spans_do_not_cover_together_what_neither_covers() -> None:
    assert (covers([(1, 3), (3, 5)], (2, 4)), covers([(1, 5)], (2, 4))) == (False, True)
