"""Messages as they stand in the outbox, without the plan that led to them."""

import datetime as dt
import uuid
from typing import Any

from plans.models import Patient, Reminder
from tests.world import MONDAY

NUMBER = "+4915112345678"
LATER = MONDAY + dt.timedelta(hours=1)


def a_message_to(patient: Patient, *, state: str = "accepted", **fields: Any) -> Reminder:
    """A text message that went out on Monday morning."""
    about = "visit" in fields or "plan" in fields or "booking" in fields
    usual: dict[str, Any] = {
        "reason": "day_before" if about else "hand",
        "channel": "sms",
        "due_at": MONDAY,
        "next_try_at": MONDAY,
        "expires_at": MONDAY + dt.timedelta(days=2),
        "created_at": MONDAY,
        "key": uuid.uuid4(),
        "attempts": 1,
    }
    if state in {"accepted", "delivered"}:
        usual |= {"sent_at": MONDAY, "provider_id": f"SM{usual['key'].hex[:8]}"}
    if state == "sending":
        usual |= {"owner": "worker", "lease_until": MONDAY + dt.timedelta(seconds=90)}
    if state == "suppressed":
        usual |= {"suppressed_because": "expired"}
    return Reminder.objects.create(patient=patient, state=state, **(usual | fields))
