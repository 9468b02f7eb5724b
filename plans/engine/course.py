"""The best course of one search: days from the route, rooms and devices at its starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from plans.engine.aim import gap_is_judged
from plans.engine.clash import cheapest_apart
from plans.engine.route import NEVER, Journey, Link, Seat, cheapest
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
    search: Search,
    days: Sequence[int],
    candidates: Candidates | None = None,
    ceiling: int = NEVER,
) -> Course | None:
    """The best course through these days of each session.

    None if there is none, or none that costs at most the ceiling.
    """
    candidates = candidates or search.candidates
    links = [link_before(search, number) for number in search.numbers[1:]]
    if search.may_clash:
        found = cheapest_apart(search, days, links, candidates)
        return None if found is None else Course(*found)
    journey = Journey(
        days=[list(days_in(mask)) for mask in days],
        links=links,
        seats=partial(_seats, search, candidates),
        floor=partial(_floor, search),
    )
    route = cheapest(journey, ceiling)
    if route is None:
        return None
    cost, stops = route
    sessions = [
        place_at(search, index + 1, stop[1], journey.start(index, stop))
        for index, stop in enumerate(stops)
    ]
    return Course(cost, tuple(sessions))


def _seats(search: Search, candidates: Candidates, index: int, day: int) -> dict[Who, Seat]:
    number = index + 1
    pinned = search.request.pinned_at(number)
    if pinned is not None:
        return {pinned.practitioner: Seat(0, pinned.start)}
    on, cost = day + search.origin, search.aim.cost
    return {who: Seat(cost(number, who, on, start), start) for who, start in candidates(number, on)}


def _floor(search: Search, index: int, day: int) -> int:
    return search.aim.floor(index + 1, day + search.origin)


def link_before(search: Search, number: int) -> Link:
    """The gap before a session; between two pinned ones just the gap that stands."""
    if gap_is_judged(search.request, number):
        return search.aim.link(number)
    gap = search.pinned_days[number] - search.pinned_days[number - 1]
    return Link(gap, gap)
