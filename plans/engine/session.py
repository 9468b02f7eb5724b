"""The states of a visit and the steps between them.

A visit is reserved or booked, the patient arrives, is treated, and it is done. It can end early
as cancelled, undone, lapsed, or because she did not come.
"""

from types import MappingProxyType
from typing import Final

STEPS: Final = MappingProxyType(
    {
        "arrive": MappingProxyType({"booked": "arrived"}),
        "not_yet": MappingProxyType({"arrived": "booked"}),
        "start": MappingProxyType({"arrived": "in_treatment"}),
        "finish": MappingProxyType({"in_treatment": "done"}),
    }
)
"""For each step, the state it leads to from each state in which it may be taken."""

OVER: Final = frozenset({"no_show", "cancelled", "undone", "lapsed"})
"""States of a visit that takes place no more."""


def after(state: str, step: str) -> str | None:
    """The state after a step, None where the step may not be taken."""
    return STEPS[step].get(state)


def next_step(state: str) -> str | None:
    """What one does next with a visit in this state, None where nothing is left to do."""
    forward = ("arrive", "start", "finish")
    return next((step for step in forward if after(state, step)), None)
