"""The cheapest way through the days: which day and which practitioner each session takes.

A dynamic programme over (session, day, practitioner). Gaps count days, so of all starts on a
day with a practitioner only one matters, and the cheapest series is a shortest path through
layers of days (Bellman, "On a routing problem", 1958). Among equally cheap paths the tie rules
of the contract choose: the earlier start of the last session, then the earlier starts from the
first on, then the practitioners by id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import add

from plans.engine.supply import Who

NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Link:
    """The gap before a session: its bounds in days, and what it costs to stray.

    `per_day` is the cost of each day that the gap differs from `ideal`, `change` the cost of
    another practitioner than the session before.
    """

    least: int
    most: int
    ideal: int = 0
    per_day: int = 0
    change: int = 0

    def stray(self, gap: int) -> int:
        """The cost of a gap of so many days."""
        return abs(gap - self.ideal) * self.per_day


@dataclass(frozen=True, slots=True)
class Seat:
    """One start that a session may take, with what it costs by itself."""

    cost: int
    start: int


Layer = Mapping[int, Mapping[Who, Seat]]
"""For each day, counted from any common origin, the one seat that matters per practitioner."""

Stop = tuple[int, Who]
Rows = dict[Who, list[int]]


def cheapest(layers: Sequence[Layer], links: Sequence[Link]) -> tuple[int, list[Stop]] | None:
    """The cost and the stops of the best path through all layers, None if there is none.

    `links[k]` joins layer k to layer k + 1.
    """
    table = _costs(layers, links)
    ends = {
        (day, who): table[-1][who][day]
        for day, seats in layers[-1].items()
        for who in seats
        if who in table[-1]
    }
    least = min(ends.values(), default=NEVER)
    if least >= NEVER:
        return None
    finals = [stop for stop, cost in ends.items() if cost == least]
    soonest = min(_start(layers[-1], stop) for stop in finals)
    finals = [stop for stop in finals if _start(layers[-1], stop) == soonest]
    return least, _first_of_equals(layers, links, table, finals)


def _start(layer: Layer, stop: Stop) -> int:
    return layer[stop[0]][stop[1]].start


def _costs(layers: Sequence[Layer], links: Sequence[Link]) -> list[Rows]:
    """For each layer, practitioner and day the least cost of getting there."""
    width = 1 + max(max(layer, default=0) for layer in layers)
    first: Rows = {}
    for day, seats in layers[0].items():
        for who, seat in seats.items():
            if who not in first:
                first[who] = [NEVER] * width
            first[who][day] = seat.cost
    table = [first]
    for layer, link in zip(layers[1:], links, strict=True):
        table.append(_next_row(layer, link, table[-1], width))
    return table


def _next_row(layer: Layer, link: Link, before: Rows, width: int) -> Rows:
    rows: Rows = {}
    if not before:
        return rows
    anyone = list(map(min, zip(*before.values(), strict=True)))
    most = min(link.most, width)
    strays = [link.stray(gap) for gap in range(most, link.least - 1, -1)]
    for day, seats in layer.items():
        low, high = day - most, day - link.least + 1
        if high <= 0:
            continue
        window = strays[max(-low, 0) :]
        low = max(low, 0)
        change = min(map(add, anyone[low:high], window)) + link.change
        for who, seat in seats.items():
            cost = change
            if link.change and who in before:
                cost = min(cost, *map(add, before[who][low:high], window))
            if cost < NEVER:
                if who not in rows:
                    rows[who] = [NEVER] * width
                rows[who][day] = cost + seat.cost
    return rows


def _sources(
    stop: Stop, layers: tuple[Layer, Layer], link: Link, rows: tuple[Rows, Rows]
) -> list[Stop]:
    """The stops of the layer before from which this stop is reached at its least cost."""
    day, who = stop
    before, after = rows
    need = after[who][day] - layers[1][day][who].cost
    found: list[Stop] = []
    for gap in range(link.least, link.most + 1):
        seats = layers[0].get(day - gap)
        if seats is None:
            continue
        left = need - link.stray(gap)
        for other in seats:
            there = before[other][day - gap] if other in before else NEVER
            if there == (left if other == who else left - link.change):
                found.append((day - gap, other))
    return found


def _first_of_equals(
    layers: Sequence[Layer], links: Sequence[Link], table: Sequence[Rows], finals: list[Stop]
) -> list[Stop]:
    """Of all equally cheap paths to these last stops the first by the rules for ties."""
    sources: list[dict[Stop, list[Stop]]] = []
    stops = finals
    for index in range(len(layers) - 1, 0, -1):
        pair = layers[index - 1], layers[index]
        rows = table[index - 1], table[index]
        found = {stop: _sources(stop, pair, links[index - 1], rows) for stop in stops}
        sources.insert(0, found)
        stops = list({source for ways in found.values() for source in ways})
    earliest = [_earliest(layers[0], stops)]
    for index, found in enumerate(sources, start=1):
        reached = [stop for stop, ways in found.items() if earliest[-1] & set(ways)]
        earliest.append(_earliest(layers[index], reached))
    return _by_practitioner(earliest, sources)


def _earliest(layer: Layer, stops: list[Stop]) -> set[Stop]:
    start = min(_start(layer, stop) for stop in stops)
    return {stop for stop in stops if _start(layer, stop) == start}


def _by_practitioner(choices: list[set[Stop]], sources: list[dict[Stop, list[Stop]]]) -> list[Stop]:
    """The path through these stops whose practitioners come first by id."""
    for index in range(len(sources) - 1, -1, -1):
        wanted = {way for stop in choices[index + 1] for way in sources[index][stop]}
        choices[index] &= wanted
    path = [min(choices[0], key=_name)]
    for index, found in enumerate(sources, start=1):
        ahead = [stop for stop in choices[index] if path[-1] in found[stop]]
        path.append(min(ahead, key=_name))
    return path


def _name(stop: Stop) -> str:
    return stop[1] or ""
