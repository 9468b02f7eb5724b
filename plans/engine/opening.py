"""Weekly hours, absences and closures: as open cells, and as a location that is open now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from plans.engine.cells import Calendar, paint
from plans.engine.hours import is_valid, open_spans
from plans.engine.interval import DAY_SECONDS, Span, joined, midnight
from plans.engine.terms import Resource, WeeklyHours


class OpenHours:
    """The open cells of resources; those with the same weekly hours share the work."""

    def __init__(self, calendar: Calendar, closures: Iterable[date]) -> None:
        self.calendar = calendar
        self.closures = frozenset(closures)
        self._cells: dict[tuple[object, ...], bytes] = {}
        self._patterns: dict[tuple[WeeklyHours, ...], bytes] = {}
        self._weeks: dict[tuple[WeeklyHours, ...], bytes] = {}

    def cells(self, resource: Resource) -> bytes:
        """The cells at which a resource serves, before anything is booked."""
        key = resource.hours, resource.away
        if key not in self._cells:
            self._cells[key] = self._open(resource)
        return self._cells[key]

    def _open(self, resource: Resource) -> bytes:
        calendar = self.calendar
        hours = resource.hours
        if hours not in self._patterns:
            self._patterns[hours] = self._pattern(hours)
        cells = bytearray(self._patterns[hours])
        for first, last in resource.away:
            self._shut(cells, first.toordinal(), last.toordinal())
        for day in calendar.odd_days:
            around = (day - 1, day, day + 1)
            for start, end in open_spans(calendar.zone, resource, self.closures, around):
                paint(cells, calendar.inner_cells(start, end), b"1")
        return bytes(cells)

    def _pattern(self, hours: tuple[WeeklyHours, ...]) -> bytes:
        """The open cells of all plain days, without closures and before anyone is away."""
        calendar = self.calendar
        cells = bytearray(b"0" * calendar.cells)
        for first, last in self._stretches(hours):
            valid = tuple(entry for entry in hours if is_valid(entry, first))
            week = self._week(valid)
            day_cells = DAY_SECONDS // calendar.unit
            start = self._edge(first)
            length = (last + 1 - first) * day_cells
            skip = (first - 1) % 7 * day_cells
            text = (week * (length // len(week) + 2))[skip : skip + length]
            low, high = max(start, 0), min(start + length, calendar.cells)
            if low < high:
                cells[low:high] = text[low - start : high - start]
        for closure in self.closures:
            self._shut(cells, closure.toordinal(), closure.toordinal())
        return bytes(cells)

    def _stretches(self, hours: tuple[WeeklyHours, ...]) -> Iterator[Span]:
        """Runs of plain days, both ends included, during which the same entries are valid."""
        calendar = self.calendar
        last = calendar.last_touched
        cuts = {calendar.first, last + 1}
        for day in calendar.odd_days:
            cuts |= {day, day + 1}
        cuts |= {entry.since.toordinal() for entry in hours if entry.since}
        cuts |= {entry.until.toordinal() + 1 for entry in hours if entry.until}
        inside = sorted(day for day in cuts if calendar.first <= day <= last + 1)
        odd = set(calendar.odd_days)
        for start, end in pairwise(inside):
            if start not in odd:
                yield start, end - 1

    def _week(self, hours: tuple[WeeklyHours, ...]) -> bytes:
        """The open cells of one plain week from Monday on, of entries valid throughout."""
        if hours not in self._weeks:
            unit = self.calendar.unit
            day_cells = DAY_SECONDS // unit
            cells = bytearray(b"0" * (7 * day_cells))
            for weekday in range(7):
                of_day = ((one.start, one.end) for one in hours if one.weekday == weekday)
                for start, end in joined(of_day):
                    first, last = -(-start * 60 // unit), end * 60 // unit
                    paint(cells, (weekday * day_cells + first, weekday * day_cells + last), b"1")
            self._weeks[hours] = bytes(cells)
        return self._weeks[hours]

    def _edge(self, day: int) -> int:
        return self.calendar.cell(midnight(self.calendar.zone, day))

    def _shut(self, cells: bytearray, first: int, last: int) -> None:
        """Shut whole days, both ends included; those outside the calendar have no cells."""
        first = max(first, self.calendar.first)
        last = min(last, self.calendar.last_touched)
        if first <= last:
            paint(cells, (self._edge(first), self._edge(last + 1)), b"0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """When a location is open, seen at `now`. `spans` are its open times from the day of `now` on
    as fewest half-open spans of instants. Of a location without hours nobody knows whether it is
    open (`has_hours`); its targets count every hour."""

    now: datetime
    spans: tuple[Span, ...]
    has_hours: bool

    @property
    def is_open(self) -> bool:
        return self.closes_at is not None

    @property
    def is_closed(self) -> bool:
        """Shut, and known to be."""
        return self.has_hours and not self.is_open

    @property
    def closes_at(self) -> datetime | None:
        """The end of the open time in which `now` lies; None while the location is shut."""
        now = self.now.timestamp()
        ends = (end for start, end in self.spans if start <= now < end)
        return next((datetime.fromtimestamp(end, UTC) for end in ends), None)

    @property
    def opens_at(self) -> datetime | None:
        """When it opens next; None where that is not known."""
        now = self.now.timestamp()
        starts = (start for start, _end in self.spans if start > now)
        return next((datetime.fromtimestamp(start, UTC) for start in starts), None)

    def due_in(self, hours: int) -> datetime:
        """The instant at which so many opening hours have passed since `now`."""
        return due_in_hours(self.spans, self.now, hours)


def due_in_hours(spans: Iterable[Span], now: datetime, hours: int) -> datetime:
    """The instant at which so many hours within the spans, in their order, have passed since
    `now`. Where the spans hold fewer, every hour counts: too early is better than never."""
    instant = now.timestamp()
    left = float(hours * 3600)
    for start, end in spans:
        held = end - max(start, instant)
        if held >= left:
            return datetime.fromtimestamp(max(start, instant) + left, UTC)
        left -= max(held, 0)
    return datetime.fromtimestamp(instant + hours * 3600, UTC)
