"""Whose a thing of the inbox is: taken, given back, put to sleep, done. Nobody works on what
somebody else has taken without knowing it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from clinic.models import Role, User
from plans.actions.locks import guarded
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.models import Task
from plans.queries.inbox import item_of
from plans.queries.inbox_item import Item


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of the inbox, by its kind and the row it is about."""

    kind: Task.Kind
    about: int


Work = Callable[[Task, Item], Task | Refused]


def claim_task(*, thing: Thing, seen: int | None, by: User, now: dt.datetime) -> Task | Refused:
    """Take it. `seen` is the id of the user whose the asker knows it to be, None for nobody's; so
    taking it over is said twice. Refused: "taken" with who has it since when (`at`, epoch seconds);
    "practitioner_only"; "gone"; "done_already"."""

    def work(task: Task, item: Item) -> Task | Refused:
        owner = task.owner
        if owner == by:
            return task
        if owner is not None and owner.pk != seen:
            return taken(task)
        task.owner, task.claimed_at, task.snoozed_until = by, now, None
        return saved(
            task, item, "took_task", by, now, {"from": None if owner is None else owner.pk}
        )

    return on_task(thing, by, now, work)


def release_task(*, thing: Thing, by: User, now: dt.datetime) -> Task | Refused:
    """Give it back; refused, "taken", where it is somebody else's."""

    def work(task: Task, item: Item) -> Task | Refused:
        if task.owner is None:
            return task
        if task.owner != by:
            return taken(task)
        task.owner, task.claimed_at = None, None
        return saved(task, item, "gave_back_task", by, now, {})

    return on_task(thing, by, now, work)


def snooze_task(*, thing: Thing, until: dt.datetime, by: User, now: dt.datetime) -> Task | Refused:
    """Let it come back later, but not after the instant until which it is to be done. Refused:
    "taken"; "red_stays" and "overdue", which do not sleep; "not_ahead"."""

    def work(task: Task, item: Item) -> Task | Refused:
        if task.owner not in (None, by):
            return taken(task)
        if not item.may_sleep(now):
            return Refused("overdue" if item.is_overdue(now) else "red_stays")
        if until <= now:
            return Refused("not_ahead")
        slept = min(until, item.until)
        for one in (task, *others_of(item)):
            one.snoozed_until = slept
            one.save(update_fields=["snoozed_until"])
        return saved(task, item, "snoozed_task", by, now, {"until": slept.isoformat()})

    return on_task(thing, by, now, work)


def finish_task(*, thing: Thing, note: str, by: User, now: dt.datetime) -> Task | Refused:
    """Say that it is done, with a word on what came of it, where doing it leaves no other trace.
    Refused: "taken"; "has_its_own_trace"; "needs_a_word"."""

    def work(task: Task, item: Item) -> Task | Refused:
        if task.owner not in (None, by):
            return taken(task)
        if not item.is_done_by_word:
            return Refused("has_its_own_trace")
        if not note.strip():
            return Refused("needs_a_word")
        for one in (task, *others_of(item)):
            one.owner, one.claimed_at, one.snoozed_until = None, None, None
            one.done_at, one.done_by, one.note = now, by, note.strip()
            one.save()
        return saved(task, item, "finished_task", by, now, {})

    return on_task(thing, by, now, work)


def reopen_task(*, thing: Thing, by: User, now: dt.datetime) -> Task | Refused:
    """Take back that it is done, or let it wake before its time. It is theirs who does so where it
    was done."""

    def work(task: Task, item: Item) -> Task | Refused:
        was_done = task.done_at is not None
        for one in (task, *others_of(item)):
            one.done_at, one.done_by, one.note, one.snoozed_until = None, None, "", None
            one.save()
        if was_done and task.owner is None:
            task.owner, task.claimed_at = by, now
        return saved(task, item, "reopened_task", by, now, {})

    return on_task(thing, by, now, work, may_be_done=True)


def on_task(
    thing: Thing, by: User, now: dt.datetime, work: Work, *, may_be_done: bool = False
) -> Task | Refused:
    """Read again what it is about, lock its row, and do the work, in one transaction."""

    def locked() -> Task | Refused:
        item = item_of(kind=thing.kind, about=thing.about, now=now)
        if item is None:
            return Refused("gone")
        if thing.kind == Task.Kind.CHECK_IN and by.role != Role.PRACTITIONER:
            return Refused("practitioner_only")
        task = locked_task(thing)
        if task.done_at is not None and not may_be_done:
            if task.done_at >= item.since:
                return Refused("done_already", {"who": name_of(task.done_by)})
            # What was done is another thing than what is here now.
            task.owner, task.claimed_at = None, None
            task.done_at, task.done_by, task.note = None, None, ""
        return work(task, item)

    return guarded(locked)


def locked_task(thing: Thing) -> Task:
    """The row, made where there is none: two who come at once wait for each other.

    Nothing is joined: who waited would read the new row beside the old one's owner, as nobody's.
    """
    Task.objects.get_or_create(kind=thing.kind, about=thing.about)
    return Task.objects.select_for_update().get(kind=thing.kind, about=thing.about)


def others_of(item: Item) -> list[Task]:
    """The rows that the same act settles."""
    return [locked_task(Thing(item.kind, about)) for about in sorted(item.others)]


def taken(task: Task) -> Refused:
    at = task.claimed_at
    return Refused(
        "taken",
        {
            "who": name_of(task.owner),
            "owner": task.owner_id or 0,
            "at": int(at.timestamp()) if at else 0,
        },
    )


def name_of(user: User | None) -> str:
    return "" if user is None else user.name or user.email


def saved(
    task: Task, item: Item, verb: str, by: User, now: dt.datetime, facts: dict[str, object]
) -> Task:
    task.save()
    leave_trace(
        actor=by,
        verb=verb,
        now=now,
        patient=item.patient,
        facts={"kind": task.kind, "about": task.about, **facts},
    )
    return task
