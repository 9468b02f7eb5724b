"""Is this depth right for this zone, this skin and this device?

Depths are mm. A depth below or above what is usual for the indication is noted; above the zone's
soft limit it warns and asks for a reason; above the hard one, above the deepest of the clinic, or
deeper than the consent covers it is refused. A use outside what the device is cleared for is
named, never refused: the clinic may treat off label, and says so in its consent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plans.engine.finding import Finding
from plans.engine.standard import Band, Clearance, DepthLimit, Limits

STEP: Final = Decimal("0.25")
"""The steps in which a depth is set, mm."""
DARKER: Final = 4
"""From this Fitzpatrick type on, the first session stays shallower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """All that depths of one record are judged by; what the clinic has not approved is absent.
    `clearances` are those of the device's model, `indications` what is treated."""

    depths: dict[str, DepthLimit]
    band: Band | None
    limits: Limits | None
    clearances: Sequence[Clearance]
    indication: str
    skin: int | None
    age: int | None
    is_first: bool
    is_consent_deep: bool
    has_device: bool = True

    def start(self, zone: str) -> Decimal | None:
        """Where one starts."""
        limit = self.depths.get(zone)
        return exact(limit.start) if limit else None

    def soft(self, zone: str) -> Decimal | None:
        """From above this depth a reason is asked for."""
        limit = self.depths.get(zone)
        if limit is None:
            return None
        less = self.limits.darker_less if self.limits and self.is_gentle else 0
        return max(exact(limit.soft) - exact(less), exact(limit.start))

    def hard(self, zone: str) -> Decimal | None:
        """Above this depth nothing is recorded."""
        found = [exact(self.limits.deepest)] if self.limits else []
        if limit := self.depths.get(zone):
            found.append(exact(limit.hard))
        return min(found, default=None)

    @property
    def is_gentle(self) -> bool:
        """A first session of a darker skin."""
        return self.is_first and self.skin is not None and self.skin >= DARKER


def exact(value: float | Decimal) -> Decimal:
    """A sheet's number as what it reads."""
    return Decimal(str(value))


def judge_depth(zone: str, depth: Decimal | None, reason: str, care: Care) -> tuple[Finding, ...]:
    """What there is to say about a depth in a zone, the gravest first. Nothing is said about a
    zone without a depth."""
    if depth is None:
        return ()
    facts = {"zone": zone, "depth": str(depth)}
    hard = care.hard(zone)
    if hard is not None and depth > hard:
        return (Finding("refuse", "too_deep", {**facts, "most": str(hard)}),)
    if care.limits and depth > exact(care.limits.consent_depth) and not care.is_consent_deep:
        most = str(exact(care.limits.consent_depth))
        return (Finding("refuse", "deeper_than_consent", {**facts, "most": most}),)
    return (
        *_above_soft(depth, reason, care, facts),
        *_outside_cleared(zone, depth, care, facts),
        *_outside_band(depth, care, facts),
    )


def _above_soft(depth: Decimal, reason: str, care: Care, facts: dict[str, str]) -> list[Finding]:
    soft = care.soft(facts["zone"])
    if soft is None or depth <= soft:
        return []
    what = "above_soft_first" if care.is_gentle else "above_soft"
    told = {**facts, "most": str(soft)}
    return [Finding("warn", what, told)] if reason else [Finding("warn", f"{what}_why", told)]


def needs_reason(zone: str, depth: Decimal | None, care: Care) -> bool:
    """Whether a reason must stand beside this depth."""
    soft = care.soft(zone)
    return depth is not None and soft is not None and depth > soft


def _outside_cleared(zone: str, depth: Decimal, care: Care, facts: dict[str, str]) -> list[Finding]:
    """Only a depth beyond the use for which the device is cleared; the use itself: `judge_use`."""
    rows = [row for row in care.clearances if covers(row, care, zone)]
    if not rows or any(row.depth is None for row in rows):
        return []
    most = max(exact(row.depth) for row in rows if row.depth is not None)
    if depth <= most:
        return []
    return [Finding("warn", "deeper_than_cleared", {**facts, "most": str(most)})]


def _outside_band(depth: Decimal, care: Care, facts: dict[str, str]) -> list[Finding]:
    if care.band is None:
        return []
    low, high = exact(care.band.low), exact(care.band.high)
    told = {**facts, "low": str(low), "high": str(high)}
    if depth < low:
        return [Finding("note", "below_usual", told)]
    return [Finding("note", "above_usual", told)] if depth > high else []


def judge_use(care: Care, zones: Sequence[str]) -> tuple[Finding, ...]:
    """What lies outside the device's cleared use: at most one finding. `zones` are those treated;
    without any the whole face is meant."""
    if not care.has_device:
        return ()
    mine = [row for row in care.clearances if row.indication == care.indication]
    if not mine:
        return (Finding("warn", "not_cleared_indication", {"indication": care.indication}),)
    if not any(suits(row, care) for row in mine):
        return (Finding("warn", "not_cleared_patient"),)
    uncovered = [zone for zone in zones if not any(covers(row, care, zone) for row in mine)]
    if uncovered:
        return (Finding("warn", "not_cleared_zones", {"zones": ",".join(uncovered)}),)
    return ()


def covers(row: Clearance, care: Care, zone: str) -> bool:
    """Whether a cleared use takes in this patient, this indication and this zone."""
    is_zone = not row.zones or zone in row.zones
    return row.indication == care.indication and is_zone and suits(row, care)


def suits(row: Clearance, care: Care) -> bool:
    """Whether her skin and her age are what a use is cleared for; what nobody knows of her is
    not held against the device."""
    is_skin = care.skin is None or row.skin_from <= care.skin <= row.skin_to
    return is_skin and (care.age is None or care.age >= row.age_from)
