"""Whether a treatment lies within what its device is cleared for. Outside is told, never barred."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from plans.engine.standard import Clearance


class Outside(StrEnum):
    """In what a treatment goes beyond the cleared use."""

    DEVICE = "device"
    INDICATION = "indication"
    ZONE = "zone"
    SKIN = "skin"
    AGE = "age"
    DEPTH = "depth"


def is_outside(
    *,
    model: str,
    indication: str,
    zones: Collection[str] = (),
    fitzpatrick: int | None = None,
    age: int | None = None,
    depth: float | None = None,
    clearances: Iterable[Clearance],
) -> tuple[Outside, ...]:
    """In what it is outside; empty: one clearance covers all of it. Where none does, what is said
    is of the one that comes nearest.

    `model` empty: any device may come. No `zones`: the whole face, which a clearance for single
    zones does not cover. `fitzpatrick` 1 to 6, `age` in years, `depth` in mm; what is not known
    is not outside.
    """
    rows = [row for row in clearances if not model or row.model == model]
    if not rows:
        return (Outside.DEVICE,)
    fitting = [row for row in rows if row.indication == indication]
    if not fitting:
        return (Outside.INDICATION,)
    beyond = [_beyond(row, zones, fitzpatrick, age, depth) for row in fitting]
    return min(beyond, key=len)


def _beyond(
    row: Clearance,
    zones: Collection[str],
    fitzpatrick: int | None,
    age: int | None,
    depth: float | None,
) -> tuple[Outside, ...]:
    found = []
    if row.zones and (not zones or not set(zones) <= set(row.zones)):
        found.append(Outside.ZONE)
    if fitzpatrick is not None and not row.skin_from <= fitzpatrick <= row.skin_to:
        found.append(Outside.SKIN)
    if age is not None and age < row.age_from:
        found.append(Outside.AGE)
    if depth is not None and row.depth is not None and depth > row.depth:
        found.append(Outside.DEPTH)
    return tuple(found)
