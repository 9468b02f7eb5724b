"""The states of a visit and the steps between them.

A visit is reserved or booked, the patient arrives, is treated, and it is done. It can end early
as cancelled, undone, lapsed, or because she did not come. A reservation is let go as a whole, so
none of its visits is cancelled alone.
"""

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

LATE: Final = timedelta(hours=24)
"""Whoever cancels less than this before the start cancels late: the place is hard to fill again."""

STEPS: Final = MappingProxyType(
    {
        "arrive": MappingProxyType({"booked": "arrived"}),
        "not_yet": MappingProxyType({"arrived": "booked"}),
        "start": MappingProxyType({"arrived": "in_treatment"}),
        "finish": MappingProxyType({"in_treatment": "done"}),
        "cancel": MappingProxyType({"booked": "cancelled", "arrived": "cancelled"}),
        "no_show": MappingProxyType({"booked": "no_show"}),
        "came": MappingProxyType({"no_show": "booked"}),
    }
)
"""For each step, the state it leads to from each state in which it may be taken."""

OVER: Final = frozenset({"no_show", "cancelled", "undone", "lapsed"})
"""States of a visit that takes place no more."""


def after(state: str, step: str) -> str | None:
    """The state after a step, None where the step may not be taken."""
    return STEPS[step].get(state)


def is_late(start: datetime, cancelled_at: datetime) -> bool:
    """Whether a visit was cancelled late. Who does not come at all has not cancelled."""
    return start - cancelled_at < LATE


def next_step(state: str) -> str | None:
    """What one does next with a visit in this state, None where nothing is left to do."""
    forward = ("arrive", "start", "finish")
    return next((step for step in forward if after(state, step)), None)
