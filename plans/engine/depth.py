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

from plans.engine.clearance import Outside, is_outside
from plans.engine.finding import Finding
from plans.engine.skin import is_darker
from plans.engine.standard import Band, Clearance, DepthLimit, Limits

STEP: Final = Decimal("0.25")
"""The steps in which a depth is set, mm."""


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

    def outside(self, zones: Sequence[str], depth: Decimal | None = None) -> tuple[Outside, ...]:
        """In what her treatment exceeds the device's cleared use."""
        return is_outside(
            model="",
            indication=self.indication,
            zones=zones,
            fitzpatrick=self.skin,
            age=self.age,
            depth=None if depth is None else float(depth),
            clearances=self.clearances,
        )

    @property
    def is_gentle(self) -> bool:
        """A first session of a darker skin."""
        return self.is_first and is_darker(self.skin)


def exact(value: float | Decimal) -> Decimal:
    """A sheet's number as what it reads."""
    return Decimal(str(value))


def plain(value: Decimal) -> str:
    """A depth as it is said: 0.5, 1, 1.25."""
    return f"{value.normalize():f}"


def judge_depth(zone: str, depth: Decimal | None, reason: str, care: Care) -> tuple[Finding, ...]:
    """What there is to say about a depth in a zone, the gravest first. Nothing is said about a
    zone without a depth."""
    if depth is None:
        return ()
    facts = {"zone": zone, "depth": plain(depth)}
    hard = care.hard(zone)
    if hard is not None and depth > hard:
        return (Finding("refuse", "too_deep", {**facts, "most": plain(hard)}),)
    if care.limits and depth > exact(care.limits.consent_depth) and not care.is_consent_deep:
        most = plain(exact(care.limits.consent_depth))
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
    told = {**facts, "most": plain(soft)}
    return [Finding("warn", what, told)] if reason else [Finding("warn", f"{what}_why", told)]


def needs_reason(zone: str, depth: Decimal | None, care: Care) -> bool:
    """Whether a reason must stand beside this depth."""
    soft = care.soft(zone)
    return depth is not None and soft is not None and depth > soft


def _outside_cleared(zone: str, depth: Decimal, care: Care, facts: dict[str, str]) -> list[Finding]:
    """Only a depth beyond the use for which the device is cleared; the use itself: `judge_use`."""
    is_deeper = care.outside([zone], depth) == (Outside.DEPTH,)
    return [Finding("warn", "deeper_than_cleared", facts)] if is_deeper else []


def _outside_band(depth: Decimal, care: Care, facts: dict[str, str]) -> list[Finding]:
    if care.band is None:
        return []
    low, high = exact(care.band.low), exact(care.band.high)
    told = {**facts, "low": plain(low), "high": plain(high)}
    if depth < low:
        return [Finding("note", "below_usual", told)]
    return [Finding("note", "above_usual", told)] if depth > high else []


def judge_use(care: Care, zones: Sequence[str]) -> tuple[Finding, ...]:
    """What lies outside the device's cleared use: at most one finding. `zones` are those treated;
    without any the whole face is meant."""
    if not care.has_device:
        return ()
    outside = {zone: {*care.outside([zone])} for zone in zones}
    outside = outside or {"": {*care.outside([])} - {Outside.ZONE}}
    found = set().union(*outside.values())
    if found & {Outside.DEVICE, Outside.INDICATION}:
        return (Finding("warn", "not_cleared_indication", {"indication": care.indication}),)
    if found & {Outside.SKIN, Outside.AGE}:
        return (Finding("warn", "not_cleared_patient"),)
    uncovered = [zone for zone, what in outside.items() if what]
    if uncovered:
        return (Finding("warn", "not_cleared_zones", {"zones": ",".join(uncovered)}),)
    return ()
