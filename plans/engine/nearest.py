"""How far a time lies from the one that a patient has and from the ideal gap."""

from dataclasses import dataclass

from plans.engine.aim import GAP_DAY, MOVED_DAY, OTHER_THAN_BEFORE, OTHER_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a new time is measured by: the day (an ordinal) and the minute of the day of the old
    one, the day of the ideal gap, and the practitioner who shall stay. None: does not count."""

    day: int | None = None
    minute: int | None = None
    ideal: int | None = None
    who: str | None = None


def cost_of(wanted: Wanted, *, day: int, minute: int, who: str | None) -> tuple[int, int]:
    """Lowest is best: each day from the old date and from the ideal one, another practitioner,
    another time on the same date, at the prices of a series that stands. Among equals the one
    nearest to the old time of day comes first."""
    cost = 0
    if wanted.day is not None:
        cost += abs(day - wanted.day) * MOVED_DAY
        cost += OTHER_TIME if day == wanted.day and minute != wanted.minute else 0
    if wanted.ideal is not None:
        cost += abs(day - wanted.ideal) * GAP_DAY
    if wanted.who not in (None, who):
        cost += OTHER_THAN_BEFORE
    return cost, 0 if wanted.minute is None else abs(minute - wanted.minute)
