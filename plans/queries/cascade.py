"""What a new time does to the sessions after it: the series that stands, moved as little as can be.

The plan for the rest is the engine's exact answer (`least_moved`) with everything that is over, and
the wanted time, pinned.
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from plans.engine.gaps import bounds_between
from plans.engine.interval import Span, instant_at
from plans.engine.series import Planner
from plans.engine.terms import (
    GapDays,
    GapOverride,
    NoFit,
    Place,
    Proposals,
    Request,
    Resource,
    Scenario,
    Standing,
    Supply,
)
from plans.engine.visit import holds
from plans.queries.moving import Moving
from plans.queries.open_time import ALONE, kept_free, open_places
from plans.queries.standing import Course, Stand
from plans.queries.supply import NOON, Wishes, scenario_for

Places = Mapping[int, Place]
"""New places by session number, for the sessions that change; the others stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The question of a series that stands: `stands` are the sessions with a date and those that
    shall get one, `fresh` the numbers of those placed anew, `wanted` the place of one that is
    pinned elsewhere than it stands."""

    moving: Moving
    course: Course
    stands: Sequence[Stand]
    fresh: frozenset[int]
    wanted: Place | None = None

    @property
    def leaving(self) -> list[int]:
        """Visits that give up what they hold."""
        anew = [one.visit.pk for one in self.stands if one.visit and one.number in self.fresh]
        return [*self.moving.leaving, *anew]

    @property
    def last_day(self) -> dt.date:
        """No session can lie later; so far the supply is read: from what is pinned every gap at its
        most, and the first perhaps as late as the series has not stalled."""
        stays = [one for one in self.stands if one.number not in self.fresh]
        days = [self.moving.today, *(one.day for one in stays if one.day)]
        if self.wanted:
            days.append(dt.datetime.fromtimestamp(self.wanted.start, self.moving.zone).date())
        anew = [one.part.bounds for one in self.stands if one.number in self.fresh]
        late = max((bounds.stalled - bounds.most for bounds in anew), default=0)
        return max(days) + dt.timedelta(sum(bounds.most for bounds in anew) + late + 1)


def place_wanted(moving: Moving, start: int, who: int | None) -> Place | None:
    """The free place at this start, in epoch seconds: with this practitioner, else with the one
    that the session has, else with anyone; None where nothing is free."""
    day = dt.datetime.fromtimestamp(start, moving.zone).date()
    if day < moving.today:
        return None
    found = [place for place in open_places(moving, day, day) if place.start == start]
    if who:
        return next((place for place in found if place.practitioner == str(who)), None)
    same = (place for place in found if place.practitioner == moving.wanted.who)
    return next(same, next(iter(found), None))


def cascade(moving: Moving, place: Place) -> Places | NoFit:
    """The wanted place and what must follow it; sessions before it, and sessions without a date,
    stay as they are."""
    course = moving.course
    day = dt.datetime.fromtimestamp(place.start, moving.zone).date()
    if course is None or not moving.breaks(day):
        return {moving.number: place}
    stands = [one for one in course.stands if one.day is not None or one.number == moving.number]
    later = {one.number for one in stands if one.number > moving.number and not course.is_had(one)}
    rest = Rest(moving=moving, course=course, stands=stands, fresh=frozenset(later), wanted=place)
    answer = places_of(rest)
    return answer if isinstance(answer, NoFit) else {moving.number: place, **answer}


def replanned(moving: Moving, course: Course) -> Places | NoFit:
    """Dates for all sessions without one, and new ones where they are struck or must follow; what
    can stay stays. After a re-assessment the first gap is counted from that day."""
    fresh = {one.number for one in course.stands if not course.is_had(one)}
    return places_of(
        Rest(moving=moving, course=course, stands=course.stands, fresh=frozenset(fresh))
    )


def places_of(rest: Rest) -> Places | NoFit:
    """The engine's answer. Days and times that the patient wished bind where they can."""
    moving = rest.moving
    scenario = scenario_for(
        patient=moving.patient,
        version=moving.version,
        location=moving.location,
        wishes=Wishes(sessions=1, gap=ALONE, earliest=moving.today, first_by=moving.today),
        now=moving.now,
        span=(moving.today, rest.last_day),
        leaving=rest.leaving,
    )
    if rest.wanted:
        scenario = with_holds(scenario, rest.wanted)
    request = request_of(rest)
    answer = Planner(replace(scenario, request=request)).propose()
    if isinstance(answer, NoFit) and (request.times or request.weekdays):
        request = replace(request, times=None, weekdays=None)
        answer = Planner(replace(scenario, request=request)).propose()
    return answer if isinstance(answer, NoFit) else dict(changed_places(rest, answer))


