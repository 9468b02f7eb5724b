"""The floor: how little it can cost to find one best series.

It reads the busy rows as integers with one query, makes bit masks and solves, and does nothing
else: no hours, no absences, no wishes, no clock changes (a day is taken to start where the table
of midnights says), no ties. The engine is measured against it in the same run.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import connection

from plans.engine.interval import instant_at

CELL = 15 * 60
QUERY = (
    "SELECT resource_id, start_epoch, end_epoch FROM plans_hold "
    "WHERE is_live AND resource_id IS NOT NULL AND start_epoch >= %s AND start_epoch < %s"
)
Best = dict[tuple[int, int], int]


def solve(
    *,
    zone: str,
    people: Sequence[int],
    rooms: Sequence[int],
    devices: Sequence[int],
    cells: int,
    first: dt.date,
    days: int,
    first_within: int,
    hours: tuple[int, int],
    sessions: int,
    gap: tuple[int, int, int],
) -> int | None:
    """The cost of the best series in which each session keeps one of each for `cells` quarters of
    an hour; gaps are (least, ideal, most) days; None where none exists."""
    midnights = [instant_at(zone, first.toordinal() + day, 0) for day in range(days + 1)]
    busy = busy_masks(midnights)
    open_mask = ((1 << (hours[1] // 15)) - 1) & ~((1 << (hours[0] // 15)) - 1)
    candidates: list[list[int]] = []
    for day in range(days):
        if (first + dt.timedelta(days=day)).weekday() > 4:
            candidates.append([])
            continue
        places = starts(rooms, busy, day, open_mask, cells)
        places &= starts(devices, busy, day, open_mask, cells)
        candidates.append(
            [p for p in people if places and starts([p], busy, day, open_mask, cells) & places]
        )
    return cheapest(candidates, first_within, sessions, gap)


def busy_masks(midnights: Sequence[int]) -> dict[tuple[int, int], int]:
    """Per resource and day a bit for each quarter of an hour that is taken."""
    masks: dict[tuple[int, int], int] = {}
    base, last = midnights[0], midnights[-1]
    with connection.cursor() as cursor:
        cursor.execute(QUERY, [base, last])
        for resource, start, end in cursor.fetchall():
            day = (start - base + 7200) // 86400
            low = (start - midnights[day]) // CELL
            high = (end - midnights[day]) // CELL
            key = resource, day
            masks[key] = masks.get(key, 0) | ((1 << high) - (1 << low))
    return masks


def starts(
    resources: Sequence[int],
    busy: dict[tuple[int, int], int],
    day: int,
    open_mask: int,
    cells: int,
) -> int:
    """The starts at which at least one of them is free for `cells` quarters."""
    found = 0
    for resource in resources:
        free = open_mask & ~busy.get((resource, day), 0)
        run, have = free, 1
        while have < cells:
            step = min(have, cells - have)
            run &= run >> step
            have += step
        found |= run
    return found


def cheapest(
    candidates: list[list[int]], first_within: int, sessions: int, gap: tuple[int, int, int]
) -> int | None:
    """A shortest path over (session, day, practitioner)."""
    least, ideal, most = gap
    best: Best = {
        (day, person): 30 * day for day in range(first_within) for person in candidates[day]
    }
    for _ in range(sessions - 1):
        by_day: dict[int, tuple[int, dict[int, int]]] = {}
        for (day, person), cost in best.items():
            low, costs = by_day.setdefault(day, (cost, {}))
            costs[person] = cost
            by_day[day] = min(low, cost), costs
        following: Best = {}
        for day, (low, costs) in by_day.items():
            for days in range(least, most + 1):
                if day + days >= len(candidates):
                    break
                extra = 100 * abs(days - ideal)
                for person in candidates[day + days]:
                    cost = min(low + 1000, costs.get(person, low + 1000)) + extra
                    key = day + days, person
                    if cost < following.get(key, cost + 1):
                        following[key] = cost
        best = following
    return min(best.values(), default=None)
