"""The cheapest way through the days: which day and which practitioner each session takes.

A dynamic programme over (session, day, practitioner). Gaps count days, so of all starts on a
day with a practitioner only one matters, and the cheapest series is a shortest path through
layers of days (Bellman, "On a routing problem", 1958). What the way from a day to the end
costs at least is found first, without asking who serves; a way that cannot stay below a limit
is then not followed, and the limit is raised until there is one. Nothing is lost: every way
that is as cheap as the cheapest stays below the limit as well.

Among equally cheap ways the rules for ties choose: the earlier start of the last session, then
the earlier starts from the first on, then the practitioners by id.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import add
from typing import NamedTuple

from plans.engine.supply import Who

NEVER = 1 << 60
ALLOWANCES = (500, 1500, 4000, NEVER)
"""How far above the least thinkable cost the limit is set, time after time."""


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


class Seat(NamedTuple):
    """The one start that matters for a session, day and practitioner, and what it costs there."""

    cost: int
    start: int


Stop = tuple[int, Who]
Row = dict[int, dict[Who, int]]
"""For each day and practitioner the least cost of getting there."""


@dataclass(frozen=True, slots=True)
class Journey:
    """The layers of one search. Sessions are told by their index, days from any common origin.

    `links[k]` joins session k to session k + 1. `seats` gives the seats of a session on a day,
    `floor` a cost that none of them goes below.
    """

    days: Sequence[Sequence[int]]
    links: Sequence[Link]
    seats: Callable[[int, int], Mapping[Who, Seat]]
    floor: Callable[[int, int], int]
    known: dict[tuple[int, int], Mapping[Who, Seat]] = field(default_factory=dict)

    def seats_on(self, index: int, day: int) -> Mapping[Who, Seat]:
        """The seats of a session on a day, asked for only once."""
        key = index, day
        if key not in self.known:
            self.known[key] = self.seats(index, day)
        return self.known[key]

    def start(self, index: int, stop: Stop) -> int:
        """The start that a session takes at a stop."""
        return self.seats_on(index, stop[0])[stop[1]].start


def cheapest(journey: Journey, ceiling: int = NEVER) -> tuple[int, list[Stop]] | None:
    """The cost and the stops of the best way through all layers.

    None if there is none, or none that costs at most the ceiling.
    """
    rest = _rest(journey)
    least = min(
        (journey.floor(0, day) + rest[0][day] for day in journey.days[0]),
        default=NEVER,
    )
    for allowance in ALLOWANCES:
        if least > ceiling:
            return None
        limit = min(least + allowance, ceiling, NEVER - 1)
        table = _table(journey, rest, limit)
        if table[-1]:
            return _best_end(journey, table)
        if limit >= min(ceiling, NEVER - 1):
            return None
    return None


def _rest(journey: Journey) -> list[dict[int, int]]:
    """For each session and day a cost that the way from there to the end does not go below."""
    last = len(journey.days) - 1
    rest: list[dict[int, int]] = [dict.fromkeys(journey.days[last], 0)]
    width = 1 + max((days[-1] for days in journey.days if days), default=0)
    for index in range(last - 1, -1, -1):
        link = journey.links[index]
        ahead = [NEVER] * width
        for day, left in rest[0].items():
            ahead[day] = journey.floor(index + 1, day) + left
        most = min(link.most, width)
        strays = [link.stray(gap) for gap in range(link.least, most + 1)]
        here: dict[int, int] = {}
        for day in journey.days[index]:
            window = ahead[day + link.least : day + most + 1]
            here[day] = min(map(add, window, strays), default=NEVER)
        rest.insert(0, here)
    return rest


def _table(journey: Journey, rest: Sequence[Mapping[int, int]], limit: int) -> list[Row]:
    """The cost of getting to each stop of each session on a way that may stay within a limit."""
    first: Row = {}
    for day, left in rest[0].items():
        if journey.floor(0, day) + left <= limit:
            seats = journey.seats_on(0, day).items()
            row = {who: seat.cost for who, seat in seats if seat.cost + left <= limit}
            if row:
                first[day] = row
    table = [first]
    for index in range(1, len(rest)):
        table.append(_next_row(journey, index, table[-1], rest[index], limit))
    return table


def _next_row(
    journey: Journey, index: int, before: Row, rest: Mapping[int, int], limit: int
) -> Row:
    link = journey.links[index - 1]
    result: Row = {}
    for day, left in rest.items():
        allowed = limit - left
        ways = _ways(before, link, day, allowed - journey.floor(index, day))
        if not ways:
            continue
        anyone = min(stray + cheapest_there for stray, cheapest_there, _ in ways) + link.change
        row: dict[Who, int] = {}
        for who, seat in journey.seats_on(index, day).items():
            cost = anyone
            if link.change:
                for stray, _, there in ways:
                    if who in there and there[who] + stray < cost:
                        cost = there[who] + stray
            if cost + seat.cost <= allowed:
                row[who] = cost + seat.cost
        if row:
            result[day] = row
    return result


def _ways(
    before: Row, link: Link, day: int, allowed: int
) -> list[tuple[int, int, Mapping[Who, int]]]:
    """The days before from which a day can be reached at a cost that is still allowed.

    Each with the cost of its gap, the least cost of any stop there, and all its stops.
    """
    found: list[tuple[int, int, Mapping[Who, int]]] = []
    for other, there in before.items():
        gap = day - other
        if link.least <= gap <= link.most:
            stray = link.stray(gap)
            least = min(there.values())
            if least + stray <= allowed:
                found.append((stray, least, there))
    return found


def _best_end(journey: Journey, table: Sequence[Row]) -> tuple[int, list[Stop]]:
    """The cheapest way of a table, ties settled."""
    ends = {(day, who): cost for day, row in table[-1].items() for who, cost in row.items()}
    least = min(ends.values())
    finals = [stop for stop, cost in ends.items() if cost == least]
    last = len(table) - 1
    earliest = _earliest(journey, last, finals)
    sources: list[dict[Stop, list[Stop]]] = []
    stops = earliest
    for index in range(last, 0, -1):
        found = {stop: _sources(journey, index, table, stop) for stop in stops}
        sources.insert(0, found)
        stops = {source for ways in found.values() for source in ways}
    choices = [_earliest(journey, 0, stops)]
    for index, found in enumerate(sources, start=1):
        reached = [stop for stop, ways in found.items() if not choices[-1].isdisjoint(ways)]
        choices.append(_earliest(journey, index, reached))
    return least, _by_practitioner(choices, sources)


def _sources(journey: Journey, index: int, table: Sequence[Row], stop: Stop) -> list[Stop]:
    """The stops of the session before from which this stop is reached at its least cost."""
    day, who = stop
    link = journey.links[index - 1]
    need = table[index][day][who] - journey.seats_on(index, day)[who].cost
    found: list[Stop] = []
    for other, there in table[index - 1].items():
        gap = day - other
        if link.least <= gap <= link.most:
            left = need - link.stray(gap)
            found += [
                (other, one)
                for one, cost in there.items()
                if cost == (left if one == who else left - link.change)
            ]
    return found


def _earliest(journey: Journey, index: int, stops: Sequence[Stop] | set[Stop]) -> set[Stop]:
    start = min(journey.start(index, stop) for stop in stops)
    return {stop for stop in stops if journey.start(index, stop) == start}


def _by_practitioner(choices: list[set[Stop]], sources: list[dict[Stop, list[Stop]]]) -> list[Stop]:
    """The way through these stops whose practitioners come first by id."""
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
