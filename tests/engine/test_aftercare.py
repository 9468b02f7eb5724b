"""Lines of aftercare in time: their order, and which of them hold at an instant."""

import datetime as dt
import zoneinfo

import pytest

from plans.engine.aftercare import LAST, Line, in_order, line_in, skin_of, told

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
DONE = dt.datetime(2027, 1, 11, 14, 0, tzinfo=BERLIN)


def a_line(start: int, end: int | None, text: str = "x", kind: str = "do") -> Line:
    return Line(kind, start, end, text)


def held_after(line: Line, *, hours: float) -> bool:
    now = DONE.astimezone(dt.UTC) + dt.timedelta(hours=hours)
    return bool(told([line], done_at=DONE, now=now).held)


def test_lines_stand_in_the_order_in_which_they_begin() -> None:
    lines = [a_line(24, None, "b"), a_line(0, 24, "first"), a_line(24, 48, "a"), a_line(0, 1, "2")]
    assert [line.text for line in in_order(lines)] == ["first", "2", "b", "a"]


@pytest.mark.parametrize(
    ("hours", "holds"), [(-0.01, False), (0, True), (23.99, True), (24, False), (100, False)]
)
def test_a_line_of_the_first_day_ends_as_the_second_begins(hours: float, holds: bool) -> None:
    assert held_after(a_line(0, 24), hours=hours) is holds


@pytest.mark.parametrize(("hours", "holds"), [(167.99, False), (168, True), (LAST, True)])
def test_a_line_without_an_end_holds_for_good(hours: float, holds: bool) -> None:
    assert held_after(a_line(7 * 24, None), hours=hours) is holds


def test_hours_pass_whatever_the_clock_does() -> None:
    # In Berlin clocks go from 02:00 to 03:00 on 28 March 2027, and back on 31 October.
    for day, shown in ((dt.date(2027, 3, 27), 15), (dt.date(2027, 10, 30), 13)):
        done = dt.datetime.combine(day, dt.time(14), BERLIN)
        [timed] = told([a_line(0, 24)], done_at=done, now=done).lines
        assert timed.until is not None
        assert timed.until - done.astimezone(dt.UTC) == dt.timedelta(hours=24)
        assert timed.until.astimezone(BERLIN).hour == shown


def test_what_holds_now_what_comes_and_when_to_call() -> None:
    lines = [
        a_line(0, 24, "gel"),
        a_line(24, 168, "cream"),
        a_line(24, 48, "no make-up", "avoid"),
        a_line(168, None, "acids again"),
        a_line(48, None, "fever", "call"),
    ]
    note = told(lines, done_at=DONE, now=DONE)
    assert [timed.line.text for timed in note.held] == ["gel"]
    ahead = [(group.start, [timed.line.text for timed in group.lines]) for group in note.ahead]
    assert ahead == [(24, ["cream", "no make-up"]), (168, ["acids again"])]
    assert [timed.line.text for timed in note.calls] == ["fever"]
    assert [group.start for group in note.groups] == [0, 24, 168]


def test_a_line_that_is_over_is_neither_held_nor_ahead() -> None:
    note = told([a_line(0, 24)], done_at=DONE, now=DONE + dt.timedelta(days=30))
    assert (note.held, note.ahead, len(note.groups)) == ((), (), 1)


def test_a_line_goes_into_a_row_and_comes_back() -> None:
    line = a_line(24, None, "cream")
    assert line_in(line.as_row()) == line


@pytest.mark.parametrize(
    ("start", "end", "in_days"),
    [
        (0, 24, False),
        (0, 72, False),
        (24, 48, False),
        (72, 168, True),
        (0, 168, True),
        (240, None, True),
        (0, None, False),
        (100, 200, False),
    ],
)
def test_only_long_spans_of_whole_days_are_counted_in_days(
    start: int, end: int | None, in_days: bool
) -> None:
    assert a_line(start, end).is_in_days is in_days


@pytest.mark.parametrize(
    ("kind", "start", "end", "is_routine"),
    [("do", 24, None, True), ("do", 0, 24, False), ("do", 0, 25, True), ("avoid", 0, 99, False)],
)
def test_the_routine_is_what_is_done_for_longer_than_a_day(
    kind: str, start: int, end: int | None, is_routine: bool
) -> None:
    assert a_line(start, end, kind=kind).is_routine is is_routine


def test_darker_skin_has_lines_of_its_own_from_type_four_on() -> None:
    groups = [skin_of(fitzpatrick) for fitzpatrick in (None, 1, 3, 4, 6)]
    assert groups == ["lighter", "lighter", "lighter", "darker", "darker"]


def test_what_holds_now_stands_by_its_kind() -> None:
    lines = [a_line(0, 99, kind=kind) for kind in ("avoid", "do", "expect", "do")]
    note = told(lines, done_at=DONE, now=DONE)
    assert [timed.line.kind for timed in note.held] == ["expect", "do", "do", "avoid"]
