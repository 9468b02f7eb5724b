"""What empties a date: the first of past, closed, keep_free, wishes, away, busy that does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property

from plans.engine.hours import open_spans
from plans.engine.search import Search
from plans.engine.supply import Board, board_of, is_kept_free
from plans.engine.terms import Resource, Supply
from plans.engine.visit import held_kinds


class Obstacles:
    """The dates of one search, each with what stands in the way.

    A date is named after the first obstacle that leaves it without a start, given those named
    before it: wishes are judged by the weekly hours alone, away by hours and absences. Where
    hours are there but too short for a visit whatever is wished, only busy is left to name.
    """

    def __init__(self, search: Search) -> None:
        self.full = search
        self.scenario = search.scenario
        self.request = search.request

    def on(self, day: int) -> str | None:
        """What empties a day, None if a visit can start on it."""
        request, bit = self.request, 1 << (day - self.full.origin)
        if day < request.earliest.toordinal():
            return "past"
        if self._is_closed(day):
            return "closed"
        if is_kept_free(request, day):
            return "keep_free"
        if self._wishes & bit:
            return "wishes"
        if self._wished & bit and not self._present & bit:
            return "away"
        return None if self.full.possible & bit else "busy"

    def _is_closed(self, day: int) -> bool:
        """Whether the place is shut, or a kind that is needed has no hours on this day."""
        scenario = self._hours_only.scenario
        closures = scenario.supply.closures
        return date.fromordinal(day) in closures or not all(
            any(
                open_spans(scenario.zone, resource, closures, (day,))
                for resource in scenario.supply.of_kind(kind)
            )
            for kind in held_kinds(scenario.steps)
        )

    @cached_property
    def _without_busy(self) -> Board:
        return self._board(lambda resource: replace(resource, busy=()))

    @cached_property
    def _hours_only(self) -> Board:
        return self._board(lambda resource: replace(resource, busy=(), away=()))

    def _board(self, change: Callable[[Resource], Resource]) -> Board:
        supply = Supply(
            practitioners=tuple(map(change, self.scenario.supply.practitioners)),
            rooms=tuple(map(change, self.scenario.supply.rooms)),
            devices=tuple(map(change, self.scenario.supply.devices)),
            closures=self.scenario.supply.closures,
        )
        calendar = self.full.calendar
        scenario = replace(self.scenario, supply=supply)
        return board_of(scenario, calendar.first, calendar.last)

    @cached_property
    def _wished(self) -> int:
        """The days whose hours have a start that obeys the wishes."""
        return Search(self._hours_only, self.request).possible

    @cached_property
    def _present(self) -> int:
        """Of those the days on which also nobody who is needed is away."""
        return Search(self._without_busy, self.request).possible

    @cached_property
    def _wishes(self) -> int:
        """The days whose hours have a start, but none that obeys the wishes."""
        anything = replace(
            self.request, weekdays=None, times=None, keep_free=(), practitioner_only=False
        )
        unwished = Search(self._hours_only, anything)
        return unwished.possible & ~self._wished
