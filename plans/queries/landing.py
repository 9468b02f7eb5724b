"""Where a visit may land while it is dragged, and what would fit into a free stretch."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, prefetch_related_objects

from clinic.models import Device, Location, Practitioner, Resource, Room
from plans.engine.interval import Span, date_of, joined, midnight
from plans.engine.series import Planner
from plans.engine.terms import Place, Scenario, Supply
from plans.engine.terms import Resource as EngineResource
from plans.models import Qualification, Visit
from plans.queries.moving import Moving, moving_session, moving_visit
from plans.queries.open_time import ALONE, kept_free, open_places, present_place
from plans.queries.standing import plans_waiting, reviews_of
from plans.queries.supply import (
    DAY,
    GRID_MINUTES,
    Wishes,
    live_holds,
    request_of,
    steps_of,
    supply_of,
)

AT_MOST = 30
"""So many of the sessions to book again are tried, those whose window closes first in front."""


@dataclass(frozen=True, slots=True)
class Window:
    """The visit may stand anywhere within [start, end), epoch seconds, of this lane."""

    lane: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A session or visit to book again, and the first place that it could have."""

    moving: Moving
    place: Place
    closes: dt.date | None

    @property
    def start(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.place.start, dt.UTC)


def windows_of(moving: Moving, *, kind: str, first: dt.date, last: dt.date) -> list[Window]:
    """Where it keeps its window, from `first` to `last`, both included: by practitioner, or in the
    room or device that it has."""
    window = moving.window
    if moving.is_stalled or window.is_empty or window.first is None or window.last is None:
        return []
    found: dict[int, list[Span]] = defaultdict(list)
    for place in open_places(moving, max(first, window.first), min(last, window.last)):
        if lane := lane_of(moving, kind, place):
            found[lane].append((place.start, place.end))
    return [Window(lane, *span) for lane, spans in found.items() for span in joined(spans)]


def lane_of(moving: Moving, kind: str, place: Place) -> int | None:
    """The lane of the diary in which the place would show."""
    if kind == Resource.Kind.PRACTITIONER:
        return int(place.practitioner) if place.practitioner else None
    visit = moving.visit
    return getattr(visit, f"{kind}_id") if visit else None


def fits_in(
    *, location: Location, resource: Resource, stretch: Span, now: dt.datetime
) -> list[Fit]:
    """The sessions and visits to book again that can begin within a free stretch of this
    resource, those whose window closes first in front. The same few queries for any number."""
    day = date_of(location.zone, stretch[0])
    candidates = candidates_on(location, day, now)[:AT_MOST]
    if not candidates:
        return []
    ground = ground_on(location, day, candidates, now)
    found = []
    for moving, closes in candidates:
        scenario = scenario_on(ground, moving, resource, day)
        for place in Planner(scenario).places(1, (present_place(moving),)):
            if max(stretch[0], int(now.timestamp())) <= place.start < stretch[1]:
                found.append(Fit(moving=moving, place=place, closes=closes))
                break
    return found


def candidates_on(
    location: Location, day: dt.date, now: dt.datetime
) -> list[tuple[Moving, dt.date | None]]:
    """What waits for a date and may have it on this day, with the last day that it may have."""
    courses = plans_waiting(now=now, location=location.pk)
    reviewed = reviews_of(courses)
    waiting = []
    for course in courses:
        found = [moving_session(course, stand, reviewed) for stand in course.waiting]
        # A plan that has stalled asks for a re-assessment before any of its dates.
        if not any(moving.is_stalled for moving in found):
            waiting += found
    waiting += [moving_visit(visit, now=now) for visit in struck_singles(location, now)]
    fitting = [(moving, moving.window.last) for moving in waiting if may_lie_on(moving, day)]
    return sorted(fitting, key=lambda one: (one[1] or dt.date.max, one[0].patient.pk))


