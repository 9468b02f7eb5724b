"""Free times for something that moves: which there are, and what each does to the gaps."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plans.engine.gaps import Need
from plans.engine.nearest import Wanted, cost_of
from plans.engine.series import Planner
from plans.engine.terms import GapDays, KeepFree, Place, Scenario
from plans.queries.moving import Moving
from plans.queries.standing import Course
from plans.queries.supply import Wishes, scenario_for

ALONE = GapDays(1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTime:
    """One free start on the location's wall clock. `before` and `after` are the gaps in days that
    it would leave, `breaks` says that the one after would be outside its bounds."""

    place: Place
    start: dt.datetime
    is_other: bool
    before: int | None
    after: int | None
    need: Need
    breaks: bool
    cost: tuple[int, int]

    @property
    def day(self) -> dt.date:
        return self.start.date()


def open_times(moving: Moving, first: dt.date, last: dt.date) -> list[OpenTime]:
    """Every free start from `first` to `last`, both included, by time: with the practitioner that
    the session has, if possible. Six queries and those of the steps."""
    wanted = moving.wanted
    places = open_places(moving, max(first, moving.today), last)
    found = []
    for _start, same in itertools.groupby(places, key=lambda place: place.start):
        options = list(same)
        place = next((one for one in options if one.practitioner == wanted.who), options[0])
        found.append(open_time(moving, place, wanted))
    return found


def open_places(moving: Moving, first: dt.date, last: dt.date) -> Sequence[Place]:
    """Every free place in these days, by start, then practitioner. The visit's own is among them,
    and days that the plan keeps free are not."""
    if last < first:
        return ()
    scenario = lone_scenario(moving, first, last)
    found = Planner(scenario).places(1, (present_place(moving),))
    return tuple(numbered(found, moving.number))


def lone_scenario(moving: Moving, first: dt.date, last: dt.date) -> Scenario:
    """The question for one session alone, as if its visit were gone."""
    return scenario_for(
        patient=moving.patient,
        version=moving.version,
        location=moving.location,
        wishes=Wishes(
            sessions=1,
            gap=ALONE,
            earliest=first,
            first_by=last,
            keep_free=kept_free(moving.course),
        ),
        now=moving.now,
        span=(first, last),
        leaving=moving.leaving,
    )


def numbered(places: Sequence[Place], number: int) -> Iterator[Place]:
    for place in places:
        held = place.practitioner, place.room, place.device
        yield Place(number, place.start, place.end, *held)


def present_place(moving: Moving) -> Place:
    """Where the visit lies now; a session without one lies nowhere, long ago."""
    visit = moving.visit
    if visit is None:
        return Place(1, 0, 1, None, None, None)
    held = [visit.practitioner_id, visit.room_id, visit.device_id]
    return Place(
        1,
        int(visit.start.timestamp()),
        int(visit.end.timestamp()),
        *(str(one) if one else None for one in held),
    )


def open_time(moving: Moving, place: Place, wanted: Wanted) -> OpenTime:
    start = dt.datetime.fromtimestamp(place.start, moving.zone)
    day = start.date()
    minute = start.hour * 60 + start.minute
    return OpenTime(
        place=place,
        start=start,
        is_other=wanted.who not in (None, place.practitioner),
        before=moving.gap_before(day),
        after=moving.gap_after(day),
        need=moving.need(day),
        breaks=moving.breaks(day),
        cost=cost_of(wanted, day=day.toordinal(), minute=minute, who=place.practitioner),
    )


def best_times(moving: Moving, *, days: int, times: int) -> list[OpenTime]:
    """The best free times in the window, best first: on at most so many days, at most so many on
    each. The time that the visit has already is not among them."""
    window = moving.window
    if window.first is None or window.last is None or moving.is_stalled:
        return []
    return best_of(moving, open_times(moving, window.first, window.last), days=days, times=times)


@dataclass(frozen=True, slots=True)
class Offer:
    """The best times in the window, and the best for which later sessions must follow."""

    keeping: Sequence[OpenTime] = ()
    pushing: Sequence[OpenTime] = ()


def offer_of(moving: Moving, *, days: int, push_days: int, times: int) -> Offer:
    """What the page of moving shows first, from one look at the diary."""
    window, before = moving.window, moving.before
    if window.first is None or window.last is None or moving.is_stalled:
        return Offer()
    first, last = window.first, window.last
    earliest, latest = first, last
    if before and before.day and moving.after:
        earliest = before.day + dt.timedelta(moving.bounds.least)
        latest = before.day + dt.timedelta(moving.bounds.most)
    found = open_times(moving, min(first, earliest), max(last, latest))
    keeping = [time for time in found if first <= time.day <= last and not time.breaks]
    pushing = [time for time in found if time.breaks and earliest <= time.day <= latest]
    return Offer(
        best_of(moving, keeping, days=days, times=times),
        best_of(moving, pushing, days=push_days, times=times),
    )


def best_of(moving: Moving, found: Sequence[OpenTime], *, days: int, times: int) -> list[OpenTime]:
    stands = int(moving.visit.start.timestamp()) if moving.visit else None
    by_day: dict[dt.date, list[OpenTime]] = {}
    for time in sorted(found, key=lambda time: (time.cost, time.place.start)):
        if (time.place.start, time.is_other) != (stands, False):
            by_day.setdefault(time.day, []).append(time)
    return [time for day in list(by_day)[:days] for time in by_day[day][:times]]


def kept_free(course: Course | None) -> tuple[KeepFree, ...]:
    """The days that the patient asked to keep free when the plan was made."""
    wishes = course.plan.wishes if course else {}
    return tuple(
        KeepFree(dt.date.fromisoformat(entry["on"]), entry["days_before"])
        for entry in wishes.get("keep_free", ())
    )
