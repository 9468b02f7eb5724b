"""Booked visits that the place does not carry: what a change of hours, people or things strikes."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from plans.models import Visit
from plans.queries.diary import Roster, diaries_of
from plans.queries.supply import live_holds

STANDING = (Visit.State.RESERVED, Visit.State.BOOKED)
Held = tuple[int, int, int, int, int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom a change can touch: everything at one location, or these resources anywhere."""

    location: int | None = None
    resources: Collection[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """Why a visit is not carried, and the person, room, device or closure by name."""

    why: Visit.Rebook
    name: str
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StruckVisit:
    """One visit that a change would strike. `number` and `count` are those of its session."""

    id: int
    patient_id: int
    patient: str
    kind: str
    number: int | None
    count: int | None
    start: dt.datetime
    zone: str
    why: Visit.Rebook
    name: str


def uncovered_visits(*, scope: Scope, now: dt.datetime) -> dict[int, Uncovered]:
    """Standing visits of the scope that lie ahead and are not carried, by id. Each counts under
    the first of its holds that meets an obstacle."""
    holds = list(_holds(scope, now))
    roster = Roster({held[1] for held in holds}, {held[3] for held in holds})
    diaries = diaries_of(pairs={(held[1], held[2]) for held in holds}, roster=roster)
    found: dict[int, Uncovered] = {}
    for visit, resource, location, version, start, end, mark in holds:
        if visit in found:
            continue
        diary = diaries[resource, location]
        unfit = roster.unfit(resource, version)
        obstacle = (unfit, diary.name) if unfit else diary.obstacle(start, end)
        if obstacle is not None:
            found[visit] = Uncovered(why=obstacle[0], name=obstacle[1], is_marked=bool(mark))
    return found


def describe(uncovered: Mapping[int, Uncovered]) -> tuple[StruckVisit, ...]:
    """The visits as a page shows them, by time."""
    visits = (
        Visit.objects.filter(pk__in=list(uncovered))
        .select_related("patient", "session__plan", "location")
        .order_by("start", "pk")
    )
    return tuple(
        StruckVisit(
            id=visit.pk,
            patient_id=visit.patient_id,
            patient=visit.patient.name,
            kind=visit.get_kind_display(),
            number=visit.session.number if visit.session else None,
            count=visit.session.plan.sessions_count if visit.session else None,
            start=visit.start,
            zone=visit.location.zone,
            why=uncovered[visit.pk].why,
            name=uncovered[visit.pk].name,
        )
        for visit in visits
    )


def _holds(scope: Scope, now: dt.datetime) -> Iterable[Held]:
    """(visit, resource, location, version, start, end, mark) of the holds of visits ahead, as
    integers."""
    ahead = live_holds(now).filter(
        resource__isnull=False,
        end_epoch__gt=int(now.timestamp()),
        visit__state__in=STANDING,
        visit__start__gt=now,
    )
    if scope.location is not None:
        ahead = ahead.filter(visit__location=scope.location)
    else:
        ahead = ahead.filter(resource__in=scope.resources)
    rows: Iterable[Held] = ahead.order_by("start_epoch", "pk").values_list(
        "visit_id",
        "resource_id",
        "visit__location_id",
        "visit__version_id",
        "start_epoch",
        "end_epoch",
        "visit__rebook_reason",
    )
    return rows
