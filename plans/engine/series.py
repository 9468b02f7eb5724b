"""Planning a series: the proposals for a request, or what stands in the way of any.

`propose` answers a scenario; `places`, `check` and `explain` answer questions about a series
that was proposed. All of them are pure: the same scenario has the same answer.
"""

from collections.abc import Iterator

from plans.engine.aim import StandingSeries
from plans.engine.course import Course, best_course
from plans.engine.nofit import no_fit
from plans.engine.others import regular, soonest, without_those_of
from plans.engine.search import Search
from plans.engine.supply import Who, board_of
from plans.engine.terms import NoFit, Proposal, Proposals, Scenario
from plans.engine.visit import place_of
from plans.engine.windows import days_needed

__all__ = ["propose"]


def propose(scenario: Scenario) -> Proposals | NoFit:
    """The best series and up to two of another kind, or why there is none.

    With something standing the only proposal is the series that moves least.
    """
    request = scenario.request
    pinned = [request.pinned_at(number) for number in range(1, request.sessions + 1)]
    whole = [place_of(scenario.steps, place) for place in pinned if place is not None]
    if len(whole) == request.sessions:
        cost = StandingSeries(scenario).terms(whole)
        return Proposals((Proposal("least_moved", cost, tuple(whole)),))
    days = days_needed(scenario)
    if days is None:
        return no_fit(scenario)
    search = Search(board_of(scenario, *days), request)
    best = best_course(search, search.days) if search.days else None
    if best is None:
        return no_fit(scenario)
    if request.standing:
        return Proposals((_proposal(search, "least_moved", best),))
    return Proposals(tuple(_different(search, best)))


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
