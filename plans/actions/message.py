"""What the staff do about single messages: stop one, let it go again, send it now, change it, and
write one by hand. A message that is being sent right now cannot be changed any more."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction

from clinic.models import User
from plans.actions.outbox_load import is_bound
from plans.actions.outbox_standing import RELATED, plan_of, standing_of, verdict_on
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.engine.quiet import is_allowed
from plans.engine.reminder import Suppress, Wait
from plans.engine.sentence import Kind, faults_of
from plans.models import MessageStep, Patient, Reminder, Visit
from plans.queries.reminder import FOLLOWS, hindrance_of, is_stopped

HAND_KEEPS = dt.timedelta(days=2)
"""How long what was written by hand is still worth sending."""

State = Reminder.State


def stop_reminder(*, reminder_id: int, by: User, now: dt.datetime) -> Reminder | Refused:
    """Keep a waiting message from going. Stopped twice is stopped."""
    with transaction.atomic():
        row = found(reminder_id)
        if is_stopped(row):
            return row
        if row.state != State.PLANNED:
            return busy(row)
        stopped = {"suppressed_because": Reminder.Suppressed.STOPPED, "ended_at": now}
        change = {"state": State.SUPPRESSED, "carrier": None, **stopped}
        return changed(row, change, verb="stopped_message", by=by, now=now)


def release_reminder(*, reminder_id: int, by: User, now: dt.datetime) -> Reminder | Refused:
    """Let a message that was stopped go again, when it is due. Refused, "expired", where it is too
    late for it; "not_stopped", where nobody stopped it."""
    with transaction.atomic():
        row = found(reminder_id)
        if not is_stopped(row):
            return row if row.state == State.PLANNED else Refused("not_stopped")
        if now >= row.expires_at:
            return Refused("expired")
        change = {
            "state": State.PLANNED,
            "suppressed_because": "",
            "ended_at": None,
            "next_try_at": max(row.due_at, now),
        }
        return changed(row, change, verb="released_message", by=by, now=now)


def send_now(*, reminder_id: int, by: User, now: dt.datetime) -> Reminder | Refused:
    """Make a waiting message due, or the one in whose letter it goes. Quiet hours and the caps
    still hold: `next_try_at` of the answer is when it goes. Refused with the reason where it would
    not go at all."""
    with transaction.atomic():
        row = found(reminder_id)
        if row.carrier_id and is_bound(row):
            row = found(row.carrier_id)
        if row.state != State.PLANNED:
            return busy(row)
        if refused := waits_for(row):
            return refused
        verdict = verdict_on(row, now)
        if isinstance(verdict, Suppress):
            return Refused(verdict.because)
        change = {"next_try_at": verdict.until if isinstance(verdict, Wait) else now}
        return changed(row, change, verb="sent_message_now", by=by, now=now)


def change_reminder(
    *,
    reminder_id: int,
    due_at: dt.datetime | None = None,
    subject: str = "",
    text: str = "",
    by: User,
    now: dt.datetime,
) -> Reminder | Refused:
    """Give a waiting message another instant, within its expiry and the hours in which messages
    may go, and words for this patient. Without `due_at` it keeps its own; without words it says
    what the protocol says. All that stands in the way is told at once."""
    with transaction.atomic():
        row = found(reminder_id)
        if row.state != State.PLANNED:
            return busy(row)
        subject, text = subject.strip(), text.strip()
        refusals = [] if due_at is None else list(wrong_times(row, due_at, now))
        if subject or text:
            refusals += wrong_words(row.channel, subject, text, row.patient.language)
        if refusals:
            return Refused(refusals[0].what, refusals[0].facts, tuple(refusals[1:]))
        change: dict[str, Any] = {"own_subject": subject, "own_text": text, "written_by": by}
        change["carrier"] = None
        if due_at is not None:
            change |= {"due_at": due_at, "next_try_at": due_at}
        return changed(row, change, verb="changed_message", by=by, now=now)


def write_message(
    *,
    patient_id: int,
    channel: str,
    subject: str = "",
    text: str,
    by: User,
    now: dt.datetime,
    key: uuid.UUID,
) -> Reminder | Refused:
    """Write to one patient by hand. It goes as all messages go: with her consent, outside of quiet
    hours and within the caps. The same `key` writes one message, however often it is submitted."""
    with transaction.atomic():
        patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient_id)
        if written := Reminder.objects.filter(key=key, patient=patient).first():
            return written
        if patient.merged_into_id is not None:
            return Refused("merged", {"patient": patient.merged_into_id})
        if because := hindrance_of(patient, channel):
            return Refused(because, {"field": "channel"})
        if channel == Reminder.Channel.SMS:
            subject = ""
        subject, text = subject.strip(), text.strip()
        refusals = list(wrong_words(channel, subject, text, patient.language))
        if refusals:
            return Refused(refusals[0].what, refusals[0].facts, tuple(refusals[1:]))
        return written_row(patient, channel, subject, text, by=by, now=now, key=key)


def written_row(
    patient: Patient,
    channel: str,
    subject: str,
    text: str,
    *,
    by: User,
    now: dt.datetime,
    key: uuid.UUID,
) -> Reminder | Refused:
    """The row of a message by hand, due at once."""
    row = Reminder(
        patient=patient,
        reason=Reminder.Reason.HAND,
        channel=channel,
        due_at=now,
        next_try_at=now,
        expires_at=now + HAND_KEEPS,
        own_subject=subject,
        own_text=text,
        written_by=by,
        key=key,
        created_at=now,
    )
    verdict = verdict_on(row, now)
    if isinstance(verdict, Wait):
        row.next_try_at = verdict.until
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return Refused("used_key")
    note(row, verb="wrote_message", by=by, now=now)
    return row


def found(reminder_id: int) -> Reminder:
    """The row, locked where the database can lock rows."""
    rows = Reminder.objects.select_related(*RELATED).select_for_update(of=("self",))
    return rows.get(pk=reminder_id)


def changed(
    row: Reminder, change: dict[str, Any], *, verb: str, by: User, now: dt.datetime
) -> Reminder | Refused:
    """Write a change where the row still is what it was when it was read, and leave the trace."""
    same = Reminder.objects.filter(
        pk=row.pk, state=row.state, suppressed_because=row.suppressed_because
    )
    if not same.update(**change):
        return busy(Reminder.objects.get(pk=row.pk))
    for field, value in change.items():
        setattr(row, field, value)
    note(row, verb=verb, by=by, now=now)
    return row


def busy(row: Reminder) -> Refused:
    """Why a row that is not waiting cannot be changed."""
    return Refused("being_sent" if row.state == State.SENDING else "not_waiting")


def waits_for(row: Reminder) -> Refused | None:
    """What must happen before the message makes sense."""
    if row.visit is None:
        return None
    if row.reason in FOLLOWS and row.visit.state not in (Visit.State.DONE, *Visit.OVER):
        return Refused("waits_for_done")
    tells_date = row.reason in MessageStep.BEFORE
    return Refused("waits_for_rebooking") if tells_date and row.visit.rebook_reason else None


def wrong_times(row: Reminder, due_at: dt.datetime, now: dt.datetime) -> Iterator[Refused]:
    standing = standing_of(row)
    loud = standing.loud.on(row.channel)
    if due_at < now:
        yield Refused("in_the_past", {"field": "due_at"})
    elif due_at >= row.expires_at:
        yield Refused("past_expiry", {"field": "due_at"})
    elif not is_allowed(due_at, standing.zone, loud):
        hours: dict[str, int | str] = {"start": loud.start, "end": loud.end}
        yield Refused("quiet_hours", {"field": "due_at", "zone": standing.zone, **hours})


def wrong_words(channel: str, subject: str, text: str, language: str) -> Iterator[Refused]:
    """All that keeps own words from being sent, each with the field that it is about."""
    is_email = channel == Reminder.Channel.EMAIL
    parts: list[tuple[str, str, Kind]] = [("text", text, "body" if is_email else "sms")]
    if is_email:
        parts.insert(0, ("subject", subject, "subject"))
    for field, words, kind in parts:
        if not words:
            yield Refused(f"{field}_missing", {"field": field})
        for fault in faults_of(words, kind=kind, language=language):
            yield Refused(f"words_{fault.what}", {"field": field, **fault.facts})


def note(row: Reminder, *, verb: str, by: User, now: dt.datetime) -> None:
    facts = {"reminder": row.pk, "reason": row.reason, "channel": row.channel}
    leave_trace(actor=by, verb=verb, now=now, patient=row.patient, plan=plan_of(row), facts=facts)
