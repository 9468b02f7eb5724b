"""Where the visits of a day stand on its board: rooms as lanes, time downward in whole minutes."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clinic.models import Hours, Location, Room
from plans.engine.hours import minutes_of
from plans.engine.interval import instant_at
from plans.engine.phase import Phase, phases, whole_minutes
from plans.engine.terms import Step, WeeklyHours
from plans.models import Visit
from plans.queries.supply import steps_of

HOUR = 3600
FEW_LANES = 4
"""With more lanes than this, rooms in which nobody is today are only named."""
LEAST_MINUTES = 15
"""A card is never drawn lower than this: it must still be read and tapped."""
SHORT_MINUTES = 50
"""Under this a card has room for two lines, not for four; under `TINY_MINUTES` for one."""
TINY_MINUTES = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The place of one card: its lane, which of how many columns of the lane, and the minutes
    from the top of the board and of its height."""

    lane: int
    part: int
    parts: int
    top: int
    minutes: int
    phases: Sequence[Phase]

    @property
    def is_short(self) -> bool:
        return self.minutes < SHORT_MINUTES

    @property
    def is_tiny(self) -> bool:
        return self.minutes < TINY_MINUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The lanes from left to right, None for visits without a room; `idle` rooms have none. [start,
    end) in epoch seconds is whole hours of the wall clock. `now` is in minutes from the top, None
    outside."""

    lanes: Sequence[Room | None]
    idle: Sequence[Room]
    start: int
    end: int
    now: int | None
    spots: Mapping[int, Spot]

    @property
    def hours(self) -> int:
        return (self.end - self.start) // HOUR

    @property
    def ticks(self) -> list[tuple[int, dt.datetime]]:
        """Each hour's line: minutes from the top, and its instant."""
        return [
            (minute, dt.datetime.fromtimestamp(self.start + minute * 60, dt.UTC))
            for minute in range(0, self.hours * 60, 60)
        ]


def board_of(location: Location, day: dt.date, visits: Sequence[Visit], now: dt.datetime) -> Board:
    """Two queries; the visits come with their room and with the steps of their version."""
    shapes = {visit.version_id: steps_of(visit.version) for visit in visits}
    lengths = {visit.pk: length_of(visit, shapes[visit.version_id]) for visit in visits}
    start, end = span_of(location, day, visits, lengths)
    lanes, idle = lanes_of(location, visits)
    moment = int(now.timestamp())
    return Board(
        lanes=lanes,
        idle=idle,
        start=start,
        end=end,
        now=(moment - start) // 60 if start <= moment < end else None,
        spots={
            visit.pk: Spot(
                lane=lane,
                part=part,
                parts=parts,
                top=(int(visit.start.timestamp()) - start) // 60,
                minutes=max(lengths[visit.pk], LEAST_MINUTES),
                phases=phases(shapes[visit.version_id]),
            )
            for visit, lane, part, parts in columns_of(visits, lanes, lengths)
        },
    )


def span_of(
    location: Location, day: dt.date, visits: Iterable[Visit], lengths: Mapping[int, int]
) -> tuple[int, int]:
    """From opening to closing in whole hours of the wall clock, and every visit with it."""
    rows = Hours.objects.filter(location=location, resource=None, weekday=day.weekday())
    week = [WeeklyHours(row.weekday, row.start, row.end, row.since, row.until) for row in rows]
    ordinal = day.toordinal()
    open_minutes = minutes_of(week, ordinal) or ((9 * 60, 17 * 60),)
    first = instant_at(location.zone, ordinal, open_minutes[0][0] // 60 * 60)
    last = instant_at(location.zone, ordinal, -(-open_minutes[-1][1] // 60) * 60)
    for visit in visits:
        begin = int(visit.start.timestamp())
        first = min(first, first - -(-(first - begin) // HOUR) * HOUR)
        last = max(last, begin + lengths[visit.pk] * 60)
    return first, first + -(-(last - first) // HOUR) * HOUR


def lanes_of(location: Location, visits: Sequence[Visit]) -> tuple[list[Room | None], list[Room]]:
    """The location's rooms in use, and whichever else is needed today; and the rooms that are
    left out because nobody is there and too many others are."""
    used = {visit.room.pk: visit.room for visit in visits if visit.room}
    rooms = {room.pk: room for room in Room.objects.filter(location=location, is_active=True)}
    ordered = sorted((rooms | used).values(), key=lambda room: (room.name, room.pk))
    idle = [room for room in ordered if room.pk not in used] if len(ordered) > FEW_LANES else []
    lanes: list[Room | None] = [room for room in ordered if room not in idle]
    if any(visit.room_id is None for visit in visits) or not lanes:
        lanes.append(None)
    return lanes, idle


def length_of(visit: Visit, steps: Sequence[Step]) -> int:
    """Minutes until the last thing that it holds is free."""
    stay = -(-int((visit.end - visit.start).total_seconds()) // 60)
    return max(stay, whole_minutes(steps))


def columns_of(
    visits: Sequence[Visit], lanes: Sequence[Room | None], lengths: Mapping[int, int]
) -> Iterator[tuple[Visit, int, int, int]]:
    """Each visit with its lane, its column, and how many columns stand there: visits that share
    time in one lane stand side by side, so that none hides another."""
    for lane, room in enumerate(lanes):
        here = [visit for visit in visits if visit.room_id == (room.pk if room else None)]
        for group in groups_of(here, lengths):
            parts = 1 + max(part for _visit, part in group)
            for visit, part in group:
                yield visit, lane, part, parts


def groups_of(visits: Iterable[Visit], lengths: Mapping[int, int]) -> list[list[tuple[Visit, int]]]:
    """Chains of visits that overlap, each visit with the first column that is free for it."""
    groups: list[list[tuple[Visit, int]]] = []
    busy: list[float] = []
    for visit in sorted(visits, key=lambda one: (one.start, one.pk)):
        begin = visit.start.timestamp()
        end = begin + max(lengths[visit.pk], LEAST_MINUTES) * 60
        if not busy or begin >= max(busy):
            groups.append([])
            busy = []
        part = next((index for index, until in enumerate(busy) if until <= begin), len(busy))
        busy[part : part + 1] = [end]
        groups[-1].append((visit, part))
    return groups
