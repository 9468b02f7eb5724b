"""Planning messages: written, replaced and taken back in the transaction that causes them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet

from plans.engine.message_plan import Timing, booked_timing, prepare_timing, recovery_timing
from plans.engine.reminder import UNDO, may_become
from plans.models import Booking, MessageStep, Reminder, Visit
from plans.queries.ways import loud_of

DATES = (Reminder.Reason.BOOKED, Reminder.Reason.MOVED, Reminder.Reason.CANCELLED)
"""Messages that tell where visits lie."""

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
        reason = reason_to_write(booking)
        replace(about | about_dates_of(booking), now)
        visits = list(ahead(booking.visits.all(), after=booking.undo_until))
        earliest = booking.undo_until
        rows = [row for visit in visits for row in session_rows(visit, earliest, schedule, now)]
        if visits:
            rows.insert(0, dates_row(booking, reason, visits[-1], schedule, now))
        Reminder.objects.bulk_create(rows)


def plan_reminders_of(*, visits: Iterable[Visit], now: dt.datetime) -> None:
    """Plan anew how to prepare and how to recover, for visits that stand again. What she was told
    already is not said twice."""
    standing = Visit.objects.filter(pk__in=[visit.pk for visit in visits])
    with transaction.atomic():
        for visit in ahead(standing, after=now):
            schedule = next_schedule(Q(visit=visit))
            replace(Q(visit=visit), now)
            earliest = max(visit.booking.undo_until, now)
            said = set(visit.reminders.filter(state__in=SENT).values_list("step", flat=True))
            rows = session_rows(visit, earliest, schedule, now)
            Reminder.objects.bulk_create(row for row in rows if row.step_id not in said)


def plan_cancelled(*, visits: Sequence[Visit], now: dt.datetime) -> None:
    """Plan one message about visits of one patient that were cancelled in one act. It waits as
    long as a booking can be undone, so that a new date written meanwhile takes its place; where
    her dates wait to be told anyway, they say it. Who is here, or would have been by then, is
    told in person."""
    missed = [visit for visit in visits if visit.start > now + UNDO and visit.arrived_at is None]
    if not missed:
        return
    first = min(missed, key=lambda visit: visit.start)
    about = about_dates_with(first)
    with transaction.atomic():
        waiting = Reminder.objects.filter(about, state=Reminder.State.PLANNED)
        told = waiting.exclude(reason=Reminder.Reason.CANCELLED).exists()
        if told and has_dates(first):
            return
        since = waiting.filter(reason=Reminder.Reason.CANCELLED).aggregate(at=Min("created_at"))
        replace(about, now)
        timing = booked_timing(
            undo_until=now + UNDO,
            last_start=first.start,
            zone=zone_of(first),
            loud=loud_of(first.version),
        )
        schedule = next_schedule(Q(visit=first, reason=Reminder.Reason.CANCELLED))
        row = Reminder(patient=first.patient, visit=first, reason=Reminder.Reason.CANCELLED)
        timed(row, timing, schedule, missed=(now + UNDO, first.start), now=now)
        # What it replaces was not told yet: its letter tells all that was cancelled since then.
        row.created_at = since["at"] or now
        row.save()


def has_dates(visit: Visit) -> bool:
    """Whether the visit's plan has another date ahead to tell of."""
    if visit.session is None:
        return False
    standing = Visit.objects.filter(session__plan=visit.session.plan_id)
    return standing.filter(state=Visit.State.BOOKED).exists()


def dates_replaced_by(booking: Booking) -> Reminder | None:
    """The message about dates that waited and gave way to that of this booking."""
    own = booking.reminders.order_by("pk").values_list("pk", flat=True).first()
    if own is None:
        return None
    gone = Reminder.objects.filter(about_dates_of(booking), state=Reminder.State.SUPERSEDED)
    unsent = gone.filter(ended_at=booking.created_at, pk__lt=own, sent_at=None, owner="")
    return unsent.exclude(booking__state=Booking.State.UNDONE).order_by("pk").last()


def plan_dates_again(*, row: Reminder, now: dt.datetime) -> None:
    """Let a message wait again that gave way to that of a booking which was undone."""
    about = Q(visit=row.visit_id, booking=row.booking_id, reason=row.reason)
    Reminder.objects.create(
        patient_id=row.patient_id,
        visit_id=row.visit_id,
        booking_id=row.booking_id,
        reason=row.reason,
        channel=row.channel,
        schedule=next_schedule(about),
        due_at=row.due_at,
        expires_at=row.expires_at,
        next_try_at=max(row.due_at, now),
        key=uuid.uuid4(),
        created_at=row.created_at,
    )


def ahead(visits: QuerySet[Visit], *, after: dt.datetime) -> QuerySet[Visit]:
    """Those that are booked and begin after an instant, in their order."""
    booked = visits.filter(state=Visit.State.BOOKED, start__gt=after)
    return booked.select_related("patient", "version", "location", "booking").order_by("start")


