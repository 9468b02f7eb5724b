"""Planning messages: written, replaced and taken back in the transaction that causes them."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, Q

from plans.engine.reminder import (
    Timing,
    booked_timing,
    may_become,
    prepare_timing,
    recovery_timing,
)
from plans.models import Booking, Reminder, Visit

SENT = (Reminder.State.SENDING, Reminder.State.ACCEPTED, Reminder.State.DELIVERED)


def plan_reminders(*, booking: Booking, now: dt.datetime) -> None:
    """Plan the messages of a firm booking: one with all dates, and for each session how to prepare
    and how to recover. What waited for it before is replaced. A reservation gets none.

    A visit that begins before the booking can no longer be undone gets none either: she is here.
    """
    if booking.state != Booking.State.FIRM:
        return
    with transaction.atomic():
        about = about_booking(booking)
        schedule = next_schedule(about)
        replace(about, now)
        ahead = booking.visits.filter(state=Visit.State.BOOKED, start__gt=booking.undo_until)
        visits = list(ahead.select_related("patient", "version", "location").order_by("start"))
        rows = [row for visit in visits for row in session_rows(visit, booking, schedule, now)]
        if visits:
            rows.insert(0, booked_row(booking, visits[-1], schedule, now))
        Reminder.objects.bulk_create(rows)


def plan_recovery(*, visit: Visit, now: dt.datetime) -> None:
    """Plan the recovery message of a session anew, from the day on which it was really done."""
    if not asks_for_recovery(visit):
        return
    with transaction.atomic():
        about = Q(visit=visit, reason=Reminder.Reason.RECOVERY)
        if Reminder.objects.filter(about, state__in=SENT).exists():
            return
        visited_at = visit.done_at or visit.end
        row = recovery_row(visit, next_schedule(about), visited_at=visited_at, now=now)
        waiting = Reminder.objects.filter(about, state=Reminder.State.PLANNED)
        if not waiting.filter(due_at=row.due_at).exists():
            replace(about, now)
            row.save()


def supersede_reminders(
    *, booking: Booking | None = None, visit: Visit | None = None, now: dt.datetime
) -> None:
    """Take back every message of a booking, or of one visit, that has not gone out."""
    with transaction.atomic():
        if booking:
            replace(about_booking(booking), now)
        if visit:
            replace(Q(visit=visit), now)


def about_booking(booking: Booking) -> Q:
    return Q(booking=booking) | Q(visit__booking=booking)


def replace(about: Q, now: dt.datetime) -> None:
    """The owner stays written: a worker that is sending right now can still add that it did."""
    rows = Reminder.objects.filter(about, state__in=may_become(Reminder.State.SUPERSEDED))
    rows.update(state=Reminder.State.SUPERSEDED, ended_at=now)


def next_schedule(about: Q) -> int:
    last = Reminder.objects.filter(about).aggregate(last=Max("schedule"))["last"]
    return int(last or 0) + 1


def booked_row(booking: Booking, last: Visit, schedule: int, now: dt.datetime) -> Reminder:
    timing = booked_timing(undo_until=booking.undo_until, last_start=last.start, zone=zone_of(last))
    row = Reminder(patient=last.patient, booking=booking, reason=Reminder.Reason.BOOKED)
    return timed(row, timing, schedule, missed=(booking.undo_until, last.start), now=now)


def session_rows(
    visit: Visit, booking: Booking, schedule: int, now: dt.datetime
) -> Iterable[Reminder]:
    """How to prepare, where the version has a text for it; how to recover, after a session."""
    version = visit.version
    if version.prepare_days_before is not None and version.prepare_text:
        timing = prepare_timing(
            start=visit.start,
            days_before=version.prepare_days_before,
            minute=version.reminder_minute,
            clinic_zone=visit.location.zone,
            zone=zone_of(visit),
            earliest=booking.undo_until,
        )
        row = Reminder(patient=visit.patient, visit=visit, reason=Reminder.Reason.PREPARE)
        yield timed(row, timing, schedule, missed=(booking.undo_until, visit.start), now=now)
    if asks_for_recovery(visit):
        yield recovery_row(visit, schedule, visited_at=visit.end, now=now)


def recovery_row(
    visit: Visit, schedule: int, *, visited_at: dt.datetime, now: dt.datetime
) -> Reminder:
    timing = recovery_timing(
        visited_at=visited_at,
        days_after=visit.version.recovery_days_after or 0,
        minute=visit.version.reminder_minute,
        clinic_zone=visit.location.zone,
        zone=zone_of(visit),
        earliest=now,
    )
    row = Reminder(patient=visit.patient, visit=visit, reason=Reminder.Reason.RECOVERY)
    return timed(row, timing, schedule, missed=(timing.due, timing.expires), now=now)


def asks_for_recovery(visit: Visit) -> bool:
    return visit.kind == Visit.Kind.SESSION and visit.version.recovery_days_after is not None


def zone_of(visit: Visit) -> str:
    """The zone whose evenings are quiet."""
    return visit.patient.zone or visit.location.zone


def timed(
    row: Reminder,
    timing: Timing | None,
    schedule: int,
    *,
    missed: tuple[dt.datetime, dt.datetime],
    now: dt.datetime,
) -> Reminder:
    """The row with its instants. Without an allowed hour it is written all the same, as not sent,
    so that somebody calls instead."""
    row.due_at, row.expires_at = (timing.due, timing.expires) if timing else missed
    row.next_try_at = row.due_at
    row.channel = Reminder.Channel.EMAIL
    row.schedule, row.key, row.created_at = schedule, uuid.uuid4(), now
    if timing is None:
        row.state, row.ended_at = Reminder.State.SUPPRESSED, now
        row.suppressed_because = Reminder.Suppressed.QUIET
    return row
