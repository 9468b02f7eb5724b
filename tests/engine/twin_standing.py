"""What it costs to move a series that stands, and how its ties are broken."""

from typing import Any

from tests.engine.twin_clock import local_date
from tests.engine.twin_series import Cost, Places, Starts, best, written
from tests.engine.twin_world import Data, World, instant


def differs(one: str | None, other: str | None) -> bool:
    """Whether two practitioners are different ones; nobody counts as the same."""
    return one is not None and other is not None and one != other


def cost(world: World, starts: Starts) -> Cost:
    """What a series costs that was placed anew around what stands, term by term."""
    ideal = world.request["gap_days"]["ideal"]
    terms = {"moved": 0, "time": 0, "other_practitioner": 0, "gap": 0}
    for number, start in enumerate(starts, start=1):
        if start.pinned:
            continue
        before = starts[number - 2] if number > 1 else None
        stand = world.standing.get(number)
        if stand:
            stood = instant(stand["start"])
            distance = abs((start.on - local_date(world.zone, stood)).days)
            terms["moved"] += 100 * distance
            terms["time"] += 10 if distance == 0 and start.at != stood else 0
            same = stand["practitioner"]
        else:
            same = before.practitioner if before else world.request.get("practitioner")
            terms["gap"] += 100 * abs((start.on - before.on).days - ideal) if before else 0
        terms["other_practitioner"] += 1000 if differs(start.practitioner, same) else 0
    return {**terms, "total": sum(terms.values())}


def by_kept_name(world: World, places: Places) -> list[Any]:
    """The order of series with the same starts: a kept session likes its own room and device."""
    order = []
    for number, place in enumerate(places, start=1):
        stand = world.standing.get(number)
        kept = (
            stand is not None
            and instant(stand["start"]) == place.start.at
            and not differs(stand["practitioner"], place.start.practitioner)
        )
        order.append(
            (
                place.start.practitioner or "",
                (not (kept and stand and stand["room"] == place.room), place.room or ""),
                (not (kept and stand and stand["device"] == place.device), place.device or ""),
            )
        )
    return order


def propose_moved(world: World, series: list[Starts]) -> list[Data]:
    """The one proposal for a series of which something stands; none where there is no fit."""
    places = best(world, series, lambda starts: (cost(world, starts)["total"],), by_kept_name)
    if places is None:
        return []
    starts = tuple(place.start for place in places)
    return [written(world, "least_moved", cost(world, starts), places)]
