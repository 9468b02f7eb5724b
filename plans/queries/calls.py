"""The call list: visits that must be booked again because somebody or something is off."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from clinic.models import Absence, Location, Practitioner, Resource
from plans.engine.interval import instant_at
from plans.models import Hold, Plan, Visit
from plans.queries.moving import OF_MOVING, moving_of
from plans.queries.open_time import OpenTime, best_times
from plans.queries.standing import courses_of
from plans.queries.strike import STANDING
from plans.queries.supply import today_at

HERE = (Visit.State.ARRIVED, Visit.State.IN_TREATMENT)
THINGS = ("practitioner", "room", "device")
NEAREST = 3
FARTHEST = dt.timedelta(days=2 * 366)
"""No absence is looked at farther ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One visit to book again. `absence` is why, where there is one, and `name` who or what is
    off. Its window ends with `closes`, None where nothing bounds it; `is_late`: it is over."""

    visit: Visit
    closes: dt.date | None
    is_late: bool
    absence: Absence | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallList:
    """`absence` is the one that was asked for, `name` who or what it is; the visits in `begun`
    fall into it and are not struck, because she is here or her time has come."""

    location: Location
    rows: Sequence[CallRow]
    absence: Absence | None
    name: str
    begun: Sequence[Visit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """The nearest free times for one visit, with the names of practitioners who are others than
    hers. `is_settled`: nothing has to be booked again; `is_kept`: it is only reserved;
    `is_stalled`: a re-assessment comes first."""

    visit: Visit
    times: Sequence[tuple[OpenTime, str]] = ()
    is_settled: bool = False
    is_kept: bool = False
    is_stalled: bool = False


def call_list(location: Location, *, absence: Absence | None, now: dt.datetime) -> CallList:
    """Marked visits of today and later, and all those of one absence, by time. Five queries, and
    one more for an absence."""
    visits = list(struck_visits(location, absence, now))
    plans = {visit.session.plan.pk: visit.session.plan for visit in visits if visit.session}
    courses = courses_of(list(plans.values()), now=now) if plans else {}
    off = absences_of(visits)
    rows = []
    for visit in visits:
        course = courses[visit.session.plan_id] if visit.session else None
        window = course.window(visit.session.number) if course and visit.session else None
        closes = window.last if window else None
        why = next((one for one in off if is_struck_by(visit, one)), None)
        rows.append(
            CallRow(
                visit=visit,
                closes=closes,
                is_late=closes is not None and closes < today_at(location, now),
                absence=why,
                name=name_in(visit, why),
            )
        )
    return CallList(
        location=location,
        rows=rows,
        absence=absence,
        name=name_of(absence.resource) if absence else "",
        begun=list(begun_visits(location, absence, now)) if absence else [],
    )


def struck_visits(location: Location, absence: Absence | None, now: dt.datetime) -> Iterable[Visit]:
    midnight = instant_at(location.zone, today_at(location, now).toordinal(), 0)
    wanted = Q(start__gte=dt.datetime.fromtimestamp(midnight, dt.UTC))
    if absence:
        start, end = span_of(absence, location.zone, now)
        holder = Q.create([(thing, absence.resource_id) for thing in THINGS], connector=Q.OR)
        wanted |= holder & Q(start__lt=end, end__gt=start)
    return (
        Visit.objects.filter(wanted, location=location, state__in=STANDING)
        .exclude(rebook_reason="")
        .exclude(state=Visit.State.RESERVED, booking__reserved_until__lte=now)
        .select_related("patient", "version__protocol", "session__plan__location", *THINGS)
        .select_related("location")
        .order_by("start", "pk")
    )


def begun_visits(location: Location, absence: Absence, now: dt.datetime) -> Iterable[Visit]:
    """Those of the absence that a strike leaves alone: one cannot be called off who is here."""
    start, end = span_of(absence, location.zone, now)
    held = Hold.objects.filter(
        resource=absence.resource_id,
        is_live=True,
        start_epoch__lt=int(end.timestamp()),
        end_epoch__gt=int(start.timestamp()),
    )
    is_here = Q(state__in=HERE) | Q(state=Visit.State.BOOKED, start__lte=now, rebook_reason="")
    visits = Visit.objects.filter(is_here, location=location, pk__in=held.values("visit"))
    return visits.filter(end__gt=now).select_related("patient", "location").order_by("start", "pk")


def absences_of(visits: Sequence[Visit]) -> list[Absence]:
    """Every absence on the days of these visits of those whom they hold; one query."""
    if not visits:
        return []
    held = {pk for visit in visits for pk in things_of(visit)}
    days = [visit.start.date() for visit in visits]
    day = dt.timedelta(days=1)
    return list(
        Absence.objects.filter(
            resource__in=held, first_day__lte=max(days) + day, last_day__gte=min(days) - day
        )
    )


def things_of(visit: Visit) -> list[int]:
    held = (visit.practitioner_id, visit.room_id, visit.device_id)
    return [pk for pk in held if pk is not None]


def is_struck_by(visit: Visit, absence: Absence) -> bool:
    start, end = span_of(absence, visit.location.zone, visit.start)
    return absence.resource_id in things_of(visit) and visit.start < end and visit.end > start


def span_of(absence: Absence, zone: str, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The absence as instants, [start, end), on the wall clock of a location."""
    farthest = (now + FARTHEST).date()
    first, last = min(absence.first_day, farthest), min(absence.last_day, farthest)
    start = instant_at(zone, first.toordinal(), absence.start or 0)
    if absence.end is None:
        end = instant_at(zone, last.toordinal() + 1, 0)
    else:
        end = instant_at(zone, first.toordinal(), absence.end)
    return dt.datetime.fromtimestamp(start, dt.UTC), dt.datetime.fromtimestamp(end, dt.UTC)


