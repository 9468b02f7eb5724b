"""The days between sessions that hold for a patient."""

from dataclasses import dataclass

from plans.engine.skin import is_darker
from plans.engine.terms import GapDays
from plans.models import ProtocolVersion


@dataclass(frozen=True, slots=True)
class Gaps:
    """Calendar days: under `floor` nobody may, from `min` the desk may, to `max`; after `stalled`
    a re-assessment comes first. `is_darker`: taken because of Fitzpatrick IV to VI."""

    floor: int
    min: int
    ideal: int
    max: int
    stalled: int
    is_darker: bool = False

    @property
    def days(self) -> GapDays:
        return GapDays(min=self.min, ideal=self.ideal, max=self.max)


def gaps_of(version: ProtocolVersion, fitzpatrick: int | None) -> Gaps:
    """The protocol's gaps, or its other ones for Fitzpatrick IV to VI where it gives them: a
    longer gap lets a change of pigment show before the skin is treated again."""
    has_others = is_darker(fitzpatrick) and version.darker_gap_floor is not None
    prefix = "darker_gap_" if has_others else "gap_"
    floor, least, ideal, most, stalled = (
        getattr(version, prefix + name) for name in ("floor", "min", "ideal", "max", "stalled")
    )
    return Gaps(floor, least, ideal, most, stalled, has_others)
