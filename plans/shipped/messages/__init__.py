"""The messages that come with the product: which step goes when, and which are on at first.

Offsets follow the message plan that the sources of aftercare suggest; what is switched on is at
most five messages a session. Every step is a clinic's own setting once it is shipped.
"""

from dataclasses import dataclass, field
from typing import Any

from plans.models import MessageStep, Protocol

Reason = MessageStep.Reason
MORNING, EVENING = 10 * 60, 17 * 60


@dataclass(frozen=True, slots=True)
class ShippedMessage:
    """`facts` are the further columns of its `MessageStep`."""

    slug: str
    reason: str
    is_on: bool = True
    days: int = 0
    minute: int | None = MORNING
    facts: dict[str, Any] = field(default_factory=dict)


DATES = tuple(ShippedMessage(reason, reason, minute=None) for reason in MessageStep.DATES)
DAY_BEFORE = ShippedMessage("day_before", Reason.DAY_BEFORE, days=1, minute=EVENING)
SERIES = (
    *DATES,
    ShippedMessage("prepare", Reason.PREPARE, days=7),
    ShippedMessage("confirm", Reason.CONFIRM, is_on=False, days=3),
    ShippedMessage("screening", Reason.SCREENING, is_on=False, days=2),
    DAY_BEFORE,
    ShippedMessage("tonight", Reason.RECOVERY, minute=None, facts={"offset_hours": 2}),
    ShippedMessage("day_1", Reason.RECOVERY, is_on=False, days=1),
    ShippedMessage("day_3", Reason.RECOVERY, days=3, facts={"asks_check_in": True}),
    ShippedMessage("check_in", Reason.CHECK_IN, is_on=False, days=4),
    ShippedMessage("day_7", Reason.RECOVERY, is_on=False, days=7),
    ShippedMessage("day_14", Reason.RECOVERY, days=14),
    ShippedMessage("unbooked", Reason.UNBOOKED, is_on=False, days=14),
    ShippedMessage("closing", Reason.CLOSING, is_on=False, days=7),
    ShippedMessage("review", Reason.REVIEW, is_on=False, days=21, facts={"after_session": 3}),
    ShippedMessage("maintenance", Reason.MAINTENANCE, is_on=False, days=14),
)
SINGLE = (*DATES, DAY_BEFORE)


def shipped_messages(kind: str) -> tuple[ShippedMessage, ...]:
    """Those of a protocol of this kind."""
    return SERIES if kind == Protocol.Kind.SERIES else SINGLE
