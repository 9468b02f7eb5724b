"""What a visit that runs behind its plan means for the next ones. Holds are never changed by it.

A treatment that began late, or that has not ended when it should have, pushes everything that it
still holds by the same time. Who is next in the same room, with the same practitioner or device
may have to wait that much longer.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

WORTH_SAYING: Final = 5 * 60
"""Seconds: a shorter delay is nothing to tell anybody."""


@dataclass(frozen=True, slots=True)
class Running:
    """A visit in treatment; instants in epoch seconds. The patient's planned stay is
    [start, end); it began at `began`."""

    visit: int
    start: int
    end: int
    began: int


@dataclass(frozen=True, slots=True)
class Kept:
    """One resource kept by one visit for [start, end), epoch seconds, as it was booked."""

    visit: int
    resource: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Delay:
    """How many seconds a visit may start late, what it waits for, and whose visit still has it."""

    seconds: int
    resource: int
    by: int


def is_overdue(start: int, now: int) -> bool:
    """Whether a visit that has not begun should have, by more than people wait for each other."""
    return now - start >= WORTH_SAYING


def slip_of(running: Running, now: int) -> int:
    """By how many seconds it runs behind its plan: it began late, or it should be over."""
    stay = running.end - running.start
    return max(running.began - running.start, now - running.start - stay, 0)


def delays(
    *, running: Iterable[Running], waiting: Collection[int], kept: Iterable[Kept], now: int
) -> Mapping[int, Delay]:
    """The longest delay of each visit in `waiting` that has one worth saying.

    Only what a running visit still holds counts: what it has given back by now delays nobody.
    """
    slips = {one.visit: slip_of(one, now) for one in running}
    rows = sorted(kept, key=lambda one: (one.resource, one.start, one.visit))
    late = [one for one in rows if slips.get(one.visit) and one.end + slips[one.visit] > now]
    found: dict[int, Delay] = {}
    for row in rows:
        if row.visit not in waiting:
            continue
        for one in late:
            if one.resource != row.resource or not one.start <= row.start:
                continue
            seconds = one.end + slips[one.visit] - row.start
            if seconds >= max(WORTH_SAYING, found[row.visit].seconds if row.visit in found else 0):
                found[row.visit] = Delay(seconds, row.resource, one.visit)
    return found
