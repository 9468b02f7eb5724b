"""The outbox: a worker claims due messages, sends each outside of any transaction, and marks it.

Nothing is marked before it is sent. Who claims owns the rows until the lease runs out, by the
clock of the database, which all workers share. A worker that dies between sending and marking
leaves a lease that runs out, and the next one repeats the message with the same key. What goes in
another's letter has it as its `carrier` and shares its owner, lease and outcome.
"""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from clinic.models import User
from plans.actions.delivery import bury, lock_alive
from plans.actions.locks import guarded
from plans.actions.opt import address_of
from plans.actions.outbox_change import UNOWNED, change_after, load_change
from plans.actions.outbox_load import (
    TOGETHER,
    WAITING,
    Letter,
    Sorted,
    is_bound,
    may_have_gone,
    sort_out,
)
from plans.actions.outbox_standing import RELATED, facts_of, plan_of, standing_of, verdict_on
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.engine.reminder import Accepted, Outcome, Rejected, Suppress, may_become
from plans.models import Heartbeat, Patient, Reminder

__all__ = [
    "beat",
    "claim_reminders",
    "due",
    "free",
    "hold",
    "load_of",
    "release_claims",
    "send_again",
    "settle_reminder",
    "standing_of",
    "verdict_on",
]

MOST = 100
"""So many messages are claimed at once: a few seconds' work, far within a lease."""

FORGOTTEN = dt.timedelta(days=1)
State = Reminder.State


def claim_reminders(
    *, channel: str, owner: str, now: dt.datetime, most: int = MOST
) -> list[Reminder]:
    """Take the oldest due messages of a channel that may go now, for `owner`; empty when nothing
    is left to do. Messages met on the way that must rest or shall not go are put aside.

    A patient somebody else is busy with is left for the next look.
    """
    busy: set[int] = set()
    claimed: list[Reminder] | None = []
    while claimed is not None and not claimed:
        answer = guarded(partial(claim_some, channel, owner, now, most, busy))
        claimed = None if isinstance(answer, Refused) else answer
    return claimed or []


def claim_some(
    channel: str, owner: str, now: dt.datetime, most: int, busy: set[int]
) -> list[Reminder] | None:
    """One look; None where nothing is due. Whose row is locked is added to `busy`.

    No lock is waited for, so a claim can wait for nobody in a circle. The patient's lock keeps two
    workers from both sending her the last text message that she may get.
    """
    # In the order of the index, so that only as many rows are read as are taken.
    first = due(channel, now).exclude(patient__in=busy).order_by("next_try_at", "pk")
    met = set(locked(first).values_list("patient_id", flat=True)[:most])
    if not met:
        return None
    patients = Patient.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=met)
    mine = set(patients.values_list("pk", flat=True))
    busy |= met - mine
    rows = sorted(
        waiting_for(mine, channel, now), key=lambda row: (row.patient_id, row.due_at, row.pk)
    )
    facts = facts_of(rows, now)
    claimed = []
    for _patient, hers in groupby(rows, key=lambda row: row.patient_id):
        done = sort_out(list(hers), facts, now)
        put_aside(done, now)
        claimed += done.letters
    return take(claimed, owner)


def waiting_for(patients: set[int], channel: str, now: dt.datetime) -> list[Reminder]:
    """What is due to these patients soon. What goes with a message that is free is free too,
    whatever its own lease says: it was renewed a moment later."""
    soon = free(channel).filter(patient__in=patients, next_try_at__lte=now + TOGETHER)
    pks = list(locked(soon).order_by().values_list("pk", flat=True))
    bound = Reminder.objects.filter(carrier__in=pks, state__in=WAITING)
    pks += bound.order_by().values_list("pk", flat=True)
    # What is shown of them is joined only now: joined at once, a planner began with all patients.
    return list(Reminder.objects.filter(pk__in=pks).select_related(*RELATED, "carrier"))


def locked(rows: QuerySet[Reminder]) -> QuerySet[Reminder]:
    return rows.select_for_update(skip_locked=True, of=("self",))


