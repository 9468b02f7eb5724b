"""On which starts a visit is possible: busy time, hours and wishes as bit masks.

A board is made once for a supply; the wishes are laid over it, so that other wishes can be
tried without reading the busy time again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from plans.engine.cells import Calendar, calendar_of, free_cells, odd_starts, paint, startable
from plans.engine.hours import weekday_of
from plans.engine.interval import DAY_MINUTES, DAY_SECONDS, covers, instant_at, is_plain, midnight
from plans.engine.opening import OpenHours
from plans.engine.terms import Request, Resource, Scenario
from plans.engine.visit import held_kinds, patient_seconds, runs

Who = str | None
"""A practitioner's id; None where no step holds a practitioner."""


@dataclass(frozen=True, slots=True)
class Board:
    """For each held kind and resource, by id in order, where a visit may start on its account."""

    scenario: Scenario
    calendar: Calendar
    masks: Mapping[str, Mapping[str, int]]
    patient: int

    def starts(self, allowed: int, practitioner: str | None = None) -> dict[Who, int]:
        """The possible starts with each practitioner, or with only one of them."""
        common = allowed & self.patient
        for kind in ("room", "device"):
            if kind in self.masks:
                common &= any_of(self.masks[kind].values())
        if "practitioner" not in self.masks:
            return {None: common}
        return {
            who: mask & common
            for who, mask in self.masks["practitioner"].items()
            if practitioner is None or who == practitioner
        }

    def text(self, mask: int) -> str:
        """A mask as text, one character a cell, the first cell first."""
        return format(mask, f"0{self.calendar.cells}b")

    def is_free(self, kind: str, name: str, start: int) -> bool:
        """Whether one resource can serve a visit from an instant that is a possible start."""
        shift = self.calendar.cells - 1 - self.calendar.cell(start)
        return bool(self.masks[kind].get(name, 0) >> shift & 1)

    def free(self, kind: str, start: int) -> Iterator[str]:
        """The resources of a kind that can serve a visit from a possible start, by id in order."""
        return (name for name in self.masks[kind] if self.is_free(kind, name, start))


def any_of(masks: Iterable[int]) -> int:
    """Where at least one of the masks allows it."""
    result = 0
    for mask in masks:
        result |= mask
    return result


def board_of(scenario: Scenario, first: int, last: int) -> Board:
    """The board of all visits that start on the days from `first` to `last`."""
    calendar = calendar_of(scenario, first, last)
    hours = OpenHours(calendar, scenario.supply.closures)
    masks = {
        kind: {
            resource.id: _mask(calendar, hours, scenario, kind, resource)
            for resource in sorted(scenario.supply.of_kind(kind), key=lambda one: one.id)
        }
        for kind in held_kinds(scenario.steps)
    }
    always = b"1" * calendar.cells
    free = int(free_cells(calendar, always, scenario.supply.patient_busy), 2)
    held = runs(scenario.steps, "patient")
    return Board(scenario, calendar, masks, startable(calendar, free, held))


def _mask(
    calendar: Calendar, hours: OpenHours, scenario: Scenario, kind: str, resource: Resource
) -> int:
    free = int(free_cells(calendar, hours.cells(resource), resource.busy), 2)
    return startable(calendar, free, runs(scenario.steps, kind))


def allowed_starts(scenario: Scenario, calendar: Calendar, request: Request) -> int:
    """The starts on the grid that keep the patient's part within one day and the wishes, a mask.

    No start lies before `earliest` or on a closure, even if its visit holds nothing that day.
    """
    cells = bytearray(b"0" * calendar.cells)
    windows = request.times or ((0, DAY_MINUTES),)
    plain = _plain_day(scenario, calendar.unit, windows)
    closed = {closure.toordinal() for closure in scenario.supply.closures}
    for day in range(max(calendar.first, request.earliest.toordinal()), calendar.last + 1):
        if day in closed or not is_wished(request, day):
            continue
        edge = calendar.cells_of_day(day)[0]
        if is_plain(calendar.zone, day):
            cells[edge : edge + len(plain)] = plain
        else:
            for start in _odd_day(scenario, day, windows):
                cell = calendar.cell(start)
                paint(cells, (cell, cell + 1), b"1")
    return int(cells, 2)


def is_wished(request: Request, day: int) -> bool:
    """Whether the wishes leave a session on this day at all."""
    if request.weekdays and weekday_of(day) not in request.weekdays:
        return False
    return not is_kept_free(request, day)


def is_kept_free(request: Request, day: int) -> bool:
    """Whether the day is to be kept free, or lies within the days before such a day."""
    return any(0 <= free.on.toordinal() - day <= free.days_before for free in request.keep_free)


def _plain_day(scenario: Scenario, unit: int, windows: Iterable[tuple[int, int]]) -> bytes:
    """The possible starts of a day without a clock change, a character a cell."""
    cells = bytearray(b"0" * (DAY_SECONDS // unit))
    stay = patient_seconds(scenario.steps)
    for minute in range(0, DAY_MINUTES, scenario.grid_minutes):
        part = minute * 60, minute * 60 + stay
        if covers([(start * 60, end * 60) for start, end in windows], part):
            cells[minute * 60 // unit] = ord("1")
    return bytes(cells)


def _odd_day(scenario: Scenario, day: int, windows: Iterable[tuple[int, int]]) -> Iterator[int]:
    """The possible starts, as instants, of a day on which the clock changes."""
    zone, stay = scenario.zone, patient_seconds(scenario.steps)
    spans = [(instant_at(zone, day, start), instant_at(zone, day, end)) for start, end in windows]
    end_of_day = midnight(zone, day + 1)
    for _, start in odd_starts(scenario, day):
        if start + stay <= end_of_day and covers(spans, (start, start + stay)):
            yield start
