"""Why there is no series, and whether one single change would make one."""

from datetime import date
from typing import Any

from tests.engine.twin_series import TooManyError, all_starts, can_stand, following, pinned, window
from tests.engine.twin_world import STAGES, Data, World

Change = dict[str, Any]


def reachable_dates(world: World, number: int, most: int) -> set[date]:
    """The dates that session `number` has in any valid choice of the sessions up to it."""
    reached: set[date] = set()
    for starts in all_starts(world, number, most):
        if starts[-1].on not in reached and can_stand(world, starts):
            reached.add(starts[-1].on)
    return reached


def explain(world: World, most: int) -> Data:
    """The first session that cannot be reached, the dates it might have had, what emptied them."""
    before: set[date] = set()
    for number in range(1, world.sessions + 1):
        reached = reachable_dates(world, number, most)
        if not reached:
            break
        before = reached
    windows = [window(world, number, day) for day in before] or [window(world, 1, None)]
    dates = sorted({day for some in windows for day in some})
    found = [world.obstacle(day) for day in dates] if not pinned(world, number) else []
    return {
        "session": number,
        "between": [dates[0].isoformat(), dates[-1].isoformat()],
        "reasons": [
            {"what": stage, "days": found.count(stage)} for stage in STAGES if stage in found
        ],
    }


def has_series(data: Data, most: int) -> bool:
    """Whether there is any series; looks no further than the first one."""
    world = World(data)
    looked = 0

    def continues(chosen: tuple[Any, ...]) -> bool:
        nonlocal looked
        looked += 1
        if looked > most:
            raise TooManyError
        if len(chosen) == world.sessions:
            return can_stand(world, chosen)
        return any(continues((*chosen, start)) for start in following(world, chosen))

    return continues(())


def changed(data: Data, change: Change) -> Data:
    """The scenario with one field of its request set to another value."""
    request = dict(data["request"])
    *outer, last = change["field"].split(".")
    inner = request
    for name in outer:
        inner[name] = dict(inner[name])
        inner = inner[name]
    inner[last] = change["value"]
    return {**data, "request": request}


def obvious_changes(data: Data) -> list[Change]:
    """The single changes that take a whole wish away or use all that the gap bounds give."""
    request = data["request"]
    lists = ("weekdays", "times", "keep_free")
    changes: list[Change] = [{"field": name, "value": []} for name in lists if request.get(name)]
    if request.get("practitioner_only"):
        changes.append({"field": "practitioner_only", "value": False})
    bounds = request.get("gap_bounds")
    if bounds and bounds["min"] < request["gap_days"]["min"]:
        changes.append({"field": "gap_days.min", "value": bounds["min"]})
    if bounds and bounds["max"] > request["gap_days"]["max"]:
        changes.append({"field": "gap_days.max", "value": bounds["max"]})
    return changes
