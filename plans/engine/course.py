"""The best course of one search: days from the route, rooms and devices at its starts."""

from collections.abc import Sequence
from dataclasses import dataclass

from plans.engine.aim import gap_is_judged
from plans.engine.clash import cheapest_apart
from plans.engine.route import Link, Seat, cheapest
from plans.engine.search import Candidates, Search
from plans.engine.seating import place_at
from plans.engine.supply import Who
from plans.engine.terms import KINDS, Place
from plans.engine.windows import days_in


@dataclass(frozen=True, slots=True)
class Course:
    """A whole series with its cost."""

    cost: int
    sessions: tuple[Place, ...]

    def order(self) -> tuple[object, ...]:
        """What courses are compared by: cost, last start, starts, then ids."""
        starts = tuple(place.start for place in self.sessions)
        ids = tuple(tuple(place.held(kind) or "" for kind in KINDS) for place in self.sessions)
        return self.cost, starts[-1], starts, ids


def best_course(
    search: Search, days: Sequence[int], candidates: Candidates | None = None
) -> Course | None:
    """The best course through these days of each session, None if there is none."""
    candidates = candidates or search.candidates
    links = [link_before(search, number) for number in search.numbers[1:]]
    if search.may_clash:
        found = cheapest_apart(search, days, links, candidates)
        return None if found is None else Course(*found)
    layers = [
        {day: _seats(search, number, day + search.origin, candidates) for day in days_in(mask)}
        for number, mask in zip(search.numbers, days, strict=True)
    ]
    route = cheapest(layers, links)
    if route is None:
        return None
    cost, stops = route
    sessions = [
        place_at(search, number, who, layers[number - 1][day][who].start)
        for number, (day, who) in zip(search.numbers, stops, strict=True)
    ]
    return Course(cost, tuple(sessions))


def _seats(search: Search, number: int, day: int, candidates: Candidates) -> dict[Who, Seat]:
    pinned = search.request.pinned_at(number)
    if pinned is not None:
        return {pinned.practitioner: Seat(0, pinned.start)}
    return {
        who: Seat(search.aim.cost(number, who, day, start), start)
        for who, start in candidates(number, day)
    }


def link_before(search: Search, number: int) -> Link:
    """The gap before a session; between two pinned ones just the gap that stands."""
    if gap_is_judged(search.request, number):
        return search.aim.link(number)
    gap = search.pinned_days[number] - search.pinned_days[number - 1]
    return Link(gap, gap)
