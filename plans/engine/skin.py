"""Skin types by Fitzpatrick, 1 to 6."""

from typing import Final

DARKER_FROM: Final = 4
"""Types IV to VI have longer gaps and rests and a careful first depth (the protocol and
the clinic's sheets say how long and how deep)."""


def is_darker(fitzpatrick: int | None) -> bool:
    """Whether what holds for darker skin holds for this type; not for one that is unknown."""
    return fitzpatrick is not None and fitzpatrick >= DARKER_FROM
