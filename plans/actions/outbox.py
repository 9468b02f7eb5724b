"""The outbox: a worker claims a due message, sends it outside of any transaction, and marks it.

Nothing is marked before it is sent. Who claims owns the row until the lease runs out, by the
clock of the database, which all workers share. A worker that dies between sending and marking
leaves a lease that runs out, and the next one repeats the message with the same key.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from clinic.models import User
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.engine.reminder import (
    Accepted,
    Outcome,
    Postponed,
    Send,
    Standing,
    Suppress,
    Uncertain,
    Wait,
    judged,
    may_become,
    next_try,
)
from plans.models import Booking, Heartbeat, Plan, Reminder, Visit
from plans.queries.reminder import dates_of
from plans.queries.ways import contact_of, loud_of

LEASE = dt.timedelta(seconds=90)
"""Longer than a provider may take to answer twice."""

FORGOTTEN = dt.timedelta(days=1)
UNOWNED = {"owner": "", "lease_until": None}
UTC = "UTC"  # without a visit there is no zone to ask, and nothing to send
WAITING = (Reminder.State.PLANNED, Reminder.State.SENDING)


def claim_reminder(*, owner: str, now: dt.datetime) -> Reminder | None:
    """Take the first due message that may go now, for `owner`; None when nothing is left to do.

    Messages met on the way that must rest or shall not go are put aside.
    """
    while True:
        with transaction.atomic():
            row = due(now).select_for_update(skip_locked=True, of=("self",)).first()
            if row is None:
                return None
            if take_up(row, owner=owner, now=now):
                return Reminder.objects.select_related(*RELATED).get(pk=row.pk)


RELATED = (
    "patient",
    "booking__plan",
    "visit__booking",
    "visit__location",
    "visit__version",
    "visit__session__plan",
)


def due(now: dt.datetime) -> QuerySet[Reminder]:
    """What waits, is due and is nobody's, the oldest first."""
    free = Q(lease_until=None) | Q(lease_until__lte=Now())
    waiting = Reminder.objects.filter(free, state__in=WAITING, next_try_at__lte=now)
    return waiting.select_related(*RELATED).order_by("due_at", "pk")


def take_up(row: Reminder, *, owner: str, now: dt.datetime) -> bool:
    """Claim, rest or suppress one due row; true if it is claimed.

    SQLite has no row locks: the row is written only where it is still free.
    """
    mine = due(now).filter(pk=row.pk)
    verdict = judged(standing_of(row), now)
    if isinstance(verdict, Send):
        return bool(
            mine.order_by().update(
                state=Reminder.State.SENDING,
                owner=owner,
                lease_until=Now() + LEASE,
                attempts=F("attempts") + 1,
            )
        )
    if isinstance(verdict, Wait):
        mine.update(**UNOWNED, state=Reminder.State.PLANNED, next_try_at=verdict.until)
    else:
        suppress(row, mine, because=verdict.because, now=now)
    return False


def suppress(row: Reminder, mine: QuerySet[Reminder], *, because: str, now: dt.datetime) -> None:
    """A row that a lost worker left in `sending` may have gone out after all."""
    lost = row.state == Reminder.State.SENDING
    state = Reminder.State.UNKNOWN if lost else Reminder.State.SUPPRESSED
    if mine.update(**UNOWNED, state=state, suppressed_because=because, ended_at=now):
        trace(row, verb="reminder_suppressed", by=None, now=now, because=because)


def standing_of(row: Reminder) -> Standing:
    """What holds now for the message, read within the claim."""
    booking = booking_of(row)
    visit = row.visit or standing_visit(booking)
    rebook_reason = row.visit.rebook_reason if row.visit else ""
    patient = row.patient
    return Standing(
        reason=row.reason,
        expires=row.expires_at,
        zone=patient.zone or (UTC if visit is None else visit.location.zone),
        loud=loud_of(None if visit is None else visit.version),
        contact=contact_of(patient, row.channel),
        undo_until=booking.undo_until,
        is_firm=booking.state == Booking.State.FIRM,
        visit="" if visit is None else visit.state,
        needs_rebooking=bool(rebook_reason),
    )


