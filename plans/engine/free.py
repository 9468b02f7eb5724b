"""How long what a visit holds would stay free after it."""

from collections.abc import Iterator

from plans.engine.hours import open_spans
from plans.engine.interval import Span, day_of
from plans.engine.terms import KINDS, Place, Scenario
from plans.engine.visit import runs


def free_until(scenario: Scenario, place: Place) -> int:
    """The instant up to which everyone and everything of a place that passes `check` stays free
    and on duty, if the visit takes longer. The patient's own end where nothing is held."""
    return min((end for kind in KINDS for end in _ends(scenario, place, kind)), default=place.end)


def _ends(scenario: Scenario, place: Place, kind: str) -> Iterator[int]:
    """At most one: the next thing that stops the resource of this kind."""
    held = runs(scenario.steps, kind)
    name = place.held(kind)
    one = next((one for one in scenario.supply.of_kind(kind) if one.id == name), None)
    if one is None or not held:
        return
    last: Span = (place.start + held[-1][0], place.start + held[-1][1])
    day = day_of(scenario.zone, place.start)
    hours = open_spans(scenario.zone, one, scenario.supply.closures, range(day - 1, day + 2))
    closing = [end for start, end in hours if start <= last[0] and last[1] <= end]
    taken = [start for start, _end in one.busy if start >= last[1]]
    yield min([*closing, *taken], default=last[1])
