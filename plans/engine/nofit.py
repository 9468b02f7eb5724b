"""Where no series fits: which session, between which dates, what stood there, what would help."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from plans.engine.clash import State, trails_by_session
from plans.engine.course import link_before
from plans.engine.interval import Span, within_calendar
from plans.engine.obstacle import Obstacles
from plans.engine.relax import relaxations
from plans.engine.search import Search
from plans.engine.supply import any_of, board_of
from plans.engine.terms import OBSTACLES, NoFit, Reason, Scenario
from plans.engine.windows import days_in, days_needed, first_by


def no_fit(scenario: Scenario) -> NoFit:
    """Why no series exists for a scenario that has none, and which single changes make one.

    The first session that no choice of the earlier ones can reach is named with the dates that
    their gaps allow it. A pinned session is not checked against the supply, so no obstacle
    empties a date for it: one that cannot be reached has dates and no reasons.
    """
    days = days_needed(scenario, wide=True)
    if days is None:
        raise ValueError("a series of pinned sessions only always fits")
    board = board_of(scenario, *days)
    search = Search(board, scenario.request)
    reached = reachable(search)
    number = len(reached) + 1
    before = reached[-1] if reached else 0
    first, last = _between(search, number, before)
    return NoFit(
        session=number,
        between=(date.fromordinal(first), date.fromordinal(last)),
        reasons=_reasons(search, number, before),
        relax=tuple(relaxations(board, scenario.request)),
    )


def reachable(search: Search) -> list[int]:
    """For each session, as far as any is reached, the days that earlier choices can reach."""
    reached = search.reach()
    if search.may_clash:
        links = [link_before(search, number) for number in search.numbers[1:]]
        trails = trails_by_session(search, reached, links, search.candidates)
        reached = [_days_of(search, states) for states in trails]
    return reached[: reached.index(0)] if 0 in reached else reached


def _days_of(search: Search, states: Iterable[State]) -> int:
    return any_of(1 << (day - search.origin) for day, _, _ in states)


def _between(search: Search, number: int, before: int) -> Span:
    request = search.request
    if number == 1:
        return request.earliest.toordinal(), first_by(request).toordinal()
    least, most = request.gap_before(number)
    first = search.origin + next(days_in(before)) + least
    last = search.origin + before.bit_length() - 1 + most
    return within_calendar(first), within_calendar(last)


def _reasons(search: Search, number: int, before: int) -> tuple[Reason, ...]:
    if search.request.pinned_at(number) is not None:
        return ()
    obstacles = Obstacles(search)
    found = Counter(
        # A date with a start is emptied by what the series itself holds on it.
        obstacles.on(day + search.origin) or "busy"
        for day in days_in(search.ahead(number, before))
    )
    return tuple(Reason(what, found[what]) for what in OBSTACLES if found[what])
