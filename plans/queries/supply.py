"""What a location can offer: the engine's view of its people, rooms and devices, in six queries."""

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinic.models import Absence, Closure, Hours, Location, Practitioner, Resource
from plans.engine.interval import instant_at
from plans.engine.terms import (
    GapDays,
    GapOverride,
    KeepFree,
    Request,
    Scenario,
    Standing,
    Step,
    Supply,
    WeeklyHours,
)
from plans.engine.terms import Resource as EngineResource
from plans.models import Hold, Patient, ProtocolVersion, Qualification

DAY = 86400
GRID_MINUTES = 15
NOON = 12 * 60
Spans = dict[int, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Had:
    """A session that was had before, here or elsewhere: its number, its date, and where."""

    number: int
    on: dt.date
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is asked of a series. Days are the location's; `times` are minutes since midnight.
    `gaps` gives other bounds to single gaps, by the number of the later session."""

    sessions: int
    gap: GapDays
    earliest: dt.date
    first_by: dt.date
    weekdays: frozenset[int] | None = None
    times: tuple[tuple[int, int], ...] | None = None
    practitioner: int | None = None
    practitioner_only: bool = False
    keep_free: tuple[KeepFree, ...] = ()
    gaps: tuple[GapOverride, ...] = ()
    gap_bounds: tuple[int, int] | None = None
    had: tuple[Had, ...] = field(default=())
    limit: int = 3

    @property
    def last_day(self) -> dt.date:
        """The last date that any session of the series can have."""
        most = max([self.gap.max, *(gap.max for gap in self.gaps)])
        return max(self.first_by, self.earliest) + dt.timedelta(days=most * self.sessions)


def scenario_for(
    *,
    patient: Patient,
    version: ProtocolVersion,
    location: Location,
    wishes: Wishes,
    now: dt.datetime,
    only: Collection[int] | None = None,
    span: tuple[dt.date, dt.date] | None = None,
    leaving: Collection[int] = (),
) -> Scenario:
    """The question for the engine. Ids are the resources' primary keys as text. `only` keeps to
    these resources and `span` to these days, both included, for the check of chosen places. What
    the visits `leaving` hold counts as free: they are about to give it up."""
    first, last = span or (wishes.earliest, wishes.last_day)
    zone = location.zone
    kinds = resources_of(location, version, only)
    busy = busy_spans(
        resources=kinds,
        patient=patient,
        start=instant_at(zone, first.toordinal(), 0),
        end=instant_at(zone, last.toordinal(), 0) + 2 * DAY,
        now=now,
        leaving=leaving,
    )
    # The engine has no clock: the hours of today that have gone by are the patient's.
    midnight, moment = instant_at(zone, first.toordinal(), 0), int(now.timestamp())
    if midnight < moment:
        busy[0].append((midnight, moment))
    supply = supply_of(location=location, kinds=kinds, busy=busy, first=first, last=last)
    return Scenario(
        zone=zone,
        grid_minutes=GRID_MINUTES,
        steps=steps_of(version),
        supply=supply,
        request=request_of(wishes, zone),
    )


def request_of(wishes: Wishes, zone: str) -> Request:
    return Request(
        sessions=wishes.sessions,
        gap_days=wishes.gap,
        earliest=wishes.earliest,
        first_by=wishes.first_by,
        weekdays=wishes.weekdays,
        times=wishes.times,
        practitioner=str(wishes.practitioner) if wishes.practitioner else None,
        practitioner_only=wishes.practitioner_only,
        keep_free=wishes.keep_free,
        gaps=wishes.gaps,
        gap_bounds=wishes.gap_bounds,
        limit=wishes.limit,
        standing=tuple(standing_of(had, zone) for had in wishes.had),
    )


def standing_of(had: Had, zone: str) -> Standing:
    """A session had before stands at noon of its date: only the date counts for the gap."""
    return Standing(
        number=had.number,
        start=instant_at(zone, had.on.toordinal(), NOON),
        practitioner=None,
        room=None,
        device=None,
        pinned=True,
    )


def steps_of(version: ProtocolVersion) -> tuple[Step, ...]:
    return tuple(
        Step(
            name=step.name,
            minutes=step.minutes,
            holds=frozenset(
                kind for kind in ("practitioner", "room", "device") if getattr(step, kind)
            ),
            patient=step.patient,
        )
        for step in version.steps.all()
    )


def resources_of(
    location: Location, version: ProtocolVersion, only: Collection[int] | None
) -> dict[int, str]:
    """Primary key -> kind of everyone and everything in use here that fits the protocol."""
    qualified = Qualification.objects.filter(
        protocol=version.protocol_id, practitioner=OuterRef("pk")
    )
    works_here = Practitioner.locations.through.objects.filter(
        location=location, practitioner=OuterRef("pk")
    )
    found: QuerySet[Resource] = Resource.objects.filter(
        Q(Exists(qualified), Exists(works_here), practitioner__is_active=True)
        | Q(room__location=location, room__is_active=True)
        | Q(
            device__location=location,
            device__is_active=True,
            device__kind__in=version.device_kinds,
        )
    )
    if only is not None:
        found = found.filter(pk__in=only)
    return dict(found.values_list("pk", "kind"))


def busy_spans(
    *,
    resources: Iterable[int],
    patient: Patient,
    start: int,
    end: int,
    now: dt.datetime,
    leaving: Collection[int] = (),
) -> Spans:
    """Live holds that touch [start, end), epoch seconds, by resource; the patient's under 0."""
    span = live_holds(now).filter(start_epoch__gt=start - DAY, start_epoch__lt=end)
    if leaving:
        span = span.exclude(visit__in=list(leaving))
    columns = ("resource_id", "start_epoch", "end_epoch")
    rows = span.filter(resource_id__in=list(resources)).values_list(*columns)
    hers = span.filter(patient=patient).values_list(*columns)
    busy: Spans = defaultdict(list)
    for resource, first, last in rows.union(hers, all=True):
        busy[resource or 0].append((first, last))
    return busy


def live_holds(now: dt.datetime) -> QuerySet[Hold]:
    """What keeps anybody or anything. A reservation that has lapsed holds nothing."""
    stands = Q(lapses_epoch=None) | Q(lapses_epoch__gt=int(now.timestamp()))
    return Hold.objects.filter(stands, is_live=True)


def supply_of(
    *, location: Location, kinds: dict[int, str], busy: Spans, first: dt.date, last: dt.date
) -> Supply:
    hours = hours_of(location)
    away: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    for absence in Absence.objects.filter(
        resource__in=list(kinds), first_day__lte=last, last_day__gte=first
    ):
        if absence.start is None or absence.end is None:
            away[absence.resource_id].append((absence.first_day, absence.last_day))
        else:
            busy[absence.resource_id].append(
                (
                    instant_at(location.zone, absence.first_day.toordinal(), absence.start),
                    instant_at(location.zone, absence.first_day.toordinal(), absence.end),
                )
            )
    closures = Closure.objects.filter(location=location, first_day__lte=last, last_day__gte=first)

    def of_kind(kind: str) -> tuple[EngineResource, ...]:
        return tuple(
            EngineResource(
                id=str(pk),
                hours=own_hours(kind, pk, hours),
                away=tuple(away[pk]),
                busy=busy[pk],
            )
            for pk, found in kinds.items()
            if found == kind
        )

    return Supply(
        practitioners=of_kind("practitioner"),
        rooms=of_kind("room"),
        devices=of_kind("device"),
        closures=frozenset(
            day for closure in closures for day in days(closure.first_day, closure.last_day)
        ),
        patient_busy=busy[0],
    )


def days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    for offset in range((last - first).days + 1):
        yield first + dt.timedelta(days=offset)


def hours_of(location: Location) -> dict[int, list[WeeklyHours]]:
    """Weekly hours here by resource; the location's own under 0."""
    found: dict[int, list[WeeklyHours]] = defaultdict(list)
    for row in Hours.objects.filter(location=location):
        found[row.resource_id or 0].append(
            WeeklyHours(
                weekday=row.weekday, start=row.start, end=row.end, since=row.since, until=row.until
            )
        )
    return found


def own_hours(kind: str, pk: int, hours: dict[int, list[WeeklyHours]]) -> tuple[WeeklyHours, ...]:
    """Somebody's hours, cut to the location's; a room or device without its own follows those."""
    opening = hours.get(0, [])
    if pk not in hours:
        return () if kind == "practitioner" else tuple(opening)
    return tuple(cut for own in hours[pk] for cut in cuts(own, opening))


def cuts(own: WeeklyHours, opening: Sequence[WeeklyHours]) -> Iterable[WeeklyHours]:
    """The parts of one span, in time of day and in dates, in which the location is open."""
    for other in opening:
        start, end = max(own.start, other.start), min(own.end, other.end)
        since = max((d for d in (own.since, other.since) if d), default=None)
        until = min((d for d in (own.until, other.until) if d), default=None)
        if own.weekday != other.weekday or start >= end:
            continue
        if since and until and until < since:
            continue
        yield WeeklyHours(weekday=own.weekday, start=start, end=end, since=since, until=until)


def today_at(location: Location, now: dt.datetime) -> dt.date:
    """The date on the location's wall clock."""
    return now.astimezone(zoneinfo.ZoneInfo(location.zone)).date()
