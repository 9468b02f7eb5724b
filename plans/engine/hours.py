"""Weekly hours: on which minutes of which days a resource serves, before anything is booked."""

from collections.abc import Collection, Iterable
from datetime import date

from plans.engine.interval import Span, instant_at, joined
from plans.engine.terms import Resource, WeeklyHours


def weekday_of(day: int) -> int:
    """The weekday of a day, 0 for Monday."""
    return (day - 1) % 7


def is_valid(entry: WeeklyHours, day: int) -> bool:
    """Whether a day lies within the dates of an entry of weekly hours."""
    return (entry.since is None or entry.since.toordinal() <= day) and (
        entry.until is None or day <= entry.until.toordinal()
    )


def minutes_of(hours: Iterable[WeeklyHours], day: int) -> tuple[Span, ...]:
    """The open minutes of a day, as fewest spans; an end may be 1440."""
    weekday = weekday_of(day)
    return joined(
        (entry.start, entry.end)
        for entry in hours
        if entry.weekday == weekday and is_valid(entry, day)
    )


def is_away(resource: Resource, day: int) -> bool:
    """Whether the resource is away for the whole of this day."""
    return any(first.toordinal() <= day <= last.toordinal() for first, last in resource.away)


def open_spans(
    zone: str, resource: Resource, closures: Collection[date], days: Iterable[int]
) -> tuple[Span, ...]:
    """The instants at which a resource serves on these days, as fewest half-open spans.

    Spans that touch join over midnight too, so a visit may run from one day into the next.
    """
    spans: list[Span] = []
    for day in days:
        if date.fromordinal(day) in closures or is_away(resource, day):
            continue
        spans += (
            (instant_at(zone, day, start), instant_at(zone, day, end))
            for start, end in minutes_of(resource.hours, day)
        )
    return joined(spans)