def name_in(visit: Visit, absence: Absence | None) -> str:
    """Who or what of the visit is off; empty where no absence says so."""
    held = (visit.practitioner, visit.room, visit.device)
    found = (one.name for one in held if one and absence and one.pk == absence.resource_id)
    return next(found, "")


def name_of(resource: Resource) -> str:
    """The resource comes with what it is."""
    return str(getattr(resource, resource.kind).name)


def off_soon(location: Location, *, today: dt.date) -> list[Absence]:
    """Whoever and whatever is off at this location today or later; one query."""
    here = Q(resource__practitioner__locations=location)
    here |= Q(resource__room__location=location) | Q(resource__device__location=location)
    things = (f"resource__{thing}" for thing in THINGS)
    found = Absence.objects.filter(here, last_day__gte=today).select_related(*things)
    return list(found.order_by("first_day", "start", "pk"))


def absence_wanted(key: int | None) -> Absence | None:
    """The absence that an address names, with who or what it is."""
    if key is None:
        return None
    things = (f"resource__{thing}" for thing in THINGS)
    return Absence.objects.filter(pk=key).select_related("resource", *things).first()


def locations_of(absence: Absence) -> set[int]:
    """Where whoever or whatever is off works or stands."""
    resource = absence.resource
    if resource.kind == Resource.Kind.PRACTITIONER:
        return set(resource.practitioner.locations.values_list("pk", flat=True))
    return {getattr(resource, resource.kind).location_id}


def visit_to_place(pk: int) -> Visit | None:
    """With all that the look for another time asks of it."""
    return Visit.objects.select_related(*OF_MOVING).filter(pk=pk).first()


def fitting_times(visit: Visit, *, now: dt.datetime) -> Fitting:
    """The nearest times, on other days as far as there are any."""
    if visit.state not in STANDING:
        return Fitting(visit=visit, is_settled=True)
    if visit.state == Visit.State.RESERVED:
        return Fitting(visit=visit, is_kept=True)
    if visit.session and visit.session.plan.state != Plan.State.ACTIVE:
        return Fitting(visit=visit, is_settled=True)
    moving = moving_of(visit, now=now)
    if moving.is_stalled:
        return Fitting(visit=visit, is_stalled=True)
    times = spread(best_times(moving, days=NEAREST, times=NEAREST))
    others = {int(time.place.practitioner or 0) for time in times if time.is_other}
    names = dict(Practitioner.objects.filter(resource__in=others).values_list("pk", "name"))
    shown = [(time, names.get(int(time.place.practitioner or 0), "")) for time in times]
    return Fitting(visit=visit, times=shown)


def spread(times: Sequence[OpenTime]) -> list[OpenTime]:
    """The best of each day before a second one of the same; so few, by the clock."""
    firsts = {time.day: time for time in reversed(times)}
    others = [time for time in times if firsts[time.day] is not time]
    in_order = [time for time in times if firsts[time.day] is time]
    return sorted([*in_order, *others][:NEAREST], key=lambda time: time.start)
