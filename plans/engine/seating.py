"""Which room and which device a session takes at a start, and what the visit then holds."""

from collections.abc import Iterable, Iterator

from plans.engine.aim import keeps
from plans.engine.interval import overlap
from plans.engine.search import Search
from plans.engine.supply import Who
from plans.engine.terms import KINDS, Place
from plans.engine.visit import patient_seconds, place_of, runs

Hold = tuple[str, str, int, int]
"""A kind, the id of the resource, and the half-open instants between which it is held."""


def place_at(search: Search, number: int, who: Who, start: int) -> Place:
    """The place of a session there: the room and device it has, else the first by id."""
    steps = search.scenario.steps
    pinned = search.request.pinned_at(number)
    if pinned is not None:
        return place_of(steps, pinned)
    return Place(
        number=number,
        start=start,
        end=start + patient_seconds(steps),
        practitioner=who,
        room=first_choice(search, number, "room", who, start),
        device=first_choice(search, number, "device", who, start),
    )


def choices(search: Search, number: int, kind: str, who: Who, start: int) -> list[str | None]:
    """The rooms or devices for a session at a possible start, in the order of preference.

    That is by id, but for a session that keeps its start and practitioner: its own comes first.
    """
    if kind not in search.board.masks:
        return [None]
    free: list[str | None] = list(search.board.free(kind, start))
    standing = search.request.standing_at(number)
    if standing is not None and keeps(standing, who, start):
        own = standing.held(kind)
        if own in free:
            return [own, *(name for name in free if name != own)]
    return free


def first_choice(search: Search, number: int, kind: str, who: Who, start: int) -> str | None:
    """The preferred room or device for a session at a possible start."""
    return choices(search, number, kind, who, start)[0]


def holds_of(search: Search, place: Place) -> Iterator[Hold]:
    """What a session holds of the supply; a pinned one nothing, as that is busy time already."""
    if search.request.pinned_at(place.number) is not None:
        return
    for kind in KINDS:
        name = place.held(kind)
        if name is not None:
            for first, last in runs(search.scenario.steps, kind):
                yield kind, name, place.start + first, place.start + last


def is_apart(holds: Iterable[Hold], others: Iterable[Hold]) -> bool:
    """Whether no resource would be held twice at once."""
    there = tuple(others)
    return not any(
        one[:2] == other[:2] and overlap(one[2:], other[2:]) for one in holds for other in there
    )
