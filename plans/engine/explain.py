"""What differs from the ideal in a proposed series, and what stood on the nearer dates."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from plans.engine.interval import day_of
from plans.engine.obstacle import Obstacles
from plans.engine.terms import Cause, Difference, Place, Proposal

SERIES = "series"
"""On such a date a session could be; the whole series is better without it."""


def differences(obstacles: Obstacles, proposal: Proposal) -> tuple[Difference, ...]:
    """The sessions that are not where they ideally would be, in order.

    That is a first session after `earliest`, and a session whose gap is not the ideal one; of
    a series that stands only the sessions without a standing place have an ideal.
    """
    request = obstacles.request
    found: list[Difference] = []
    before: Place | None = None
    for place in proposal.sessions:
        if request.standing_at(place.number) is None:
            found += _difference(obstacles, place, before)
        before = place
    return tuple(found)


def _difference(obstacles: Obstacles, place: Place, before: Place | None) -> Iterator[Difference]:
    request, zone = obstacles.request, obstacles.scenario.zone
    day = day_of(zone, place.start)
    if before is None:
        earliest = request.earliest.toordinal()
        if day > earliest and not request.standing:
            causes = _causes(obstacles, range(earliest, day))
            yield Difference(place.number, None, None, causes)
        return
    start = day_of(zone, before.start)
    ideal = request.gap_days.ideal
    gap = day - start
    if gap != ideal:
        least, most = request.gap_before(place.number)
        nearer = abs(gap - ideal) - 1
        gaps = range(max(least, ideal - nearer), min(most, ideal + nearer) + 1)
        causes = _causes(obstacles, (start + days for days in gaps))
        yield Difference(place.number, gap, ideal, causes)


def _causes(obstacles: Obstacles, days: Iterable[int]) -> tuple[Cause, ...]:
    """Runs of following days that the same thing rules out."""
    found: list[Cause] = []
    for what, run in groupby(days, key=lambda day: _what(obstacles, day)):
        of_run = list(run)
        first, last = date.fromordinal(of_run[0]), date.fromordinal(of_run[-1])
        found.append(Cause(what, first, last))
    return tuple(found)


def _what(obstacles: Obstacles, day: int) -> str:
    """What empties a day; days that no session can take for the sake of others are the series'."""
    calendar = obstacles.full.calendar
    if not calendar.first <= day <= calendar.last:
        return SERIES
    return obstacles.on(day) or SERIES
