"""The search for one request over one board: which days can be reached, and the best series."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from plans.engine.aim import Aim, aim_of, gap_is_judged
from plans.engine.interval import day_of, midnight
from plans.engine.supply import Board, Who, allowed_starts, any_of
from plans.engine.terms import Request
from plans.engine.visit import patient_seconds, seconds_after
from plans.engine.windows import days_in, first_by, shrink, spread

Candidates = Callable[[int, int], Iterable[tuple[Who, int]]]
"""The starts with a practitioner that a session, by its number, may take on a day."""


class Search:
    """One request laid over a board, whose scenario gives all but the request.

    Days are told by their ordinals; in masks of days bit n is the day `origin + n`.
    """

    def __init__(self, board: Board, request: Request) -> None:
        self.board = board
        self.calendar = board.calendar
        self.scenario = replace(board.scenario, request=request)
        self.request = request
        self.aim: Aim = aim_of(self.scenario)
        self.numbers = range(1, request.sessions + 1)
        self.pinned_days = {
            place.number: day_of(self.scenario.zone, place.start)
            for place in request.standing
            if place.pinned
        }
        self.origin = min(self.calendar.first, *self.pinned_days.values(), self.calendar.last)
        self.width = max(self.calendar.last, *self.pinned_days.values(), 0) - self.origin + 1
        self._firsts: dict[int, tuple[tuple[Who, int], ...]] = {}

    @cached_property
    def starts(self) -> Mapping[Who, int]:
        """The possible starts with each practitioner, as masks of cells."""
        allowed = allowed_starts(self.scenario, self.calendar, self.request)
        only = self.request.practitioner if self.request.practitioner_only else None
        return self.board.starts(allowed, only)

    @cached_property
    def texts(self) -> Mapping[Who, str]:
        """The possible starts with each practitioner, as texts of cells."""
        return {who: self.board.text(mask) for who, mask in self.starts.items() if mask}

    @cached_property
    def anyone(self) -> str:
        """The possible starts with any practitioner, as a text of cells."""
        return self.board.text(any_of(self.starts.values()))

    @cached_property
    def possible(self) -> int:
        """The days on which any visit can start, as a mask of days."""
        return self.days_with_starts(self.anyone)

    def days_with_starts(self, text: str) -> int:
        """The days on which a text of cells has any start, as a mask of days."""
        result = 0
        for day in range(self.calendar.first, self.calendar.last + 1):
            first, last = self.calendar.cells_of_day(day)
            if text.find("1", first, last) >= 0:
                result |= 1 << (day - self.origin)
        return result

    def reach(self, allowed: int | None = None) -> list[int]:
        """For each session the days that some choice of the earlier ones can reach.

        Ends with the first session that has none. `allowed` takes the place of `possible`.
        """
        allowed = self.possible if allowed is None else allowed
        reached: list[int] = []
        for number in self.numbers:
            days = self.ahead(number, reached[-1] if reached else 0)
            pinned = self.pinned_days.get(number)
            reached.append(days & (allowed if pinned is None else self._bit(pinned)))
            if not reached[-1]:
                break
        return reached

    def ahead(self, number: int, before: int) -> int:
        """The days that the gap allows a session after those of the session before it.

        For the first session those from `earliest` to `first_by`.
        """
        pinned = self.pinned_days.get(number)
        if pinned is not None and (number == 1 or not gap_is_judged(self.request, number)):
            return self._bit(pinned)
        if number == 1:
            first = max(self.request.earliest.toordinal() - self.origin, 0)
            count = first_by(self.request).toordinal() - self.origin - first + 1
            return ((1 << min(count, self.width)) - 1) << first
        least, most = self.request.gap_before(number)
        if least > self.width:
            return 0
        return spread(before, least, min(most, self.width)) & ((1 << self.width) - 1)

    def _bit(self, day: int) -> int:
        return 1 << (day - self.origin)

    def leading(self, reached: Sequence[int]) -> list[int]:
        """Of the days reached those from which the whole series can be finished."""
        days = list(reached)
        for number in range(self.request.sessions, 1, -1):
            if gap_is_judged(self.request, number):
                least, most = self.request.gap_before(number)
                days[number - 2] &= shrink(days[number - 1], least, min(most, self.width))
        return days

    @cached_property
    def days(self) -> list[int]:
        """For each session the days that belong to some whole series; empty if there is none."""
        reached = self.reach()
        whole = len(reached) == self.request.sessions and reached[-1]
        return self.leading(reached) if whole else []

    @cached_property
    def may_clash(self) -> bool:
        """Whether what follows one visit may still hold something when the next one starts."""
        steps = self.scenario.steps
        if not seconds_after(steps):
            return False
        gaps = [self.request.gap_before(number)[0] for number in self.numbers[1:]]
        least = min(gaps, default=1)
        return any(self._reaches(day + self.origin, least) for day in days_in(self.possible))

    def _reaches(self, day: int, gap: int) -> bool:
        """Whether the last possible visit of a day still holds anything `gap` days later."""
        if day + gap > self.calendar.last:
            return False
        last = self.anyone.rfind("1", *self.calendar.cells_of_day(day))
        steps = self.scenario.steps
        end = self.calendar.instant(last) + patient_seconds(steps) + seconds_after(steps)
        return end > midnight(self.scenario.zone, day + gap)

    def candidates(self, number: int, day: int) -> Iterable[tuple[Who, int]]:
        """The starts that can matter: all where visits may clash, else one per practitioner.

        That one is the earliest of the day, or the standing start of a session where it is
        possible, because any other costs more there.
        """
        if self.may_clash:
            return self.every_start(day)
        if day not in self._firsts:
            self._firsts[day] = tuple(self._first_starts(day))
        standing = self.request.standing_at(number)
        if standing is None or day_of(self.scenario.zone, standing.start) != day:
            return self._firsts[day]
        stays = set(self.at(standing.start))
        return [
            (who, standing.start if (who, standing.start) in stays else start)
            for who, start in self._firsts[day]
        ]

    def _first_starts(self, day: int) -> Iterator[tuple[Who, int]]:
        first, last = self.calendar.cells_of_day(day)
        for who, text in self.texts.items():
            cell = text.find("1", first, last)
            if cell >= 0:
                yield who, self.calendar.instant(cell)

    def every_start(self, day: int) -> list[tuple[Who, int]]:
        """All possible starts of a day with each practitioner."""
        first, last = self.calendar.cells_of_day(day)
        return [
            (who, self.calendar.instant(first + offset))
            for who, text in self.texts.items()
            for offset, sign in enumerate(text[first:last])
            if sign == "1"
        ]

    def at(self, start: int) -> Iterator[tuple[Who, int]]:
        """The practitioners with whom a visit can start at an instant."""
        cell = self.calendar.cell(start)
        if 0 <= cell < self.calendar.cells and self.calendar.instant(cell) == start:
            for who, text in self.texts.items():
                if text[cell] == "1":
                    yield who, start
