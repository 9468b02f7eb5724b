"""What a record must hold before its visit may be finished."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plans.engine.depth import Care, needs_reason


@dataclass(frozen=True, slots=True)
class Missing:
    """device, cartridge, operator, numbing_on, numbing_off, zones (none is treated), and of one
    `zone`: depth, reason, confirm."""

    what: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Treated:
    """A zone as far as it is written."""

    zone: str
    depth: Decimal | None
    reason: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a record holds so far. `is_off`: the cream was taken off."""

    has_device: bool = False
    has_cartridge: bool = False
    has_operator: bool = False
    is_not_numbed: bool = False
    is_on: bool = False
    is_off: bool = False
    zones: Sequence[Treated] = ()


def missing_of(held: Held, required: Collection[str], care: Care) -> tuple[Missing, ...]:
    """All that is still missing, in the order of the page. `required` names what the clinic asks
    for; a reason above the soft limit and the confirmation of what was filled in are always asked
    for."""
    found = [
        Missing(what)
        for what, is_there in (
            ("operator", held.has_operator),
            ("device", held.has_device),
            ("cartridge", held.has_cartridge),
        )
        if what in required and not is_there
    ]
    if "numbing" in required and not held.is_not_numbed:
        found += [Missing("numbing_on")] * (not held.is_on)
        found += [Missing("numbing_off")] * (held.is_on and not held.is_off)
    if "depth" in required and not held.zones:
        found.append(Missing("zones"))
    return (*found, *(each for zone in held.zones for each in _of_zone(zone, required, care)))


def _of_zone(zone: Treated, required: Collection[str], care: Care) -> Iterator[Missing]:
    if zone.depth is None and "depth" in required:
        yield Missing("depth", zone.zone)
    if needs_reason(zone.zone, zone.depth, care) and not zone.reason:
        yield Missing("reason", zone.zone)
    if not zone.is_confirmed:
        yield Missing("confirm", zone.zone)
