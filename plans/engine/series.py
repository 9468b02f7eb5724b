"""Planning a series: the proposals for a request, or what stands in the way of any.

`propose` answers a scenario; `places`, `check` and `explain` answer questions about a series
that was proposed. All of them are pure: the same scenario has the same answer. Who asks more
than one question about a scenario makes a `Planner`, which lays out its supply only once.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from plans.engine.aim import StandingSeries
from plans.engine.check import check
from plans.engine.course import Course, best_course
from plans.engine.explain import differences
from plans.engine.nofit import no_fit
from plans.engine.obstacle import Obstacles
from plans.engine.others import regular, soonest, without_those_of
from plans.engine.search import Search
from plans.engine.supply import Who, board_of
from plans.engine.swap import swap_days, swaps
from plans.engine.terms import Difference, NoFit, Place, Proposal, Proposals, Scenario
from plans.engine.visit import holds, place_of
from plans.engine.windows import days_needed, horizon

__all__ = ["Planner", "check", "explain", "holds", "horizon", "places", "propose"]


class Planner:
    """All answers to one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @cached_property
    def search(self) -> Search | None:
        """The search over all days that the gaps allow, None if they allow none."""
        days = days_needed(self.scenario)
        if days is None:
            return None
        return Search(board_of(self.scenario, *days), self.scenario.request)

    def propose(self) -> Proposals | NoFit:
        """The best series and others of another kind, or why there is none.

        With something standing the only proposal is the series that moves least.
        """
        request = self.scenario.request
        pinned = [request.pinned_at(number) for number in range(1, request.sessions + 1)]
        whole = [place_of(self.scenario.steps, place) for place in pinned if place is not None]
        if len(whole) == request.sessions:
            cost = StandingSeries(self.scenario).terms(whole)
            return Proposals((Proposal("least_moved", cost, tuple(whole)),))
        search = self.search
        best = best_course(search, search.days) if search and search.days else None
        if search is None or best is None:
            return no_fit(self.scenario)
        if request.standing:
            return Proposals((_proposal(search, "least_moved", best),))
        return Proposals(tuple(_different(search, best)))

    def places(self, number: int, sessions: Sequence[Place]) -> tuple[Place, ...]:
        """Every place that session `number` could have instead, its present one among them.

        All other sessions stay. By start, then practitioner; room and device are the first by
        id that are free.
        """
        if self.scenario.request.pinned_at(number) is not None:
            return tuple(place for place in sessions if place.number == number)
        search = self._search_over(*swap_days(self.scenario, number, sessions))
        return () if search is None else swaps(search, number, sessions)

    def explain(self, proposal: Proposal) -> tuple[Difference, ...]:
        """Which sessions are not where they ideally would be, and what stood there."""
        return () if self._obstacles is None else differences(self._obstacles, proposal)

    @cached_property
    def _obstacles(self) -> Obstacles | None:
        return None if self.search is None else Obstacles(self.search)

    def _search_over(self, first: int, last: int) -> Search | None:
        search = self.search if "search" in self.__dict__ else None
        if search and search.calendar.first <= first and last <= search.calendar.last:
            return search
        if last < first:
            return None
        return Search(board_of(self.scenario, first, last), self.scenario.request)


def propose(scenario: Scenario) -> Proposals | NoFit:
    """The proposals for a scenario, or why there are none; see `Planner.propose`."""
    return Planner(scenario).propose()


def places(scenario: Scenario, number: int, sessions: Sequence[Place]) -> tuple[Place, ...]:
    """Every place for one session of a series; see `Planner.places`."""
    return Planner(scenario).places(number, sessions)


def explain(scenario: Scenario, proposal: Proposal) -> tuple[Difference, ...]:
    """What differs from the ideal in a proposal; see `Planner.explain`."""
    return Planner(scenario).explain(proposal)


def _different(search: Search, best: Course) -> Iterator[Proposal]:
    """The proposals in their order, without repeats, as many as are asked for."""
    others = (("soonest", soonest), ("regular", regular), ("other", without_those_of))
    shown = {_signature(best)}
    left = search.request.limit - 1
    yield _proposal(search, "best", best)
    for label, find in others:
        if left < 1:
            return
        course = find(search, best)
        if course is not None and _signature(course) not in shown:
            shown.add(_signature(course))
            left -= 1
            yield _proposal(search, label, course)


def _signature(course: Course) -> tuple[tuple[int, Who], ...]:
    return tuple((place.start, place.practitioner) for place in course.sessions)


def _proposal(search: Search, label: str, course: Course) -> Proposal:
    return Proposal(label, search.aim.terms(course.sessions), course.sessions)
