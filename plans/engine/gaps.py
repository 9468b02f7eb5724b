"""Which dates a session of a standing plan may take, and what another date would need.

Gaps are calendar days in the location's zone. Where sessions in between have no date, the bounds
of the gaps add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Days between two sessions: nobody goes below `floor`, a practitioner with a reason below
    `least`, the desk with a reason above `most`; above `stalled` a re-assessment comes first."""

    floor: int
    least: int
    ideal: int
    most: int
    stalled: int


class Need(StrEnum):
    """What a gap asks for before it may be booked."""

    NOTHING = "nothing"
    PRACTITIONER = "practitioner"
    REASON = "reason"
    REASSESSMENT = "reassessment"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Part:
    """One session of a plan: its date, None while it has none, and the bounds of the gap before
    it."""

    number: int
    day: date | None
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Window:
    """The dates, both included, on which a session keeps its gaps to both neighbours. None: open
    on that side. `last` may lie before `first`: then no date keeps both."""

    first: date | None
    last: date | None

    @property
    def is_empty(self) -> bool:
        return self.first is not None and self.last is not None and self.last < self.first


def need_of(gap: int, bounds: Bounds) -> Need:
    """What this gap asks for."""
    if gap < bounds.floor:
        return Need.NEVER
    if gap < bounds.least:
        return Need.PRACTITIONER
    if gap <= bounds.most:
        return Need.NOTHING
    return Need.REASON if gap <= bounds.stalled else Need.REASSESSMENT


def may_take(need: Need, *, is_practitioner: bool, is_reassessed: bool) -> bool:
    """Whether this member of the staff may book a gap that asks for it, with a reason."""
    return {
        Need.NOTHING: True,
        Need.REASON: True,
        Need.PRACTITIONER: is_practitioner,
        Need.REASSESSMENT: is_reassessed,
        Need.NEVER: False,
    }[need]


def window_of(parts: Sequence[Part], number: int) -> Window:
    """Where session `number` keeps its gaps to the nearest neighbours that have a date."""
    before, after = dated_before(parts, number), dated_after(parts, number)
    first = last = None
    if before and before.day:
        bounds = bounds_between(parts, before.number, number)
        first = before.day + timedelta(bounds.least)
        last = before.day + timedelta(bounds.most)
    if after and after.day:
        bounds = bounds_between(parts, number, after.number)
        earliest = after.day - timedelta(bounds.most)
        latest = after.day - timedelta(bounds.least)
        first = max(first, earliest) if first else earliest
        last = min(last, latest) if last else latest
    return Window(first, last)


def dated_before(parts: Sequence[Part], number: int) -> Part | None:
    """The nearest earlier session with a date."""
    return next((p for p in reversed(parts) if p.number < number and p.day), None)


def dated_after(parts: Sequence[Part], number: int) -> Part | None:
    """The nearest later session with a date."""
    return next((part for part in parts if part.number > number and part.day), None)


def bounds_between(parts: Sequence[Part], earlier: int, later: int) -> Bounds:
    """The bounds of all gaps from one session to a later one, added up. Only the last gap may
    stall: what is past its most by that much stalls the whole."""
    found = [part.bounds for part in parts if earlier < part.number <= later]
    most = sum(bounds.most for bounds in found)
    return Bounds(
        floor=sum(bounds.floor for bounds in found),
        least=sum(bounds.least for bounds in found),
        ideal=sum(bounds.ideal for bounds in found),
        most=most,
        stalled=most + found[-1].stalled - found[-1].most,
    )
