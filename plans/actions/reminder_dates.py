"""Messages that tell where visits lie: all dates, new dates, cancelled ones. They go at once, and
the newest takes the place of those that still wait."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence

from django.db.models import Max, Min, Q

from plans.actions.reminder_rows import GONE_OUT, NO_WAY, new_row, next_schedule, replace, supersede
from plans.engine.message_plan import Timing, Ways, booked_timing, channels_of
from plans.engine.reminder import UNDO
from plans.models import Booking, MessageStep, Patient, Reminder, Visit
from plans.queries.message_facts import ways_of
from plans.queries.reminder import dates_of
from plans.queries.ways import loud_of

DATES = MessageStep.DATES
OPEN = Q(state=Reminder.State.PLANNED)
OPEN |= Q(state=Reminder.State.SUPPRESSED, suppressed_because__in=NO_WAY)
"""It waits, or would have gone if there had been a way to her."""


def plan_dates(booking: Booking, visits: Sequence[Visit], now: dt.datetime) -> None:
    """One message with all dates of a booking, in the place of those that wait to tell them. The
    visits come with patient, version and location; without any, she is here and hears it, and what
    waits to tell the plan's other dates still does."""
    schedule = next_schedule(Q(booking=booking))
    if not visits:
        replace(Q(booking=booking), now)
        return
    reason = reason_to_write(booking)
    replace(Q(booking=booking) | about_dates_of(booking), now)
    last, until = visits[-1], booking.undo_until
    before = last_told(booking) or last.start
    rows = dates_rows(last, reason, until=until, before=before, schedule=schedule, now=now)
    for row in rows:
        row.booking = booking
    Reminder.objects.bulk_create(rows)


def last_told(booking: Booking) -> dt.datetime | None:
    """When the last of the dates begins that its message tells: those of the whole plan."""
    last: dt.datetime | None = dates_of(booking).aggregate(last=Max("start"))["last"]
    return last


def dates_rows(
    visit: Visit,
    reason: str,
    *,
    until: dt.datetime,
    before: dt.datetime,
    schedule: int,
    now: dt.datetime,
) -> list[Reminder]:
    """One row for each way in which the visit's version tells dates; none where it does not."""
    patient = visit.patient
    step = visit.version.message_steps.filter(slug=reason).first()
    if step and not step.is_on:
        return []
    found = []
    for channel in channels_of(way_of(step), ways_of(patient)):
        timing = booked_timing(
            undo_until=until,
            last_start=before,
            zone=patient.zone or visit.location.zone,
            loud=loud_of(visit.version).on(channel),
        )
        row = new_row(
            timing=timing or Timing(until, before),
            schedule=schedule,
            now=now,
            because="" if timing else Reminder.Suppressed.QUIET,
            patient=patient,
            reason=reason,
            step=step,
            channel=channel,
        )
        found.append(row)
    return found


def way_of(step: MessageStep | None) -> str:
    return step.way if step else MessageStep.Way.PREFERRED


def tell_cancelled(visits: Sequence[Visit], now: dt.datetime) -> None:
    """One message about visits of one patient that were cancelled in one act. It waits as long as
    a booking can be undone, so that a new date written meanwhile takes its place; where her dates
    wait to be told anyway, they say it. Who is here, or would have been by then, is told in
    person."""
    missed = [visit for visit in visits if visit.start > now + UNDO and visit.arrived_at is None]
    if not missed:
        return
    first = min(missed, key=lambda visit: visit.start)
    about = about_dates_with(first)
    waiting = Reminder.objects.filter(about, state=Reminder.State.PLANNED)
    if waiting.exclude(reason=Reminder.Reason.CANCELLED).exists() and has_dates(first):
        return
    since = waiting.filter(reason=Reminder.Reason.CANCELLED).aggregate(at=Min("created_at"))
    replace(about, now)
    rows = dates_rows(
        first,
        Reminder.Reason.CANCELLED,
        until=now + UNDO,
        before=first.start,
        schedule=next_schedule(Q(visit=first, reason=Reminder.Reason.CANCELLED)),
        now=now,
    )
    for row in rows:
        row.visit = first
        # What it replaces was not told yet: its letter tells all that was cancelled since then.
        row.created_at = since["at"] or now
    Reminder.objects.bulk_create(rows)


