"""What providers tell of a message after they took it: it arrived, or it came back."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from plans.actions.opt import at_address, in_order
from plans.actions.reminder import replan_patient
from plans.actions.trail import leave_trace
from plans.engine.reminder import may_become
from plans.models import Patient, Reminder

State = Reminder.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One word of a provider: `state` is delivered or bounced. The message goes by our `key` where
    the provider hands it back, else by its own id. `is_dead`: nobody is at `address`, an e-mail
    address or an E.164 number."""

    channel: str
    state: str
    provider_id: str = ""
    key: str = ""
    address: str = ""
    error: str = ""
    is_dead: bool = False


def note_delivery(*, delivery: Delivery, now: dt.datetime) -> bool:
    """Mark the message and what went with it; true if that changed anything. Said twice, too late
    or about a former try, it changes nothing: a message never goes backward."""
    with transaction.atomic():
        is_dead = delivery.is_dead and delivery.state == State.BOUNCED
        # Patients are locked before their messages, as a stop does it.
        unreachable = lock_alive(delivery.channel, delivery.address) if is_dead else []
        row = row_of(delivery)
        if row is None or not tells_news(row, delivery) or not marked(row, delivery, now):
            return False
        bury(unreachable, delivery.channel, now)
        return True


def mark_dead(*, channel: str, address: str, now: dt.datetime) -> list[Patient]:
    """Note that nobody is at this address or number, for all who have it; what waits for them is
    planned anew. Those for whom it was news."""
    with transaction.atomic():
        found = lock_alive(channel, address)
        bury(found, channel, now)
        return found


def lock_alive(channel: str, address: str) -> list[Patient]:
    """Everybody with this address or number of whom nobody said yet that it is dead."""
    alive = in_order().filter(at_address(channel, address), **{f"{channel}_dead_at": None})
    return list(alive)


def bury(patients: Sequence[Patient], channel: str, now: dt.datetime) -> None:
    for patient in patients:
        setattr(patient, f"{channel}_dead_at", now)
        patient.save(update_fields=[f"{channel}_dead_at"])
        facts = {"channel": channel}
        leave_trace(actor=None, verb="address_dead", now=now, patient=patient, facts=facts)
        replan_patient(patient=patient, now=now)


def row_of(delivery: Delivery) -> Reminder | None:
    """The message that is meant; None where it is none of ours, such as a sign-in code."""
    rows = Reminder.objects.filter(channel=delivery.channel)
    key = uuid_in(delivery.key)
    if key is not None and (row := rows.filter(key=key).first()):
        return row
    if not delivery.provider_id:
        return None
    return rows.filter(provider_id=delivery.provider_id, carrier=None).order_by("pk").last()


def uuid_in(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def tells_news(row: Reminder, delivery: Delivery) -> bool:
    """What came back after a former try says nothing of the one that is on its way now; what
    arrived did arrive."""
    if delivery.state != State.BOUNCED:
        return True
    if row.state == State.SENDING:
        return row.provider_id == ""
    return "" in {row.provider_id, delivery.provider_id} or row.provider_id == delivery.provider_id


def marked(row: Reminder, delivery: Delivery, now: dt.datetime) -> int:
    """How many rows changed: only those that may become this are written."""
    told: QuerySet[Reminder] = Reminder.objects.filter(
        Q(pk=row.pk) | Q(carrier=row), state__in=may_become(delivery.state)
    )
    fresh = {
        "state": delivery.state,
        "sent_at": Coalesce(F("sent_at"), now),
        "owner": "",
        "lease_until": None,
        "last_error": " ".join(delivery.error.split())[:300],
    }
    if delivery.provider_id:
        fresh["provider_id"] = delivery.provider_id[:200]
    ended = "delivered_at" if delivery.state == State.DELIVERED else "ended_at"
    told = told.exclude(state=State.PLANNED, attempts=0)
    changed = told.update(**fresh, **{ended: now})
    if changed:
        facts = {"reminder": row.pk, "reason": row.reason}
        verb = f"reminder_{delivery.state}"
        leave_trace(actor=None, verb=verb, now=now, patient=row.patient, facts=facts)
    return changed