def request_of(rest: Rest) -> Request:
    """The series as the engine knows it: numbered from one, what is not placed anew pinned."""
    plan, wishes = rest.course.plan, rest.course.plan.wishes
    is_first_pinned = rest.stands[0].number not in rest.fresh
    first_by = None if is_first_pinned else rest.moving.today + dt.timedelta(plan.gap_max)
    return Request(
        sessions=len(rest.stands),
        gap_days=GapDays(plan.gap_min, plan.gap_ideal, plan.gap_max),
        earliest=rest.moving.today,
        first_by=first_by,
        weekdays=frozenset(wishes.get("weekdays") or ()) or None,
        times=tuple((start, end) for start, end in wishes.get("times") or ()) or None,
        keep_free=kept_free(rest.course),
        gaps=tuple(gap_overrides(rest)),
        standing=tuple(standings(rest)),
    )


def gap_overrides(rest: Rest) -> Iterator[GapOverride]:
    """The bounds of each gap: those agreed for a visit, or sums over sessions left out. A gap whose
    window is over may be as long as the series has not stalled, or be counted from the
    re-assessment."""
    course, reassessed = rest.course, rest.moving.reassessed
    for index, (before, after) in enumerate(itertools.pairwise(rest.stands), 2):
        bounds = bounds_between(course.parts, before.number, after.number)
        most = bounds.most
        if before.day and after.number in rest.fresh and course.is_late(after.number):
            most = bounds.stalled
            if reassessed:
                most = max(most, (reassessed - before.day).days + bounds.most)
        yield GapOverride(before=index, min=bounds.least, max=most)


def standings(rest: Rest) -> Iterator[Standing]:
    """What stands, under the numbers of the question."""
    for number, one in enumerate(rest.stands, 1):
        wanted, is_pinned = rest.wanted, one.number not in rest.fresh
        if wanted and one.number == rest.moving.number:
            held = wanted.practitioner, wanted.room, wanted.device
            yield Standing(number, wanted.start, *held, pinned=True)
        elif one.visit is not None:
            yield Standing(number, int(one.visit.start.timestamp()), *held_by(one), is_pinned)
        elif one.day is not None:
            noon = instant_at(rest.moving.location.zone, one.day.toordinal(), NOON)
            yield Standing(number, noon, None, None, None, pinned=True)


def held_by(stand: Stand) -> tuple[str | None, str | None, str | None]:
    """Practitioner, room and device of the session's visit, by the engine's ids."""
    visit = stand.visit
    keys = (visit.practitioner_id, visit.room_id, visit.device_id) if visit else (None, None, None)
    practitioner, room, device = (str(key) if key else None for key in keys)
    return practitioner, room, device


def changed_places(rest: Rest, answer: Proposals) -> Iterator[tuple[int, Place]]:
    """The sessions that lie elsewhere now, under their own numbers."""
    for one, place in zip(rest.stands, answer.proposals[0].sessions, strict=True):
        there = (place.practitioner, place.room, place.device)
        stays = (
            one.visit is not None
            and int(one.visit.start.timestamp()) == place.start
            and held_by(one) == there
        )
        if one.number in rest.fresh and not stays:
            yield one.number, replace(place, number=one.number)


def with_holds(scenario: Scenario, place: Place) -> Scenario:
    """The supply with a place taken that is wanted and not booked yet."""
    taken: dict[str, list[Span]] = {}
    for kind, start, end in holds(scenario.steps, place.start):
        who = "patient" if kind == "patient" else place.held(kind) or ""
        taken.setdefault(who, []).append((start, end))

    def busier(resources: Sequence[Resource]) -> tuple[Resource, ...]:
        return tuple(replace(one, busy=[*one.busy, *taken.get(one.id, ())]) for one in resources)

    supply = scenario.supply
    return replace(
        scenario,
        supply=Supply(
            practitioners=busier(supply.practitioners),
            rooms=busier(supply.rooms),
            devices=busier(supply.devices),
            closures=supply.closures,
            patient_busy=[*supply.patient_busy, *taken.get("patient", ())],
        ),
    )
