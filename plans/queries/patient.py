"""Patients as the search and their own page show them."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinic.models import Location
from plans.actions.record_rules import WROTE
from plans.engine.age import age_on
from plans.engine.session import OVER
from plans.models import Booking, Patient, Plan, Protocol, ProtocolVersion, Session, Trail, Visit
from plans.queries.ribbon import Picture, pictures_of_plans
from plans.queries.search import find_patients

STANDING = (Plan.State.ACTIVE, Plan.State.RESERVED, Plan.State.ORDERED)
PAST = (Plan.State.COMPLETED, Plan.State.STOPPED)
TRAIL_LINES = 10


class NextStep(StrEnum):
    """What one does next with a patient."""

    BOOK = "book"
    PLAN_DATES = "plan_dates"
    DECIDE = "decide"
    BOOK_REST = "book_rest"
    MOVE = "move"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One patient in a list. `visit` is her next one, `plan` the one that stands or the last;
    `age` in whole years; `is_near`: the words were one slip away."""

    patient: Patient
    age: int | None
    visit: Visit | None
    plan: Plan | None
    is_near: bool = False

    @property
    def next_step(self) -> NextStep:
        if self.plan is None or self.plan.state in PAST:
            return NextStep.OPEN if self.visit else NextStep.BOOK
        if self.plan.state == Plan.State.ORDERED:
            return NextStep.PLAN_DATES
        if self.plan.state == Plan.State.RESERVED:
            return NextStep.DECIDE
        if getattr(self.plan, "has_undated", False):
            return NextStep.BOOK_REST
        return NextStep.MOVE if self.visit else NextStep.OPEN


@dataclass(frozen=True, slots=True)
class PlanCard:
    plan: Plan
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientPage:
    """`zone` is that of the location where she comes next, else of the first one."""

    patient: Patient
    age: int | None
    zone: str
    plans: Sequence[PlanCard]
    visits: Sequence[Visit]
    protocols: Sequence[Protocol]
    trail: Sequence[Trail]

    @property
    def series(self) -> list[Protocol]:
        return [protocol for protocol in self.protocols if protocol.kind == Protocol.Kind.SERIES]

    @property
    def single(self) -> list[Protocol]:
        return [protocol for protocol in self.protocols if protocol.kind != Protocol.Kind.SERIES]


def patient_hits(query: str, *, now: dt.datetime, limit: int) -> list[Hit]:
    """Patients found, the closest first. The queries of the search, and four more."""
    found = find_patients(query, limit=limit)
    near = {hit.pk for hit in found if hit.is_near}
    return hits_of([hit.pk for hit in found], now=now, near=near)


def latest_patients(*, now: dt.datetime, limit: int) -> list[Hit]:
    """Who was added last, for the list before anything is typed."""
    latest = Patient.objects.filter(archived_at=None).order_by("-pk").values_list("pk", flat=True)
    return hits_of(list(latest[:limit]), now=now)


def hits_of(keys: Sequence[int], *, now: dt.datetime, near: Iterable[int] = ()) -> list[Hit]:
    """Four queries, however many patients."""
    if not keys:
        return []
    patients = Patient.objects.in_bulk(keys)
    today = today_here(now)
    visits: dict[int, Visit] = {}
    for visit in coming_visits(now).filter(patient__in=keys):
        visits.setdefault(visit.patient_id, visit)
    plans = _plan_of_each(keys, now)
    return [
        Hit(
            patient=patient,
            age=_age(patient, today),
            visit=visits.get(patient.pk),
            plan=plans.get(patient.pk),
            is_near=patient.pk in set(near),
        )
        for patient in (patients[key] for key in keys if key in patients)
    ]


def coming_visits(now: dt.datetime) -> QuerySet[Visit]:
    """Visits that are still to end, the first of all first; lapsed reservations are gone even
    where nobody has met them yet."""
    return (
        Visit.objects.filter(end__gt=now)
        .exclude(state__in=(*OVER, Visit.State.DONE))
        .exclude(state=Visit.State.RESERVED, booking__reserved_until__lte=now)
        .select_related("location", "session", "version__protocol", "practitioner")
        .order_by("start", "pk")
    )


def patient_page(patient: Patient, *, now: dt.datetime) -> PatientPage:
    """Seven queries, however much she has had."""
    plans = list(_plans_worth_showing(now).filter(patient=patient).order_by("-created_at", "-pk"))
    pictures = pictures_of_plans(plans, now=now)
    visits = list(_single_visits(patient, now))
    return PatientPage(
        patient=patient,
        age=_age(patient, today_here(now)),
        zone=plans[0].location.zone if plans else first_zone(),
        plans=[PlanCard(plan, pictures[plan.pk]) for plan in plans],
        visits=visits,
        protocols=list(_protocols_in_force()),
        # The fields of a run sheet are told on the run sheet; here they would drown all else.
        trail=list(patient.trail.exclude(verb=WROTE).select_related("actor", "plan")[:TRAIL_LINES]),
    )


def today_here(now: dt.datetime) -> dt.date:
    """The date at the first location, by which an age on a list is counted."""
    return now.astimezone(zoneinfo.ZoneInfo(first_zone())).date()


def first_zone() -> str:
    """That of the first location, for what belongs to none."""
    return Location.objects.order_by("pk").values_list("zone", flat=True).first() or "UTC"


def _age(patient: Patient, today: dt.date) -> int | None:
    return age_on(patient.birth_date, today) if patient.birth_date else None


def _plans_worth_showing(now: dt.datetime) -> QuerySet[Plan]:
    """Not those undone or lapsed, nor a reservation that is over. `has_undated` says that a
    session of it waits for a date."""
    kept = Booking.objects.filter(
        plan=OuterRef("pk"), state=Booking.State.RESERVED, reserved_until__gt=now
    )
    stands = Visit.objects.filter(session=OuterRef("pk")).exclude(state__in=OVER)
    undated = Session.objects.filter(~Exists(stands), plan=OuterRef("pk"), had_on=None)
    shown = Q(state__in=(*STANDING, *PAST)) & (~Q(state=Plan.State.RESERVED) | Exists(kept))
    return (
        Plan.objects.filter(shown)
        .annotate(has_undated=Exists(undated))
        .select_related("version__protocol", "location", "ordered_by")
    )


def _plan_of_each(keys: Sequence[int], now: dt.datetime) -> dict[int, Plan]:
    """The plan that stands, else the last that is over."""
    order = (*STANDING, *PAST)
    plans = list(_plans_worth_showing(now).filter(patient__in=keys).order_by("-created_at", "-pk"))
    chosen: dict[int, Plan] = {}
    for plan in sorted(plans, key=lambda plan: order.index(Plan.State(plan.state))):
        chosen.setdefault(plan.patient_id, plan)
    return chosen


def _single_visits(patient: Patient, now: dt.datetime) -> QuerySet[Visit]:
    return (
        Visit.objects.filter(patient=patient, session=None)
        .exclude(state__in=(Visit.State.UNDONE, Visit.State.LAPSED))
        .exclude(state=Visit.State.RESERVED, booking__reserved_until__lte=now)
        .select_related("location", "version__protocol", "practitioner")
        .order_by("-start")[:20]
    )


def _protocols_in_force() -> QuerySet[Protocol]:
    in_force = ProtocolVersion.objects.filter(
        protocol=OuterRef("pk"), state=ProtocolVersion.State.APPROVED
    )
    return Protocol.objects.filter(Exists(in_force), is_active=True)