def plan_recovery(*, visit: Visit, now: dt.datetime) -> None:
    """Plan the recovery message of a session anew, from the day on which it was really done."""
    with transaction.atomic():
        for step in recovery_steps(visit):
            about = Q(visit=visit, step=step)
            if Reminder.objects.filter(about, state__in=SENT).exists():
                continue
            visited_at = visit.done_at or visit.end
            row = recovery_row(visit, step, next_schedule(about), visited_at=visited_at, now=now)
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


def about_dates_of(booking: Booking) -> Q:
    """What waits to tell dates that this booking changes: those of the plan, or of the single
    visit that it moves."""
    told = Q(reason__in=DATES)
    if booking.plan_id:
        return told & (Q(booking__plan=booking.plan_id) | Q(visit__session__plan=booking.plan_id))
    return told & Q(booking__visits__replaced_by__booking=booking)


def about_dates_with(visit: Visit) -> Q:
    """What waits to tell this visit's date, or those of its plan."""
    told = Q(reason__in=DATES)
    if visit.session is None:
        return told & (Q(visit=visit) | Q(booking=visit.booking_id))
    plan = visit.session.plan_id
    return told & (Q(booking__plan=plan) | Q(visit__session__plan=plan))


def reason_to_write(booking: Booking) -> str:
    """New dates are "moved" to whoever was told the old ones, else they are all she hears of."""
    same = Q(plan=booking.plan_id) if booking.plan_id else Q(visits__replaced_by__booking=booking)
    others = Booking.objects.filter(same, state=Booking.State.FIRM).exclude(pk=booking.pk)
    waits = Q(reason=Reminder.Reason.BOOKED, state=Reminder.State.PLANNED)
    if not others.exists() or Reminder.objects.filter(waits, booking__in=others).exists():
        return Reminder.Reason.BOOKED
    return Reminder.Reason.MOVED


def replace(about: Q, now: dt.datetime) -> None:
    """The owner stays written: a worker that is sending right now can still add that it did."""
    found = Reminder.objects.filter(about, state__in=may_become(Reminder.State.SUPERSEDED))
    rows = Reminder.objects.filter(pk__in=list(found.values_list("pk", flat=True)))
    rows.update(state=Reminder.State.SUPERSEDED, ended_at=now)


def next_schedule(about: Q) -> int:
    last = Reminder.objects.filter(about).aggregate(last=Max("schedule"))["last"]
    return int(last or 0) + 1


def dates_row(
    booking: Booking, reason: str, last: Visit, schedule: int, now: dt.datetime
) -> Reminder:
    timing = booked_timing(
        undo_until=booking.undo_until,
        last_start=last.start,
        zone=zone_of(last),
        loud=loud_of(last.version),
    )
    row = Reminder(patient=last.patient, booking=booking, reason=reason)
    return timed(row, timing, schedule, missed=(booking.undo_until, last.start), now=now)


def session_rows(
    visit: Visit, earliest: dt.datetime, schedule: int, now: dt.datetime
) -> Iterable[Reminder]:
    """How to prepare, where the version has a text for it; how to recover, after a session."""
    for step in steps_of(visit, Reminder.Reason.PREPARE):
        if not visit.version.prepare_text:
            continue
        timing = prepare_timing(
            start=visit.start,
            days_before=step.offset_days,
            minute=step.minute or 0,
            clinic_zone=visit.location.zone,
            zone=zone_of(visit),
            loud=loud_of(visit.version),
            earliest=earliest,
        )
        row = Reminder(patient=visit.patient, visit=visit, reason=step.reason, step=step)
        yield timed(row, timing, schedule, missed=(earliest, visit.start), now=now)
    for step in recovery_steps(visit):
        yield recovery_row(visit, step, schedule, visited_at=visit.end, now=now)


def recovery_row(
    visit: Visit, step: MessageStep, schedule: int, *, visited_at: dt.datetime, now: dt.datetime
) -> Reminder:
    timing = recovery_timing(
        visited_at=visited_at,
        days_after=step.offset_days,
        minute=step.minute or 0,
        clinic_zone=visit.location.zone,
        zone=zone_of(visit),
        loud=loud_of(visit.version),
        earliest=now,
    )
    row = Reminder(patient=visit.patient, visit=visit, reason=step.reason, step=step)
    return timed(row, timing, schedule, missed=(timing.due, timing.expires), now=now)


def recovery_steps(visit: Visit) -> list[MessageStep]:
    is_session = visit.kind == Visit.Kind.SESSION
    return steps_of(visit, Reminder.Reason.RECOVERY) if is_session else []


def steps_of(visit: Visit, reason: str) -> list[MessageStep]:
    """Those that are on, with a time of day."""
    steps = visit.version.message_steps.filter(reason=reason, is_on=True)
    return list(steps.exclude(minute=None))


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
