"""Time in cells: the days of a search cut into pieces of one length, and masks of them.

Time is cut into cells of one length, short enough that every possible start and every edge of
a step lies on the edge of a cell; so rounding busy time outwards and hours inwards to whole
cells loses nothing. One resource's time is one text of "0" and "1", a character a cell, and
that text read as a binary number is its mask: the first cell is the highest bit. A start is
possible where every run of cells that the visit holds is free, which a few shifts of the whole
mask tell for all days at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd

from plans.engine.interval import (
    DAY_MINUTES,
    DAY_SECONDS,
    Span,
    is_plain,
    midnight,
    shown_at,
    within_calendar,
)
from plans.engine.terms import Scenario
from plans.engine.visit import seconds_after


@dataclass(frozen=True)
class Calendar:
    """The cells of the days from `first` to `last`, and of what a visit holds after them.

    `unit` is the length of a cell in seconds, `base` the instant of the first one, and `edges`
    has the cell at which each day begins, one more for the end of the last.
    """

    zone: str
    first: int
    last: int
    unit: int
    base: int
    edges: tuple[int, ...]
    cells: int

    @cached_property
    def odd_days(self) -> tuple[int, ...]:
        """The days on which the clock changes, and the one before the first day.

        Hours of the day before can reach into the first day only by a skipped edge.
        """
        around = range(self.first - 1, self.last_touched + 1)
        return tuple(day for day in around if not is_plain(self.zone, day))

    @property
    def last_touched(self) -> int:
        """The last day on which any cell lies."""
        spare = (self.cells - self.edges[-1]) * self.unit
        return within_calendar(self.last + -(-spare // DAY_SECONDS) + bool(spare))

    def cell(self, instant: int) -> int:
        """The cell in which an instant lies."""
        return (instant - self.base) // self.unit

    def instant(self, cell: int) -> int:
        """The instant at which a cell begins."""
        return self.base + cell * self.unit

    def cells_of_day(self, day: int) -> Span:
        """The cells of one day, half-open."""
        index = day - self.first
        return self.edges[index], self.edges[index + 1]

    def inner_cells(self, start: int, end: int) -> Span:
        """The whole cells that lie inside a span of instants."""
        return -((self.base - start) // self.unit), (end - self.base) // self.unit


def calendar_of(scenario: Scenario, first: int, last: int) -> Calendar:
    """The cells for visits that start on the days from `first` to `last`, both included."""
    zone, steps = scenario.zone, scenario.steps
    days = range(first, last + 1)
    midnights = [midnight(zone, day) for day in range(first, last + 2)]
    base = midnights[0]
    unit = gcd(DAY_SECONDS, scenario.grid_minutes * 60, *(step.minutes * 60 for step in steps))
    unit = gcd(unit, *(instant - base for instant in midnights))
    for day in days:
        if not is_plain(zone, day):
            unit = gcd(unit, *(start - base for _, start in odd_starts(scenario, day)))
    edges = tuple((instant - base) // unit for instant in midnights)
    cells = edges[-1] + seconds_after(steps) // unit
    return Calendar(zone, first, last, unit, base, edges, cells)


def odd_starts(scenario: Scenario, day: int) -> Iterator[tuple[int, int]]:
    """The grid's minutes of any day with the instants at which the clock first shows them."""
    for minute in range(0, DAY_MINUTES, scenario.grid_minutes):
        start = shown_at(scenario.zone, day, minute)
        if start is not None:
            yield minute, start


def paint(cells: bytearray, span: Span, sign: bytes) -> None:
    """Write one sign over a span of cells, as far as it lies inside."""
    start, end = max(span[0], 0), min(span[1], len(cells))
    if start < end:
        cells[start:end] = sign * (end - start)


def free_cells(calendar: Calendar, open_cells: bytes, busy: Sequence[tuple[int, int]]) -> bytearray:
    """The open cells that no busy span touches.

    This is the one loop that sees every busy row, so it does as little as it can for each.
    """
    cells = bytearray(open_cells)
    unit, base, count = calendar.unit, calendar.base, calendar.cells
    top, early = base + count * unit, base - unit + 1
    for start, end in busy:
        if base <= start and end <= top:
            first, last = (start - base) // unit, (end - early) // unit
            cells[first:last] = b"0" * (last - first)
        elif start < top and base < end:
            first, last = max(start - base, 0) // unit, (min(end, top) - early) // unit
            cells[first:last] = b"0" * (last - first)
    return cells


def startable(calendar: Calendar, mask: int, held: Iterable[Span]) -> int:
    """Where a visit may start, as a mask, given where its resource is free.

    `held` are the seconds from the start during which the visit holds the resource. The result
    may carry bits before the first cell, and where nothing is held it is -1, which has every
    bit; the mask of allowed starts takes off what is too much.
    """
    unit = calendar.unit
    result = -1
    for first, last in held:
        if last // unit > calendar.cells:
            return 0
        run, length = mask, 1
        wanted = (last - first) // unit
        while length < wanted:
            step = min(length, wanted - length)
            run &= run << step
            length += step
        result &= run << first // unit
    return result
