"""The other places that one session of a series can take while all others stay."""

from collections.abc import Iterator, Sequence

from plans.engine.aim import gap_is_judged
from plans.engine.interval import Span, day_of, within_calendar
from plans.engine.search import Search
from plans.engine.seating import Hold, holds_of, is_apart
from plans.engine.supply import Who
from plans.engine.terms import Place, Scenario
from plans.engine.visit import patient_seconds, runs


def swap_days(scenario: Scenario, number: int, sessions: Sequence[Place]) -> Span:
    """The first and last day on which session `number` keeps its gaps to both neighbours."""
    request, zone = scenario.request, scenario.zone
    days = {place.number: day_of(zone, place.start) for place in sessions}
    first = request.earliest.toordinal()
    bounds: list[int] = []
    if number == 1 and request.first_by is not None:
        bounds.append(request.first_by.toordinal())
    if number - 1 in days and gap_is_judged(request, number):
        least, most = request.gap_before(number)
        first = max(first, days[number - 1] + least)
        bounds.append(days[number - 1] + most)
    if number + 1 in days and gap_is_judged(request, number + 1):
        least, most = request.gap_before(number + 1)
        first = max(first, days[number + 1] - most)
        bounds.append(days[number + 1] - least)
    return within_calendar(first), within_calendar(min(bounds, default=days[number]))


def swaps(search: Search, number: int, sessions: Sequence[Place]) -> tuple[Place, ...]:
    """Every place for session `number` within `swap_days`, by start, then practitioner.

    It obeys all hard rules and wishes, and shares no hold with the other sessions. Room and
    device are the first by id that are free, but the present place keeps its own.
    """
    present = next(place for place in sessions if place.number == number)
    others = [
        hold for place in sessions if place is not present for hold in holds_of(search, place)
    ]
    first, last = swap_days(search.scenario, number, sessions)
    days = range(max(first, search.calendar.first), min(last, search.calendar.last) + 1)
    by_start: dict[int, list[Who]] = {}
    for day in days:
        for who, start in search.every_start(day):
            by_start.setdefault(start, []).append(who)
    return tuple(
        place
        for start in sorted(by_start)
        for place in _places(search, present, start, sorted(by_start[start], key=name), others)
    )


def name(who: Who) -> str:
    """What practitioners are put in order by."""
    return who or ""


def _places(
    search: Search, present: Place, start: int, whos: Sequence[Who], others: Sequence[Hold]
) -> Iterator[Place]:
    """The places at one start; which room and device are free there is the same for all."""
    rooms = _apart(search, "room", start, others)
    devices = _apart(search, "device", start, others)
    if not rooms or not devices:
        return
    for who in whos:
        if is_apart(_held(search, "practitioner", who, start), others):
            stays = present.start == start and present.practitioner == who
            yield Place(
                number=present.number,
                start=start,
                end=start + patient_seconds(search.scenario.steps),
                practitioner=who,
                room=present.room if stays and present.room in rooms else rooms[0],
                device=present.device if stays and present.device in devices else devices[0],
            )


def _apart(search: Search, kind: str, start: int, others: Sequence[Hold]) -> list[str | None]:
    """The rooms or devices free at a start, by id, that no other session holds then."""
    if kind not in search.board.masks:
        return [None]
    return [
        one
        for one in search.board.free(kind, start)
        if is_apart(_held(search, kind, one, start), others)
    ]


def _held(search: Search, kind: str, one: str | None, start: int) -> list[Hold]:
    spans = runs(search.scenario.steps, kind)
    return [(kind, one, start + first, start + last) for first, last in spans if one is not None]