def standing_visit(booking: Booking) -> Visit | None:
    """One of the visits that the message tells of; any will do."""
    return dates_of(booking).first()


def settle_reminder(*, row: Reminder, owner: str, outcome: Outcome, now: dt.datetime) -> bool:
    """Mark what became of a try; false if the row is no longer the owner's."""
    with transaction.atomic():
        change = change_after(row, outcome, now)
        mine = Reminder.objects.filter(pk=row.pk, owner=owner)
        marked = mine.filter(state=Reminder.State.SENDING).update(**UNOWNED, **change)
        if not marked and isinstance(outcome, Accepted):
            # Replaced while it was on its way: it stays replaced, but the record says it went.
            marked = mine.filter(state=Reminder.State.SUPERSEDED).update(sent_at=now)
        if marked and change["state"] != Reminder.State.PLANNED:
            sent = isinstance(outcome, Accepted)
            trace(row, verb="reminder_sent" if sent else "reminder_failed", by=None, now=now)
        return bool(marked)


def change_after(row: Reminder, outcome: Outcome, now: dt.datetime) -> dict[str, Any]:
    """What a try changes in its row."""
    if isinstance(outcome, Accepted):
        return {
            "state": Reminder.State.ACCEPTED,
            "sent_at": now,
            "provider_id": outcome.provider_id[:200],
            "last_error": "",
        }
    told = {"last_error": " ".join(outcome.error.split())[:300]}
    if isinstance(outcome, Postponed):
        expires, attempts = row.expires_at, row.attempts
        at = next_try(outcome=outcome, attempts=attempts, now=now, expires=expires)
        if at:
            return told | {"state": Reminder.State.PLANNED, "next_try_at": at}
    ended = Reminder.State.UNKNOWN if isinstance(outcome, Uncertain) else Reminder.State.FAILED
    return told | {"state": ended, "ended_at": now}


def send_again(*, reminder_id: int, by: User, now: dt.datetime) -> Reminder | Refused:
    """Make a message due that failed, was not sent or is resting. What kept it back for good is
    told at once; quiet hours still hold."""
    with transaction.atomic():
        rows = Reminder.objects.select_related(*RELATED).select_for_update(of=("self",))
        row = rows.get(pk=reminder_id)
        if not was_tried_in_vain(row):
            return Refused("not_waiting")
        verdict = judged(standing_of(row), now)
        if isinstance(verdict, Suppress):
            return Refused(verdict.because)
        row.state, row.next_try_at, row.attempts = Reminder.State.PLANNED, now, 0
        row.suppressed_because, row.ended_at = "", None
        row.save(
            update_fields=["state", "next_try_at", "attempts", "suppressed_because", "ended_at"]
        )
        trace(row, verb="reminder_made_due", by=by, now=now)
        return row


def was_tried_in_vain(row: Reminder) -> bool:
    if row.state == Reminder.State.PLANNED:
        return row.attempts > 0
    return row.state in may_become(Reminder.State.PLANNED) - {Reminder.State.SENDING}


def beat(*, worker: str, now: dt.datetime) -> None:
    """Note that a worker looked; workers that were not seen for a day are forgotten."""
    with transaction.atomic():
        Heartbeat.objects.update_or_create(worker=worker, defaults={"beat_at": now})
        Heartbeat.objects.filter(beat_at__lt=now - FORGOTTEN).delete()


def booking_of(row: Reminder) -> Booking:
    booking = row.visit.booking if row.visit else row.booking
    if booking is None:
        raise AssertionError(row.pk)  # the database refuses it: reminder_about_a_visit_or_a_booking
    return booking


def plan_of(row: Reminder) -> Plan | None:
    """The plan whose history the message belongs to."""
    if row.visit and row.visit.session:
        return row.visit.session.plan
    return row.booking.plan if row.booking else None


def trace(
    row: Reminder, *, verb: str, by: User | None, now: dt.datetime, because: str = ""
) -> None:
    facts = {"reminder": row.pk, "reason": row.reason, "attempts": row.attempts}
    if because:
        facts["because"] = because
    leave_trace(actor=by, verb=verb, now=now, patient=row.patient, plan=plan_of(row), facts=facts)
