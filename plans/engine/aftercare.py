"""What to do after a session, as lines that hold for some hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DARKER_FROM = 4
"""Fitzpatrick types IV to VI have longer recovery lines (clinical judgement of the protocol)."""


@dataclass(frozen=True, slots=True)
class Line:
    """`kind` is expect, do, avoid or call; it holds from `start` until `end` hours after the
    session, half-open, without `end` for good."""

    kind: str
    start: int
    end: int | None
    text: str

    def as_row(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "from_hours": self.start,
            "until_hours": self.end,
            "text": self.text,
        }


def line_in(row: Mapping[str, Any]) -> Line:
    """The line that a stored row holds."""
    return Line(row["kind"], row["from_hours"], row["until_hours"], row["text"])


def skin_of(fitzpatrick: int | None) -> str:
    """Which group of lines is for this skin; unknown types get the usual ones."""
    return "darker" if fitzpatrick and fitzpatrick >= DARKER_FROM else "lighter"
