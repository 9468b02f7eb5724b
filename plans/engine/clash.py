"""The rare case in which one visit of a series may still hold something at the next one's start.

Where cleaning goes on past midnight and gaps are short, a room that is free for each of two
sessions need not be free for both. So here the state after a session has, beside its day and
practitioner, all that the visits so far still hold when the next one may start at the
earliest, and every start, room and device is tried. That is exact and slower than the route
over days; where nothing is held over, states fall together and it is the same route.

A session that keeps its start and practitioner keeps its room and device where no earlier
session of the series holds them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from plans.engine.aim import gap_is_judged, keeps
from plans.engine.interval import midnight, within_calendar
from plans.engine.route import Link
from plans.engine.search import Candidates, Search
from plans.engine.seating import Hold, choices, holds_of, is_apart, place_at
from plans.engine.supply import Who
from plans.engine.terms import KINDS, Place
from plans.engine.visit import runs
from plans.engine.windows import days_in

State = tuple[int, Who, frozenset[Hold]]
"""The day and practitioner of the last session, and what is still held when the next starts."""


@dataclass(frozen=True, slots=True, order=True)
class Trail:
    """A series so far. Of those that end in one state, the least is the one to go on with."""

    cost: int
    starts: tuple[int, ...]
    ids: tuple[tuple[str, ...], ...]
    sessions: tuple[Place, ...]

    def and_then(self, cost: int, place: Place) -> "Trail":
        """The series with one more session."""
        return Trail(
            cost=self.cost + cost,
            starts=(*self.starts, place.start),
            ids=(*self.ids, tuple(place.held(kind) or "" for kind in KINDS)),
            sessions=(*self.sessions, place),
        )

    def order(self) -> tuple[object, ...]:
        """What whole series are compared by."""
        return self.cost, self.starts[-1], self.starts, self.ids


Trails = dict[State, Trail]
NOTHING_YET: Trails = {(0, None, frozenset()): Trail(0, (), (), ())}


def cheapest_apart(
    search: Search, days: Sequence[int], links: Sequence[Link], candidates: Candidates
) -> tuple[int, tuple[Place, ...]] | None:
    """The cost and the sessions of the best series whose visits share no hold."""
    trails: Trails = {}
    for trails in trails_by_session(search, days, links, candidates):
        if not trails:
            return None
    best = min(trails.values(), key=Trail.order)
    return best.cost, best.sessions


def trails_by_session(
    search: Search, days: Sequence[int], links: Sequence[Link], candidates: Candidates
) -> Iterator[Trails]:
    """For each session in turn the best way into each state that can be reached."""
    trails = NOTHING_YET
    for number, mask in zip(search.numbers, days, strict=False):
        link = links[number - 2] if number > 1 else None
        trails = _further(search, number, link, mask, trails, candidates)
        yield trails


def _further(
    search: Search,
    number: int,
    link: Link | None,
    mask: int,
    trails: Trails,
    candidates: Candidates,
) -> Trails:
    found: Trails = {}
    last = number == search.request.sessions
    for bit in days_in(mask):
        day = bit + search.origin
        free_from = None if last else _next_start(search, number, day)
        for who, starts in _options(search, number, day, candidates).items():
            for (before, other, held), trail in trails.items():
                gap = day - before
                if link is not None and not link.least <= gap <= link.most:
                    continue
                added = _of_link(link, gap, other, who)
                for cost, place, over in _places(search, number, who, starts, held, free_from):
                    further = trail.and_then(cost + added, place)
                    # Whole series are compared by their last start first, so each keeps its own.
                    start = frozenset({("", "", place.start, place.start)})
                    state = day, who, start if last else over
                    if state not in found or further < found[state]:
                        found[state] = further
    return found


def _next_start(search: Search, number: int, day: int) -> int:
    """The earliest instant at which the session after this one may start."""
    judged = gap_is_judged(search.request, number + 1)
    least = search.request.gap_before(number + 1)[0] if judged else 0
    return midnight(search.scenario.zone, within_calendar(day + least))


def _of_link(link: Link | None, gap: int, before: Who, who: Who) -> int:
    if link is None:
        return 0
    return link.stray(gap) + (link.change if before != who else 0)


def _options(
    search: Search, number: int, day: int, candidates: Candidates
) -> dict[Who, list[tuple[int, int]]]:
    """For each practitioner the cost and the start of all that a session may take on a day."""
    pinned = search.request.pinned_at(number)
    if pinned is not None:
        return {pinned.practitioner: [(0, pinned.start)]}
    options: dict[Who, list[tuple[int, int]]] = {}
    for who, start in candidates(number, day):
        cost = search.aim.cost(number, who, day, start)
        options.setdefault(who, []).append((cost, start))
    return {who: sorted(starts) for who, starts in options.items()}


def _places(
    search: Search,
    number: int,
    who: Who,
    starts: Iterable[tuple[int, int]],
    held: frozenset[Hold],
    free_from: int | None,
) -> Iterator[tuple[int, Place, frozenset[Hold]]]:
    """The places beside what is still held, each with its cost and what is held over then.

    Starts come cheapest first, then earliest. Once there is a place that itself holds nothing
    over, no later one can be better, whatever comes next.
    """
    for cost, start in starts:
        settled = False
        for place in _beside(search, number, who, start, held, free_from):
            own = _over(holds_of(search, place), free_from)
            yield cost, place, own | _over(held, free_from)
            settled = not own
        if settled:
            return


def _over(holds: Iterable[Hold], free_from: int | None) -> frozenset[Hold]:
    """What is still held when the next session may start; nothing after the last one."""
    return frozenset(hold for hold in holds if free_from is not None and hold[3] > free_from)


def _beside(
    search: Search,
    number: int,
    who: Who,
    start: int,
    held: frozenset[Hold],
    free_from: int | None,
) -> Iterator[Place]:
    """The places at one start with each room and device that needs to be tried."""
    base = place_at(search, number, who, start)
    if search.request.pinned_at(number) is not None:
        yield base
        return
    if not is_apart((hold for hold in holds_of(search, base) if hold[0] == KINDS[0]), held):
        return
    for room in _free_choices(search, base, "room", held, free_from):
        for device in _free_choices(search, base, "device", held, free_from):
            yield replace(base, room=room, device=device)


def _free_choices(
    search: Search, base: Place, kind: str, held: frozenset[Hold], free_from: int | None
) -> list[str | None]:
    """The rooms or devices beside what is held; what this visit does not hold over needs one."""
    spans = runs(search.scenario.steps, kind)
    if not spans:
        return [None]
    free = [
        name
        for name in choices(search, base.number, kind, base.practitioner, base.start)
        if is_apart(
            [(kind, str(name), base.start + first, base.start + last) for first, last in spans],
            held,
        )
    ]
    standing = search.request.standing_at(base.number)
    own = None
    if standing is not None and keeps(standing, base.practitioner, base.start):
        own = standing.held(kind)
    held_over = free_from is not None and base.start + spans[-1][1] > free_from
    return free if held_over and (own is None or own not in free) else free[:1]
