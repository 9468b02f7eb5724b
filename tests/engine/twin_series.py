"""All series of a scenario by brute force, and what they cost."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from tests.engine.twin_clock import local_date
from tests.engine.twin_world import Data, Place, Start, World, days, instant

Cost = dict[str, int]
Starts = tuple[Start, ...]
Places = tuple[Place, ...]


class TooManyError(Exception):
    """The scenario has more series than the twin is willing to write out."""


def gap_bounds(world: World, number: int) -> tuple[int, int]:
    """The fewest and the most days before a session."""
    for gap in world.request.get("gaps", []):
        if gap["before"] == number:
            return gap["min"], gap["max"]
    return world.request["gap_days"]["min"], world.request["gap_days"]["max"]


def pinned(world: World, number: int) -> Start | None:
    stand = world.standing.get(number)
    if stand is None or not stand["pinned"]:
        return None
    at = instant(stand["start"])
    on = local_date(world.zone, at)
    return Start(on, datetime.min, at, stand["practitioner"], pinned=True)


def window(world: World, number: int, before: date | None) -> list[date]:
    """The dates that a session may have after the date of the one before it."""
    if before is None:
        return days(world.earliest, date.fromisoformat(world.request["first_by"]))
    fewest, most = gap_bounds(world, number)
    return days(before + timedelta(days=fewest), before + timedelta(days=most))


def following(world: World, chosen: Starts) -> list[Start]:
    """Every start that the next session may have after those chosen."""
    number = len(chosen) + 1
    stays = pinned(world, number)
    if stays and (not chosen or chosen[-1].pinned):
        return [stays]
    dates = window(world, number, chosen[-1].on if chosen else None)
    if stays:
        return [stays] if stays.on in dates else []
    return [start for day in dates for start in world.starts_on(day)]


def all_starts(world: World, length: int, most: int) -> list[Starts]:
    """Every choice of starts and practitioners for the first sessions of the series.

    Whether rooms and devices suffice for it, and whether its own holds collide, is not asked yet.
    """
    found: list[Starts] = [()]
    for _ in range(length):
        found = [(*chosen, start) for chosen in found for start in following(world, chosen)]
        if len(found) > most:
            raise TooManyError
    return found


def all_places(world: World, starts: Starts, chosen: Places = ()) -> Iterator[Places]:
    """Every choice of rooms and devices for the starts in which nothing is held twice.

    What pinned sessions hold is busy time of the supply already and not looked at again.
    """
    if len(chosen) == len(starts):
        yield chosen
        return
    number = len(chosen) + 1
    for place in world.places(starts[len(chosen)], number):
        collides = any(
            world.collide(place, other)
            for other in chosen
            if not (place.start.pinned or other.start.pinned)
        )
        if not collides:
            yield from all_places(world, starts, (*chosen, place))


def can_stand(world: World, starts: Starts) -> bool:
    return any(True for _ in all_places(world, starts))


def by_start(starts: Starts) -> tuple[Any, ...]:
    """The order of series that cost the same: the last start, then all from the first on."""
    return (starts[-1].at, [start.at for start in starts])


def by_name(_world: World, places: Places) -> list[Any]:
    """The order of series with the same starts: ids in alphabetical order, session by session."""
    return [
        (place.start.practitioner or "", place.room or "", place.device or "") for place in places
    ]


def best(
    world: World,
    series: Iterable[Starts],
    worth: Callable[[Starts], tuple[Any, ...]],
    names: Callable[[World, Places], list[Any]] = by_name,
) -> Places | None:
    """The first series by worth, then start, then name, of those that can stand."""

    def rank(starts: Starts) -> tuple[Any, ...]:
        return (worth(starts), by_start(starts))

    for _, alike in groupby(sorted(series, key=rank), key=rank):
        places = [place for starts in alike for place in all_places(world, starts)]
        if places:
            return min(places, key=lambda place: names(world, place))
    return None


def cost(world: World, starts: Starts) -> Cost:
    """What a new series costs, term by term."""
    ideal = world.request["gap_days"]["ideal"]
    asked = world.request.get("practitioner")
    pairs = list(pairwise(starts))
    terms = {
        "gap": sum(100 * abs((after.on - before.on).days - ideal) for before, after in pairs),
        "change": sum(1000 for one, two in pairs if one.practitioner != two.practitioner),
        "other_practitioner": sum(
            300 for start in starts if asked and start.practitioner not in (None, asked)
        ),
        "wait": 30 * (starts[0].on - world.earliest).days,
    }
    return {**terms, "total": sum(terms.values())}


def is_regular(starts: Starts) -> bool:
    first = starts[0]
    return all(
        start.on.weekday() == first.on.weekday() and start.wall.time() == first.wall.time()
        for start in starts
    )


def propose_new(world: World, series: list[Starts]) -> list[Data]:
    """The proposals for a series of which nothing stands; none where there is no fit."""

    def total(starts: Starts) -> tuple[Any, ...]:
        return (cost(world, starts)["total"],)

    def last_date(starts: Starts) -> tuple[Any, ...]:
        return (starts[-1].on, cost(world, starts)["total"])

    first = best(world, series, total)
    if first is None:
        return []
    taken = {place.start.practitioner for place in first}
    regular = [starts for starts in series if is_regular(starts)]
    other = [starts for starts in series if not taken & {start.practitioner for start in starts}]
    answers = {
        "best": first,
        "soonest": best(world, series, last_date),
        "regular": best(world, regular, total),
        "other": best(world, other, total),
    }
    shown: dict[Starts, Data] = {}
    for label, places in answers.items():
        if places is not None:
            starts = tuple(place.start for place in places)
            shown.setdefault(starts, written(world, label, cost(world, starts), places))
    return list(shown.values())[: world.request.get("limit", 3)]


def written(world: World, label: str, terms: Cost, places: Places) -> Data:
    """A proposal as the answer shows it."""
    return {
        "label": label,
        "cost": terms,
        "sessions": [
            {
                "number": number,
                "start": zulu(place.start.at),
                "end": zulu(world.patient_end(place.start.at)),
                "practitioner": place.start.practitioner,
                "room": place.room,
                "device": place.device,
            }
            for number, place in enumerate(places, start=1)
        ],
    }


def zulu(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
