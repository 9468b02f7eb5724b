"""What becomes of a booking: made firm, undone, or let go when its reservation lapses."""

import copy
import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.db.models.base import ModelState

from clinic.models import User
from plans.actions.locks import guarded, lock_rows
from plans.actions.refusal import Refused
from plans.actions.reminder import (
    plan_reminders,
    plan_reminders_of,
    replan_plan,
    supersede_reminders,
)
from plans.actions.reminder_dates import (
    dates_replaced_by,
    plan_dates_again,
    tell_cancelled_since,
)
from plans.actions.trail import leave_trace
from plans.engine.reminder import UNDO
from plans.models import Booking, Hold, Patient, Plan, Visit


def firm_booking(*, booking_id: int, by: User, now: dt.datetime) -> Booking | Refused:
    """Make a reservation firm. Its three minutes to undo begin anew, and its message waits."""

    def work() -> Booking | Refused:
        booking = Booking.objects.select_for_update().get(pk=booking_id)
        if booking.state == Booking.State.FIRM:
            return booking
        if booking.state != Booking.State.RESERVED or has_lapsed(booking, now):
            return Refused("reservation_over")
        booking.state, booking.undo_until = Booking.State.FIRM, now + UNDO
        booking.reserved_until = None
        booking.save(update_fields=["state", "undo_until", "reserved_until"])
        booking.visits.filter(state=Visit.State.RESERVED).update(state=Visit.State.BOOKED)
        Hold.objects.filter(visit__booking=booking).update(lapses_epoch=None)
        if booking.plan:
            booking.plan.state = Plan.State.ACTIVE
            booking.plan.save(update_fields=["state"])
        plan_reminders(booking=booking, now=now)
        trace(booking, verb="made_firm", by=by, now=now)
        return booking

    return guarded(work)


def undo_booking(*, booking_id: int, by: User, now: dt.datetime) -> Booking | Refused:
    """Undo a booking within its three minutes, or let a reservation go at any time."""

    def work() -> Booking | Refused:
        booking = Booking.objects.select_for_update().get(pk=booking_id)
        if booking.state == Booking.State.UNDONE:
            return booking
        if booking.state == Booking.State.LAPSED:
            return Refused("reservation_over")
        if booking.state == Booking.State.FIRM and now > booking.undo_until:
            return Refused("undo_over")
        if booking.visits.exclude(state__in=["reserved", "booked"]).exists():
            return Refused("undo_begun")
        if was_built_upon(booking):
            return Refused("undo_later_first")
        if changes_what_stood(booking):
            take_back(booking, now=now)
        else:
            let_go(booking, state="undone", now=now)
            supersede_reminders(booking=booking, now=now)
        if booking.plan:
            replan_plan(plan=booking.plan, now=now)
        trace(booking, verb="undone", by=by, now=now)
        return booking

    return guarded(work)


def release_lapsed(*, now: dt.datetime) -> int:
    """Tidy all reservations whose time is over; how many there were."""
    with transaction.atomic():
        return lapse(Q(state=Booking.State.RESERVED, reserved_until__lte=now), now)


def release_met(*, resources: Iterable[int], patient: Patient, now: dt.datetime) -> int:
    """Let go lapsed reservations that hold one of these, in the transaction that met them."""
    met = Hold.objects.filter(
        Q(resource__in=list(resources)) | Q(patient=patient),
        is_live=True,
        lapses_epoch__lte=int(now.timestamp()),
    )
    return lapse(Q(pk__in=list(met.values_list("visit__booking", flat=True).distinct())), now)


def lapse(which: Q, now: dt.datetime) -> int:
    """Under the lock each is looked at again: somebody may have made it firm meanwhile."""
    bookings = Booking.objects.select_for_update().filter(which).order_by("pk")
    over = [booking for booking in bookings if has_lapsed(booking, now)]
    for booking in over:
        let_go(booking, state="lapsed", now=now)
        trace(booking, verb="lapsed", by=None, now=now)
    return len(over)


def has_lapsed(booking: Booking, now: dt.datetime) -> bool:
    until = booking.reserved_until
    return booking.state == Booking.State.RESERVED and until is not None and until <= now


def let_go(booking: Booking, *, state: str, now: dt.datetime) -> None:
    """The booking, its visits and its plan end in `state`, and hold nothing any more."""
    booking.state, booking.ended_at = state, now
    booking.save(update_fields=["state", "ended_at"])
    Hold.objects.filter(visit__booking=booking).update(is_live=False)
    booking.visits.update(state=state)
    if booking.plan:
        booking.plan.state = state
        booking.plan.save(update_fields=["state"])
        order_again(booking.plan)


def was_built_upon(booking: Booking) -> bool:
    """Whether other dates of its plan were chosen since, which would not fit the old ones."""
    since = Booking.objects.filter(plan__isnull=False, plan=booking.plan_id, pk__gt=booking.pk)
    return since.exclude(state=Booking.State.UNDONE).exists()


def changes_what_stood(booking: Booking) -> bool:
    """Whether it moved visits, or gave dates to sessions of a plan that stood already."""
    earlier = Booking.objects.filter(plan=booking.plan_id, pk__lt=booking.pk)
    return booking.visits.filter(replaces__isnull=False).exists() or (
        booking.plan_id is not None and earlier.exclude(state=Booking.State.UNDONE).exists()
    )


def take_back(booking: Booking, *, now: dt.datetime) -> None:
    """What it replaced stands again where it stood, if that is still free; the database refuses
    it otherwise. Who had not heard of what stood before hears of it now."""
    replaced = list(Visit.objects.filter(replaced_by__booking=booking).select_related("booking"))
    held = Hold.objects.filter(visit__in=replaced, resource__isnull=False)
    lock_rows(resources=held.values_list("resource", flat=True), patient=booking.patient_id)
    untold = dates_replaced_by(booking)
    booking.state, booking.ended_at = Booking.State.UNDONE, now
    booking.save(update_fields=["state", "ended_at"])
    Hold.objects.filter(visit__booking=booking).update(is_live=False)
    booking.visits.update(state=Visit.State.UNDONE, replaces=None)
    supersede_reminders(booking=booking, now=now)
    for visit in replaced:
        visit.state = Visit.State.ARRIVED if visit.arrived_at else Visit.State.BOOKED
        visit.ended_at = visit.ended_by = None
        visit.cancelled_by = visit.cancelled_because = visit.cancelled_note = ""
        visit.save()
    Hold.objects.filter(visit__in=replaced).update(is_live=True)
    plan_reminders_of(visits=replaced, now=now)
    plan_dates_again(rows=untold, now=now)
    tell_cancelled_since(booking, now)


def order_again(plan: Plan) -> None:
    """What a practitioner ordered stays ordered when its dates fall away: as a new plan without
    dates, beside the old one."""
    if plan.ordered_by is None:
        return
    again = copy.copy(plan)
    again.pk, again.state = None, Plan.State.ORDERED
    again._state = ModelState()
    again.save()


def trace(booking: Booking, *, verb: str, by: User | None, now: dt.datetime) -> None:
    leave_trace(
        actor=by,
        verb=verb,
        now=now,
        patient=booking.patient,
        plan=booking.plan,
        facts={"booking": booking.pk},
    )
