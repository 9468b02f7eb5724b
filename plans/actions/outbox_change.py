"""What a try changes in the rows of a message."""

import datetime as dt
from typing import Any

from plans.engine.reminder import BACK_OFF, Accepted, Outcome, Postponed, Uncertain, next_try
from plans.models import Reminder

UNOWNED = {"owner": "", "lease_until": None}
State = Reminder.State


def change_after(row: Reminder, outcome: Outcome, now: dt.datetime) -> dict[str, Any]:
    """What a try changes in its row."""
    if isinstance(outcome, Accepted):
        return {
            "state": State.ACCEPTED,
            "sent_at": now,
            "provider_id": outcome.provider_id[:200],
            "last_error": "",
        }
    told = {"last_error": " ".join(outcome.error.split())[:300] or type(outcome).__name__}
    if isinstance(outcome, Postponed):
        tries, expires = row.attempts + 1, row.expires_at
        at = next_try(outcome=outcome, attempts=tries, now=now, expires=expires)
        if at:
            return told | {"state": State.PLANNED, "next_try_at": at}
    ended = State.UNKNOWN if isinstance(outcome, Uncertain) else State.FAILED
    return told | {"state": ended, "ended_at": now}


def load_change(change: dict[str, Any], outcome: Outcome, now: dt.datetime) -> dict[str, Any]:
    """What it changes in what the row carried: the same, but where only the row itself is too late
    for another try."""
    if isinstance(outcome, Postponed) and change["state"] == State.FAILED:
        alone = {"carrier": None, "next_try_at": now + BACK_OFF[0]}
        return {"state": State.PLANNED, "last_error": change["last_error"], **alone}
    return change
