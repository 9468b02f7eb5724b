"""Things that wait in the inbox, each as a row of its own, without what leads there."""

import datetime as dt
import uuid
from typing import Any

from plans.models import Answer, CheckIn, Reminder, Visit
from plans.shipped.standards import TRIAGE
from tests.ready import a_sheet
from tests.world import MONDAY, count

HOUR = dt.timedelta(hours=1)


def a_check_in(
    visit: Visit, colour: str = "red", *, at: dt.datetime = MONDAY, **fields: Any
) -> CheckIn:
    """Amber is looked at within a day, red within two hours."""
    hours = {"red": 2, "amber": 24}.get(colour)
    return CheckIn.objects.create(
        patient=visit.patient,
        visit=visit,
        key=uuid.uuid4(),
        answered_at=at,
        **{
            "day": 3,
            "answers": {},
            "colour": colour,
            "standard": a_sheet("triage", [TRIAGE]),
            "due_at": None if hours is None else at + hours * HOUR,
            **fields,
        },
    )


def a_message_to(visit: Visit, *, at: dt.datetime = MONDAY, **fields: Any) -> Reminder:
    """About the visit, before it; failed when it was due."""
    return Reminder.objects.create(
        patient=visit.patient,
        visit=visit,
        key=uuid.uuid4(),
        created_at=at,
        **{
            "reason": "day_before",
            "channel": "email",
            "schedule": next(count),
            "due_at": at,
            "expires_at": visit.start,
            "next_try_at": at,
            "state": "failed",
            "ended_at": at,
            **fields,
        },
    )


def an_answer(visit: Visit | None = None, *, at: dt.datetime = MONDAY, **fields: Any) -> Answer:
    """Unread; without a visit from a sender whom nobody knows."""
    return Answer.objects.create(
        patient=None if visit is None else visit.patient,
        received_at=at,
        **{
            "channel": "sms",
            "sender": "+4915112345678",
            "text": "Can I come later?",
            "provider_id": str(uuid.uuid4()),
            **fields,
        },
    )
