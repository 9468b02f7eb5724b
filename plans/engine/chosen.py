"""Whether a chosen series still stands: the last look, under the locks of a booking.

Only what nobody may break is judged: hours, absences, closures, what is held already, the grid,
the patient's own day, and the gaps. Wishes are not. It works on plain spans, not on the masks of
the search, so that the two check each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from plans.engine.hours import open_spans
from plans.engine.interval import Span, covers, day_of, instant_at, overlap, shown_at, wall_clock
from plans.engine.terms import Place, Refusal, Resource, Scenario
from plans.engine.visit import held_kinds, holds, patient_seconds, place_of

Facts = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Why:
    what: str
    facts: Facts


def check(scenario: Scenario, sessions: Sequence[Place]) -> Refusal | None:
    """The first reason, by session, why these places cannot be booked; None where they can.

    `sessions` are the ones to book; those that the request has pinned stand before, between or
    after them and count for the gaps. What: "numbers" (a number is missing or twice), "unknown"
    (somebody or something that does not serve here), "length", "grid", "day" (not one local day),
    "past" (before `earliest`), "gap", "closed" (outside the hours or on a closure), "away",
    "busy", or "clash" (two of the sessions need the same thing at once). Facts name the kind.
    """
    pinned = [place_of(scenario.steps, one) for one in scenario.request.standing if one.pinned]
    series = sorted([*pinned, *sessions], key=lambda place: place.number)
    if [place.number for place in series] != list(range(1, scenario.request.sessions + 1)):
        return Refusal(1, "numbers", {"sessions": len(series)})
    for place in sorted(sessions, key=lambda place: place.number):
        why = misshapen(scenario, place) or unserved(scenario, place)
        if why:
            return Refusal(place.number, why.what, why.facts)
    return wrong_gap(scenario, series) or clash(scenario, sessions)


def misshapen(scenario: Scenario, place: Place) -> Why | None:
    """A visit that no search would make."""
    zone, steps = scenario.zone, scenario.steps
    if place.end != place.start + patient_seconds(steps):
        return Why("length", {"minutes": patient_seconds(steps) // 60})
    day, second = wall_clock(zone, place.start)
    minute = second // 60
    if second % 60 or minute % scenario.grid_minutes or shown_at(zone, day, minute) != place.start:
        return Why("grid", {"minutes": scenario.grid_minutes})
    if place.end > instant_at(zone, day + 1, 0):
        return Why("day", {})
    if day < scenario.request.earliest.toordinal():
        return Why("past", {})
    return None


def unserved(scenario: Scenario, place: Place) -> Why | None:
    """Who or what does not serve this visit."""
    needed = held_kinds(scenario.steps)
    spans: dict[str, list[Span]] = {}
    for kind, start, end in holds(scenario.steps, place.start):
        spans.setdefault(kind, []).append((start, end))
    if hits(scenario.supply.patient_busy, spans.pop("patient", [])):
        return Why("busy", {"kind": "patient"})
    for kind in needed:
        found = [one for one in scenario.supply.of_kind(kind) if one.id == place.held(kind)]
        if not found:
            return Why("unknown", {"kind": kind})
        what = not_serving(scenario, found[0], spans[kind])
        if what:
            return Why(what, {"kind": kind, "id": found[0].id})
    return None


def not_serving(scenario: Scenario, resource: Resource, spans: Iterable[Span]) -> str | None:
    for span in spans:
        first, last = day_of(scenario.zone, span[0]), day_of(scenario.zone, span[1] - 1)
        days = range(first - 1, last + 2)
        closures = scenario.supply.closures
        if not covers(open_spans(scenario.zone, resource, closures, days), span):
            touched = range(first, last + 1)
            is_away = any(away_on(resource, date.fromordinal(day)) for day in touched)
            return "away" if is_away else "closed"
        if hits(resource.busy, [span]):
            return "busy"
    return None


def away_on(resource: Resource, day: date) -> bool:
    return any(first <= day <= last for first, last in resource.away)


def hits(busy: Iterable[Span], spans: Sequence[Span]) -> bool:
    return any(overlap(taken, span) for taken in busy for span in spans)


def wrong_gap(scenario: Scenario, series: Sequence[Place]) -> Refusal | None:
    """A gap outside its bounds; one between two pinned sessions is not judged."""
    request = scenario.request
    for before, after in pairwise(series):
        if request.pinned_at(before.number) and request.pinned_at(after.number):
            continue
        gap = day_of(scenario.zone, after.start) - day_of(scenario.zone, before.start)
        least, most = request.gap_before(after.number)
        if not least <= gap <= most:
            return Refusal(after.number, "gap", {"gap": gap, "least": least, "most": most})
    return None


def clash(scenario: Scenario, sessions: Sequence[Place]) -> Refusal | None:
    """Two sessions of the series that need the same thing at once, as long cleaning can make."""
    for one, other in combinations(sorted(sessions, key=lambda place: place.number), 2):
        for kind, held, span in held_spans(scenario, one):
            for kind_too, held_too, span_too in held_spans(scenario, other):
                if (kind, held) == (kind_too, held_too) and overlap(span, span_too):
                    return Refusal(other.number, "clash", {"kind": kind})
    return None


def held_spans(scenario: Scenario, place: Place) -> Iterator[tuple[str, str | None, Span]]:
    for kind, start, end in holds(scenario.steps, place.start):
        yield kind, None if kind == "patient" else place.held(kind), (start, end)
