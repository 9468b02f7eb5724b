"""Whether a chosen series can be booked as it is, judged place by place on plain spans of time.

It needs no search and no masks: it is asked under the locks of a booking, about a few places
and the supply around them.
"""

from collections.abc import Iterable, Iterator, Sequence

from plans.engine.aim import gap_is_judged
from plans.engine.hours import open_spans
from plans.engine.interval import (
    Span,
    covers,
    date_of,
    day_of,
    midnight,
    overlap,
    shown_at,
    wall_clock,
)
from plans.engine.terms import KINDS, Place, Refusal, Resource, Scenario
from plans.engine.visit import patient_seconds, runs


def check(scenario: Scenario, sessions: Sequence[Place]) -> Refusal | None:
    """The first thing that keeps the series from being booked, None if it can be.

    Numbers must be complete; every place must suit grid, day, supply and patient; gaps must lie
    within their bounds, and no two sessions may hold the same thing at once. Pinned sessions
    must be where they are pinned and are not checked against the supply. The wishes (weekdays,
    times, keep_free, practitioner_only) are not judged; `earliest` and `first_by` are.

    What a refusal can say: "missing", "pinned", "past", "late", "end", "grid", "day",
    "unknown", "closed", "away", "busy", "gap". Its facts are the kind and id of the resource
    concerned, instants as epoch seconds, days as numbers, or the other session's number.
    """
    return next(_refusals(scenario, sessions), None)


def _refusals(scenario: Scenario, sessions: Sequence[Place]) -> Iterator[Refusal]:
    numbers = [place.number for place in sessions]
    for expected in range(1, scenario.request.sessions + 1):
        if numbers.count(expected) != 1:
            yield Refusal(expected, "missing", {})
    for place in sessions:
        if not 1 <= place.number <= scenario.request.sessions:
            yield Refusal(place.number, "unknown", {})
        elif scenario.request.pinned_at(place.number) is None:
            yield from _bounds(scenario, place)
            yield from _supply(scenario, place)
        else:
            yield from _pinned(scenario, place)
    yield from _gaps(scenario, sessions)
    yield from _each_other(scenario, sessions)


def _pinned(scenario: Scenario, place: Place) -> Iterator[Refusal]:
    pinned = scenario.request.pinned_at(place.number)
    if pinned is not None and pinned.start != place.start:
        yield Refusal(place.number, "pinned", {"start": pinned.start})


def _bounds(scenario: Scenario, place: Place) -> Iterator[Refusal]:
    request, zone = scenario.request, scenario.zone
    day, second = wall_clock(zone, place.start)
    if day < request.earliest.toordinal():
        yield Refusal(place.number, "past", {"start": place.start})
    if place.number == 1 and request.first_by and day > request.first_by.toordinal():
        yield Refusal(place.number, "late", {"start": place.start})
    if place.end != place.start + patient_seconds(scenario.steps):
        yield Refusal(place.number, "end", {"end": place.end})
    on_grid = second % (scenario.grid_minutes * 60) == 0
    if not on_grid or shown_at(zone, day, second // 60) != place.start:
        yield Refusal(place.number, "grid", {"start": place.start})
    if place.end > midnight(zone, day + 1):
        yield Refusal(place.number, "day", {"end": place.end})


def _supply(scenario: Scenario, place: Place) -> Iterator[Refusal]:
    if date_of(scenario.zone, place.start) in scenario.supply.closures:
        yield Refusal(place.number, "closed", {"start": place.start})
    for kind in KINDS:
        spans = runs(scenario.steps, kind)
        held = [(place.start + first, place.start + last) for first, last in spans]
        known = {one.id: one for one in scenario.supply.of_kind(kind)}
        name = place.held(kind)
        if bool(held) != (name is not None) or (name is not None and name not in known):
            yield Refusal(place.number, "unknown", {"kind": kind, "id": name or ""})
        elif name is not None:
            yield from _resource(scenario, place, kind, known[name], held)
    stay = (place.start, place.end)
    for busy in scenario.supply.patient_busy:
        if overlap(busy, stay):
            yield _busy(place, "patient", "", busy)


def _resource(
    scenario: Scenario, place: Place, kind: str, resource: Resource, held: Sequence[Span]
) -> Iterator[Refusal]:
    zone, closures = scenario.zone, scenario.supply.closures
    days = range(day_of(zone, place.start) - 1, day_of(zone, held[-1][1]) + 1)
    if not _covered(open_spans(zone, resource, closures, days), held):
        present = Resource(resource.id, resource.hours)
        away = _covered(open_spans(zone, present, closures, days), held)
        facts = {"kind": kind, "id": resource.id}
        yield Refusal(place.number, "away" if away else "closed", facts)
    for busy in resource.busy:
        if any(overlap(busy, span) for span in held):
            yield _busy(place, kind, resource.id, busy)


def _covered(spans: Sequence[Span], held: Iterable[Span]) -> bool:
    return all(covers(spans, span) for span in held)


def _busy(place: Place, kind: str, name: str, busy: Span) -> Refusal:
    facts: dict[str, int | str] = {"kind": kind, "id": name, "from": busy[0], "to": busy[1]}
    return Refusal(place.number, "busy", facts)


def _gaps(scenario: Scenario, sessions: Sequence[Place]) -> Iterator[Refusal]:
    days = {place.number: day_of(scenario.zone, place.start) for place in sessions}
    for number in range(2, scenario.request.sessions + 1):
        if not gap_is_judged(scenario.request, number):
            continue
        least, most = scenario.request.gap_before(number)
        gap = days[number] - days[number - 1]
        if not least <= gap <= most:
            yield Refusal(number, "gap", {"gap": gap, "min": least, "max": most})


def _each_other(scenario: Scenario, sessions: Sequence[Place]) -> Iterator[Refusal]:
    """Holds that two sessions placed anew have in common; pinned ones are busy time already."""
    placed = [place for place in sessions if scenario.request.pinned_at(place.number) is None]
    for index, later in enumerate(placed):
        for earlier in placed[:index]:
            for kind in KINDS:
                name = later.held(kind)
                if name is not None and name == earlier.held(kind):
                    for span in _common(scenario, kind, earlier, later):
                        yield _busy(later, kind, name, span)


def _common(scenario: Scenario, kind: str, earlier: Place, later: Place) -> Iterator[Span]:
    for first, last in runs(scenario.steps, kind):
        span = (earlier.start + first, earlier.start + last)
        if any(
            overlap(span, (later.start + one, later.start + other))
            for one, other in runs(scenario.steps, kind)
        ):
            yield span