def free(channel: str) -> QuerySet[Reminder]:
    """What waits and is nobody's. It joins no other table, so that a change of these rows looks at
    each again after it has waited for another one's change."""
    unowned = Q(lease_until=None) | Q(lease_until__lte=Now())
    return Reminder.objects.filter(unowned, channel=channel, state__in=WAITING)


def due(channel: str, now: dt.datetime) -> QuerySet[Reminder]:
    """Of these what is due and does not go with another one."""
    alone = Q(carrier=None) | ~Q(carrier__state__in=WAITING)
    return free(channel).filter(alone, next_try_at__lte=now)


def take(letters: list[Letter], owner: str) -> list[Reminder]:
    """Mark the leads and their loads as the owner's; those that are, in order.

    SQLite has no row locks: a row is written only where it is still free.
    """
    lease = {"state": State.SENDING, "owner": owner, "lease_until": Now() + lease_time()}
    for letter in letters:
        if letter.load and still(letter.lead).exists():
            load = Reminder.objects.filter(pk__in=[row.pk for row in letter.load])
            load.filter(state__in=WAITING).update(carrier=letter.lead, **lease)
    leads = {letter.lead.pk: letter.lead for letter in letters}
    if not leads:
        return []
    channel = letters[0].lead.channel
    free(channel).filter(pk__in=leads).update(carrier=None, **lease)
    taken = Reminder.objects.filter(pk__in=leads, owner=owner, state=State.SENDING)
    return [leads[pk] for pk in taken.order_by("due_at", "pk").values_list("pk", flat=True)]


def lease_time() -> dt.timedelta:
    """Longer than a provider may take to answer twice."""
    return dt.timedelta(seconds=settings.SEND_LEASE_SECONDS)


def put_aside(done: Sorted, now: dt.datetime) -> None:
    """Let rest and end what cannot go now. What was to go with it goes on its own, but for what
    may have gone with it already."""
    for row, until in done.resting:
        still(row).update(**UNOWNED, state=State.PLANNED, carrier=None, next_try_at=until)
        if not may_have_gone(row):
            Reminder.objects.filter(carrier=row, state__in=WAITING).update(carrier=None)
    for row, because in done.ended:
        end(row, because=because, now=now)


def end(row: Reminder, *, because: str, now: dt.datetime) -> None:
    """Suppress a row; what a lost worker left in `sending` may have gone out after all, and what
    it carried with it."""
    lost = may_have_gone(row)
    state = State.UNKNOWN if lost else State.SUPPRESSED
    change = {**UNOWNED, "state": state, "suppressed_because": because, "ended_at": now}
    if still(row).update(**change):
        if lost:
            Reminder.objects.filter(carrier=row, state__in=WAITING).update(**change)
        trace(row, verb="reminder_suppressed", by=None, now=now, because=because)


def still(row: Reminder) -> QuerySet[Reminder]:
    """The row, if it is still free."""
    return free(row.channel).filter(pk=row.pk)


def hold(*, row: Reminder, owner: str, now: dt.datetime) -> bool:
    """Right before a try: renew the lease and count the try. False where the message is no longer
    the owner's or shall not go any more.

    `row` itself keeps what was known of earlier tries: the channel asks for it.
    """
    own = Reminder.objects.filter(owner=owner, state=State.SENDING, lease_until__gt=Now())
    change = {
        "lease_until": Now() + lease_time(),
        "attempts": F("attempts") + 1,
        "first_tried_at": Coalesce(F("first_tried_at"), now),
        "last_error": "",
    }
    if not own.filter(pk=row.pk, expires_at__gt=now).update(**change):
        return False
    own.filter(carrier=row).update(**change)
    row.patient.refresh_from_db()
    return True


def load_of(row: Reminder, owner: str) -> list[Reminder]:
    """What goes in the letter of a row that is held."""
    load = Reminder.objects.filter(carrier=row, owner=owner, state=State.SENDING)
    return list(load.select_related(*RELATED).order_by("due_at", "pk"))


