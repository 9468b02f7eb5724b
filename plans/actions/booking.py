"""Booking: a series whole or not at all, or a single visit.

Everything that a booking holds is locked first, in one order; then the places are read again and
checked by the engine; then all holds are written. Behind that stands the database itself, which
refuses two live holds of one resource or patient that overlap.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence

from clinic.models import Location, User
from plans.actions.booking_rules import (
    Agreed,
    Chosen,
    refuse_places,
    refuse_series,
    reserved_until,
    wishes_of,
)
from plans.actions.locks import guarded, lock_rows
from plans.actions.refusal import Refused
from plans.actions.reminder import plan_reminders
from plans.actions.reservation import release_met
from plans.actions.trail import leave_trace
from plans.engine.interval import date_of
from plans.engine.reminder import UNDO
from plans.engine.terms import GapDays, Place
from plans.engine.visit import holds
from plans.models import Booking, Hold, Patient, Plan, ProtocolVersion, Session, Visit
from plans.queries.gaps import Gaps, gaps_of
from plans.queries.supply import Wishes, steps_of


def book_series(
    *,
    key: uuid.UUID,
    patient: Patient,
    version: ProtocolVersion,
    location: Location,
    places: Sequence[Place],
    gap: GapDays,
    agreed: Agreed,
    reserve: bool,
    by: User,
    now: dt.datetime,
) -> Booking | Refused:
    """Book, or reserve, the sessions at `places` as one plan. `gap` lies inside the protocol's
    bounds. The same `key` again answers the booking that it made."""
    gaps = gaps_of(version, patient.fitzpatrick)
    refused = refuse_series(version=version, gap=gap, gaps=gaps, agreed=agreed, now=now)
    if refused:
        return refused
    chosen = Chosen(
        key=key,
        patient=patient,
        version=version,
        location=location,
        places=places,
        wishes=wishes_of(places, location, gap, gaps, agreed),
        reserve=reserve,
        by=by,
        now=now,
    )

    def make() -> Booking | Refused:
        order = agreed.order
        if order and not patient.plans.filter(pk=order.pk, state=Plan.State.ORDERED).exists():
            return Refused("order_has_dates")
        plan = make_plan(chosen, gap=gap, gaps=gaps, agreed=agreed)
        facts = {"late_reason": agreed.late_reason} if agreed.late_reason else {}
        booking = make_booking(chosen, plan=plan, facts=facts)
        if agreed.late_reason:
            keep_late_gap(booking, gap=gap, gaps=gaps, agreed=agreed)
        return booking

    return book(chosen, make)


def book_visit(
    *,
    key: uuid.UUID,
    patient: Patient,
    version: ProtocolVersion,
    location: Location,
    place: Place,
    reserve: bool,
    by: User,
    now: dt.datetime,
) -> Booking | Refused:
    """Book, or reserve, a single consultation, review or skin check."""
    day = date_of(location.zone, place.start)
    chosen = Chosen(
        key=key,
        patient=patient,
        version=version,
        location=location,
        places=[place],
        wishes=Wishes(sessions=1, gap=GapDays(1, 1, 1), earliest=day, first_by=day),
        reserve=reserve,
        by=by,
        now=now,
    )
    return book(chosen, lambda: make_booking(chosen, plan=None))


def book(chosen: Chosen, make: Callable[[], Booking | Refused]) -> Booking | Refused:
    """Lock, answer a repeat, let go what has lapsed, check, write."""

    def work() -> Booking | Refused:
        lock_rows(resources=chosen.resources, patient=chosen.patient.pk)
        made = Booking.objects.filter(key=chosen.key).first()
        if made:
            same = made.patient_id == chosen.patient.pk
            return made if same else Refused("key_used")
        release_met(resources=chosen.resources, patient=chosen.patient, now=chosen.now)
        return refuse_places(chosen) or make()

    return guarded(work)


def make_plan(chosen: Chosen, *, gap: GapDays, gaps: Gaps, agreed: Agreed) -> Plan:
    """A new plan, or the ordered one with its dates. What was agreed is copied into it."""
    version = chosen.version
    orderer = agreed.ordered_by
    plan = agreed.order or Plan(
        ordered_by=orderer, ordered_at=chosen.now if orderer else None, created_at=chosen.now
    )
    plan.patient, plan.version, plan.location = chosen.patient, version, chosen.location
    plan.state = Plan.State.RESERVED if chosen.reserve else Plan.State.ACTIVE
    plan.sessions_count = agreed.count
    plan.gap_floor, plan.gap_stalled = gaps.floor, gaps.stalled
    plan.gap_min, plan.gap_ideal, plan.gap_max = gap.min, gap.ideal, gap.max
    plan.goals = agreed.goals or plan.goals
    plan.wishes = dict(agreed.wishes or {})
    plan.unusual_count_by = agreed.unusual_by
    plan.unusual_count_reason = agreed.unusual_reason
    plan.price_session, plan.price_series = version.price_session, version.price_series
    plan.currency = version.currency
    plan.created_by = chosen.by
    plan.save()
    Session.objects.bulk_create(
        Session(plan=plan, number=had.number, had_on=had.on, had_where=had.where)
        for had in agreed.had
    )
    return plan


def make_booking(
    chosen: Chosen, *, plan: Plan | None, facts: Mapping[str, str] | None = None
) -> Booking:
    """The booking with its visits and holds, its reminders when it is firm, and its trail line."""
    booking = Booking.objects.create(
        key=chosen.key,
        patient=chosen.patient,
        plan=plan,
        state=Booking.State.RESERVED if chosen.reserve else Booking.State.FIRM,
        created_by=chosen.by,
        created_at=chosen.now,
        undo_until=chosen.now + UNDO,
        reserved_until=reserved_until(chosen) if chosen.reserve else None,
    )
    sessions: list[Session | None] = [None]
    if plan:
        sessions = list(
            Session.objects.bulk_create(
                Session(plan=plan, number=place.number) for place in chosen.places
            )
        )
    visits = Visit.objects.bulk_create(
        visit_at(place, session, booking, chosen)
        for place, session in zip(chosen.places, sessions, strict=True)
    )
    make_holds(visits, chosen, booking.reserved_until)
    if not chosen.reserve:
        plan_reminders(booking=booking, now=chosen.now)
    leave_trace(
        actor=chosen.by,
        verb="reserved" if chosen.reserve else "booked",
        now=chosen.now,
        patient=chosen.patient,
        plan=plan,
        facts={"booking": booking.pk, "visits": len(visits), **(facts or {})},
    )
    return booking


def visit_at(place: Place, session: Session | None, booking: Booking, chosen: Chosen) -> Visit:
    def key(held: str | None) -> int | None:
        return int(held) if held else None

    protocol = chosen.version.protocol
    return Visit(
        patient=chosen.patient,
        session=session,
        booking=booking,
        version=chosen.version,
        location=chosen.location,
        kind=Visit.Kind.SESSION if session else protocol.kind,
        state=Visit.State.RESERVED if chosen.reserve else Visit.State.BOOKED,
        start=dt.datetime.fromtimestamp(place.start, dt.UTC),
        end=dt.datetime.fromtimestamp(place.end, dt.UTC),
        practitioner_id=key(place.practitioner),
        room_id=key(place.room),
        device_id=key(place.device),
    )


def keep_late_gap(booking: Booking, *, gap: GapDays, gaps: Gaps, agreed: Agreed) -> None:
    """The gap after the sessions had before may be later than the plan's, for this reason."""
    booking.visits.filter(session__number=len(agreed.had) + 1).update(
        gap_min=gap.min,
        gap_max=gaps.stalled,
        gap_reason=agreed.late_reason[:300],
        gap_agreed_by=booking.created_by,
    )


def make_holds(visits: Iterable[Visit], chosen: Chosen, until: dt.datetime | None) -> None:
    """One hold for each span that a visit keeps somebody or something, in the order of the locks:
    inserts in a changing order would meet each other in the exclusion constraint."""
    steps = steps_of(chosen.version)
    lapses = int(until.timestamp()) if until else None
    rows = [
        Hold(
            visit=visit,
            resource_id=None if kind == "patient" else getattr(visit, f"{kind}_id"),
            patient=chosen.patient if kind == "patient" else None,
            start_epoch=start,
            end_epoch=end,
            lapses_epoch=lapses,
        )
        for visit in visits
        for kind, start, end in holds(steps, int(visit.start.timestamp()))
    ]
    Hold.objects.bulk_create(sorted(rows, key=lambda row: (row.resource_id or 0, row.start_epoch)))
