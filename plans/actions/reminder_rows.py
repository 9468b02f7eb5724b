"""Rows of the outbox: how a message is written, and how it is taken back."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Max, Q

from plans.engine.message_plan import Timing
from plans.engine.reminder import may_become
from plans.models import Reminder

GONE_OUT = (
    Reminder.State.SENDING,
    Reminder.State.ACCEPTED,
    Reminder.State.DELIVERED,
    Reminder.State.UNKNOWN,
)
"""What she has read, or perhaps has: it is not said again by itself."""

NO_WAY = (
    Reminder.Suppressed.DEAD,
    Reminder.Suppressed.NO_CONSENT,
    Reminder.Suppressed.NO_EMAIL,
    Reminder.Suppressed.NO_PHONE,
    Reminder.Suppressed.NO_PROVIDER,
    Reminder.Suppressed.OPTED_OUT,
)
"""It was not sent because nothing could reach her in this way."""


def replace(about: Q, now: dt.datetime) -> None:
    """The owner stays written: a worker that is sending right now can still add that it did."""
    found = Reminder.objects.filter(about, state__in=may_become(Reminder.State.SUPERSEDED))
    supersede(list(found.values_list("pk", flat=True)), now)


def supersede(keys: Collection[int], now: dt.datetime) -> None:
    rows = Reminder.objects.filter(pk__in=keys)
    rows.update(state=Reminder.State.SUPERSEDED, ended_at=now)


def next_schedule(about: Q) -> int:
    last = Reminder.objects.filter(about).aggregate(last=Max("schedule"))["last"]
    return int(last or 0) + 1


def new_row(
    *, timing: Timing, schedule: int, now: dt.datetime, because: str = "", **about: Any
) -> Reminder:
    """A message that waits, or one that cannot go because of something: it is written all the
    same, so that somebody calls instead."""
    row = Reminder(
        due_at=timing.due,
        expires_at=timing.expires,
        next_try_at=timing.due,
        schedule=schedule,
        key=uuid.uuid4(),
        created_at=now,
        **about,
    )
    if because:
        row.state, row.suppressed_because, row.ended_at = Reminder.State.SUPPRESSED, because, now
    return row
