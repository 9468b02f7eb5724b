"""On which days each session may lie at all, as far as the gaps and the pinned sessions tell.

Sets of days are masks: bit n is the day `origin + n`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from plans.engine.aim import gap_is_judged
from plans.engine.interval import DAY_SECONDS, LAST_DAY, Span, day_of, within_calendar
from plans.engine.terms import Request, Scenario
from plans.engine.visit import seconds_after

LATER_FIRST_DAYS = 28
"""How much later than `first_by` the first session is tried where nothing fits."""


def days_in(mask: int) -> Iterator[int]:
    """The days of a mask, in order."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def spread(mask: int, least: int, most: int) -> int:
    """All days that lie `least` to `most` days after a day of the mask."""
    result, width = mask << least, 1
    wanted = most - least + 1
    while width < wanted:
        step = min(width, wanted - width)
        result |= result << step
        width += step
    return result


def shrink(mask: int, least: int, most: int) -> int:
    """All days that lie `least` to `most` days before a day of the mask."""
    result, width = mask >> least, 1
    wanted = most - least + 1
    while width < wanted:
        step = min(width, wanted - width)
        result |= result >> step
        width += step
    return result


def windows(scenario: Scenario, *, backward: bool = True) -> list[Span]:
    """For each session the first and last day that the gaps alone allow, both included.

    Where a window is empty its first day is after its last. Without `backward` only the
    sessions before count, not the pinned ones after.
    """
    request = scenario.request
    found: list[Span] = []
    for number in range(1, request.sessions + 1):
        found.append(_forward(scenario, number, found[-1] if found else None))
    for number in range(request.sessions, 1, -1) if backward else ():
        if not gap_is_judged(request, number):
            continue
        least, most = request.gap_before(number)
        first, last = found[number - 1]
        before = found[number - 2]
        found[number - 2] = max(before[0], first - most), min(before[1], last - least)
    return found


def _forward(scenario: Scenario, number: int, before: Span | None) -> Span:
    request = scenario.request
    pinned = request.pinned_at(number)
    if pinned is not None:
        day = day_of(scenario.zone, pinned.start)
        return day, day
    earliest = within_calendar(request.earliest.toordinal())
    if before is None:
        return earliest, within_calendar(first_by(request).toordinal())
    least, most = request.gap_before(number)
    return max(earliest, before[0] + least), min(before[1] + most, LAST_DAY)


def first_by(request: Request) -> date:
    """The last date of a first session that is not pinned.

    A scenario that is well formed always has it; without it the search would have no end.
    """
    if request.first_by is None:
        raise ValueError("first_by is needed where session 1 is not pinned")
    return request.first_by


def widest(request: Request) -> Request:
    """The request with every bound as wide as a single change may make it."""
    least, most = request.gap_bounds or (request.gap_days.min, request.gap_days.max)
    later = request.first_by
    if later is not None:
        day = within_calendar(later.toordinal() + LATER_FIRST_DAYS)
        later = max(later, date.fromordinal(day))
    gap_days = replace(
        request.gap_days,
        min=min(request.gap_days.min, least),
        max=max(request.gap_days.max, most),
    )
    return replace(request, first_by=later, gap_days=gap_days)


def days_needed(scenario: Scenario, *, wide: bool = False) -> Span | None:
    """The first and last day on which a session may be placed anew, None if there is none.

    With `wide` also those that the single changes of a no-fit answer try, and those that only
    the pinned sessions after them rule out.
    """
    if wide:
        scenario = replace(scenario, request=widest(scenario.request))
    request = scenario.request
    spans = [
        span
        for number, span in enumerate(windows(scenario, backward=not wide), start=1)
        if request.pinned_at(number) is None
    ]
    if not spans or (not wide and any(first > last for first, last in spans)):
        return None
    first, last = min(first for first, _ in spans), max(max(span) for span in spans)
    return within_calendar(first), within_calendar(last)


def horizon(scenario: Scenario, *, wide: bool = False) -> tuple[date, date] | None:
    """The first and last date for which `propose` needs to know the supply, both included.

    With `wide` also those that the single changes of a no-fit answer try: who reads busy time
    for `horizon(scenario)` and is told that nothing fits reads it for the wide one and asks
    again, or `relax` would take unread days for free ones. None if no session is placed anew.
    """
    days = days_needed(scenario, wide=wide)
    if days is None:
        return None
    last = within_calendar(days[1] + -(-seconds_after(scenario.steps) // DAY_SECONDS))
    return date.fromordinal(days[0]), date.fromordinal(last)