def release_claims(*, rows: Iterable[Reminder], owner: str) -> None:
    """Give back what was claimed and not tried. Where others are busy with the same rows for too
    long, they stay until their lease runs out."""
    pks = [row.pk for row in rows]

    def work() -> int:
        own = Reminder.objects.filter(owner=owner, state=State.SENDING)
        own = own.filter(Q(pk__in=pks) | Q(carrier__in=pks))
        return own.update(**UNOWNED, state=State.PLANNED)

    guarded(work)


def settle_reminder(*, row: Reminder, owner: str, outcome: Outcome, now: dt.datetime) -> bool:
    """Mark what became of a try that was held; false if the row is no longer the owner's."""
    return guarded(partial(settle, row, owner, outcome, now)) is True


def settle(row: Reminder, owner: str, outcome: Outcome, now: dt.datetime) -> bool:
    is_dead = isinstance(outcome, Rejected) and outcome.is_dead
    # Patients are locked before their messages, as a stop does it.
    unreachable = lock_alive(row.channel, address_of(row.patient, row.channel)) if is_dead else []
    change = change_after(row, outcome, now)
    own = Reminder.objects.filter(owner=owner)
    leads, load = own.filter(pk=row.pk), own.filter(carrier=row)
    marked = leads.filter(state=State.SENDING).update(**UNOWNED, **change)
    went = list(load.filter(state=State.SENDING).select_related(*RELATED))
    load.filter(state=State.SENDING).update(**UNOWNED, **load_change(change, outcome, now))
    if isinstance(outcome, Accepted):
        # Replaced while it was on its way: it stays replaced, but the record says it went.
        marked += leads.filter(state=State.SUPERSEDED).update(sent_at=now)
        load.filter(state=State.SUPERSEDED).update(sent_at=now)
    if change["state"] != State.PLANNED:
        verb = "reminder_sent" if isinstance(outcome, Accepted) else "reminder_failed"
        for one in ([row] if marked else []) + went:
            trace(one, verb=verb, by=None, now=now)
    bury(unreachable, row.channel, now)
    return bool(marked)


def send_again(*, reminder_id: int, by: User, now: dt.datetime) -> Reminder | Refused:
    """Make a message due that failed, was not sent or is resting, with what it carries or the one
    that carries it. What kept it back for good is told at once; quiet hours still hold."""
    with transaction.atomic():
        rows = Reminder.objects.select_related(*RELATED).select_for_update(of=("self",))
        row = rows.get(pk=reminder_id)
        if row.carrier and is_bound(row):
            row = rows.get(pk=row.carrier.pk)
        if not was_tried_in_vain(row):
            return Refused("not_waiting")
        verdict = verdict_on(row, now)
        if isinstance(verdict, Suppress):
            return Refused(verdict.because)
        fresh = {
            "state": State.PLANNED,
            "next_try_at": now,
            "attempts": 0,
            "first_tried_at": None,
            "suppressed_because": "",
            "ended_at": None,
        }
        Reminder.objects.filter(carrier=row, state=row.state).update(**fresh)
        Reminder.objects.filter(pk=row.pk).update(carrier=None, **fresh)
        row.refresh_from_db()
        trace(row, verb="reminder_made_due", by=by, now=now)
        return row


def was_tried_in_vain(row: Reminder) -> bool:
    if row.state == State.PLANNED:
        return row.attempts > 0
    return row.state in may_become(State.PLANNED) - {State.SENDING}


def beat(*, worker: str, now: dt.datetime) -> None:
    """Note that a worker looked; workers that were not seen for a day are forgotten."""
    with transaction.atomic():
        Heartbeat.objects.update_or_create(worker=worker, defaults={"beat_at": now})
        Heartbeat.objects.filter(beat_at__lt=now - FORGOTTEN).delete()


def trace(
    row: Reminder, *, verb: str, by: User | None, now: dt.datetime, because: str = ""
) -> None:
    facts = {"reminder": row.pk, "reason": row.reason, "attempts": row.attempts}
    if because:
        facts["because"] = because
    leave_trace(actor=by, verb=verb, now=now, patient=row.patient, plan=plan_of(row), facts=facts)