def tell_cancelled_since(booking: Booking, now: dt.datetime) -> None:
    """The message of an undone booking would have told what was cancelled after it; now another
    one does."""
    cancelled = Visit.objects.filter(
        session__plan=booking.plan_id,
        session__isnull=False,
        state=Visit.State.CANCELLED,
        replaced_by=None,
        ended_at__gte=booking.created_at,
    )
    tell_cancelled(list(cancelled.select_related("patient", "version", "location", "session")), now)


def has_dates(visit: Visit) -> bool:
    """Whether the visit's plan has another date ahead to tell of."""
    if visit.session is None:
        return False
    standing = Visit.objects.filter(session__plan=visit.session.plan_id)
    return standing.filter(state=Visit.State.BOOKED).exists()


def dates_replaced_by(booking: Booking) -> list[Reminder]:
    """The message about dates that waited and gave way to that of this booking, by each way."""
    own = booking.reminders.order_by("pk").values_list("pk", flat=True).first()
    gone = Reminder.objects.filter(about_dates_of(booking), state=Reminder.State.SUPERSEDED)
    if own is not None:
        gone = gone.filter(pk__lt=own)
    unsent = gone.filter(ended_at=booking.created_at, sent_at=None, owner="")
    rows = list(unsent.exclude(booking__state=Booking.State.UNDONE).order_by("pk").distinct())
    # Undone twice within one instant, the same message may have given way twice.
    by_way = {row.channel: row for row in rows if one_message(row) == one_message(rows[-1])}
    return list(by_way.values())


def plan_dates_again(*, rows: Iterable[Reminder], now: dt.datetime) -> None:
    """Let messages wait again that gave way to that of a booking which was undone."""
    Reminder.objects.bulk_create([again(row, row.channel, now) for row in rows])


def again(row: Reminder, channel: str, now: dt.datetime) -> Reminder:
    """The same message once more; it tells all since the first was written."""
    told = Q(visit=row.visit_id, booking=row.booking_id, reason=row.reason)
    copy = new_row(
        timing=Timing(row.due_at, row.expires_at),
        schedule=next_schedule(told),
        now=row.created_at,
        patient_id=row.patient_id,
        visit_id=row.visit_id,
        booking_id=row.booking_id,
        reason=row.reason,
        step_id=row.step_id,
        channel=channel,
    )
    copy.next_try_at = max(row.due_at, now)
    return copy


def one_message(row: Reminder) -> tuple[int, int, str, dt.datetime]:
    """Rows with the same one are one message, said in several ways or anew."""
    return row.booking_id or 0, row.visit_id or 0, row.reason, row.created_at


def redirect_dates(patient: Patient, ways: Ways, now: dt.datetime) -> None:
    """What waits to tell dates, or could not, goes by the ways that are open now."""
    barred = {"email": ways.email, "sms": ways.sms}
    told = Reminder.objects.filter(patient=patient, reason__in=DATES, expires_at__gt=now)
    rows = told.filter(OPEN | Q(state__in=GONE_OUT), written_by=None).select_related("step")
    locked = sorted(rows.select_for_update(of=("self",)), key=one_message)
    for _, group in itertools.groupby(locked, key=one_message):
        found = list(group)
        open_ones = [row for row in found if row.state not in GONE_OUT]
        wanted = [way for way in channels_of(way_of(found[0].step), ways) if not barred[way]]
        if not wanted or not open_ones or len(open_ones) < len(found):
            continue
        stay = {row.channel for row in open_ones if row.state == Reminder.State.PLANNED}
        leave = [row for row in open_ones if row.channel not in stay.intersection(wanted)]
        supersede([row.pk for row in leave], now)
        Reminder.objects.bulk_create(
            [again(open_ones[0], way, now) for way in wanted if way not in stay]
        )


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