def may_lie_on(moving: Moving, day: dt.date) -> bool:
    window = moving.window
    return (window.first is None or window.first <= day) and (
        window.last is None or day <= window.last
    )


def struck_singles(location: Location, now: dt.datetime) -> Iterable[Visit]:
    """Visits outside a series that the place does not carry any more."""
    return (
        Visit.objects.filter(
            location=location, session=None, state=Visit.State.BOOKED, start__gt=now
        )
        .exclude(rebook_reason="")
        .select_related("patient", "version__protocol", "location")
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """One day of a location, for any number of questions about it."""

    location: Location
    supply: Supply
    kinds_of_devices: Mapping[str, str]
    qualified: frozenset[tuple[str, int]]
    held: Sequence[tuple[int | None, int | None, int, int, int]]


def ground_on(
    location: Location,
    day: dt.date,
    candidates: Sequence[tuple[Moving, dt.date | None]],
    now: dt.datetime,
) -> Ground:
    """Whoever and whatever serves here on this day; the holds are read beside it, because a struck
    visit must not stand in its own way."""
    prefetch_related_objects([moving.version for moving, _closes in candidates], "steps")
    works = Practitioner.objects.filter(locations=location, is_active=True)
    rooms = Room.objects.filter(location=location, is_active=True)
    devices = dict(
        Device.objects.filter(location=location, is_active=True).values_list("pk", "kind")
    )
    kinds = dict.fromkeys(works.values_list("pk", flat=True), "practitioner")
    kinds |= dict.fromkeys(rooms.values_list("pk", flat=True), "room")
    kinds |= dict.fromkeys(devices, "device")
    supply = supply_of(location=location, kinds=kinds, busy=defaultdict(list), first=day, last=day)
    start = midnight(location.zone, day.toordinal())
    holds = live_holds(now).filter(
        Q(resource__in=list(kinds)) | Q(patient__in=[moving.patient for moving, _ in candidates]),
        start_epoch__gt=start - DAY,
        start_epoch__lt=start + 2 * DAY,
    )
    qualified = Qualification.objects.filter(practitioner__in=list(kinds))
    return Ground(
        location,
        supply,
        {str(pk): kind for pk, kind in devices.items()},
        frozenset(
            (str(who), what)
            for who, what in qualified.values_list("practitioner_id", "protocol_id")
        ),
        list(
            holds.values_list("resource_id", "patient_id", "visit_id", "start_epoch", "end_epoch")
        ),
    )


def scenario_on(ground: Ground, moving: Moving, resource: Resource, day: dt.date) -> Scenario:
    """The question for this one alone, served by this resource."""
    version, supply = moving.version, ground.supply
    busy: dict[str, list[Span]] = defaultdict(list)
    hers: list[Span] = []
    for held, patient, visit, start, end in ground.held:
        if visit in moving.leaving:
            continue
        if held:
            busy[str(held)].append((start, end))
        elif patient == moving.patient.pk:
            hers.append((start, end))

    def serving(kind: str, found: Iterable[EngineResource]) -> Iterator[EngineResource]:
        for one in found:
            if resource.kind != kind or one.id == str(resource.pk):
                yield replace(one, busy=[*one.busy, *busy[one.id]])

    people = [
        one for one in supply.practitioners if (one.id, version.protocol_id) in ground.qualified
    ]
    devices = [
        one for one in supply.devices if ground.kinds_of_devices[one.id] in version.device_kinds
    ]
    zone = ground.location.zone
    wishes = Wishes(
        sessions=1, gap=ALONE, earliest=day, first_by=day, keep_free=kept_free(moving.course)
    )
    return Scenario(
        zone=zone,
        grid_minutes=GRID_MINUTES,
        steps=steps_of(version),
        supply=replace(
            supply,
            practitioners=tuple(serving("practitioner", people)),
            rooms=tuple(serving("room", supply.rooms)),
            devices=tuple(serving("device", devices)),
            patient_busy=hers,
        ),
        request=request_of(wishes, zone),
    )
