"""Which messages a visit and a plan want, and when each of them is due.

Instants are aware datetimes in UTC, zones are IANA names. Days and times of day are the clinic's;
the hours in which messages may go are those of whoever gets them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from plans.engine.quiet import Loud, fitted, local_date, next_allowed, wall_instant

RECOVERY_KEEPS = timedelta(days=2)
"""How long after its due instant a recovery message is still worth sending."""


@dataclass(frozen=True, slots=True)
class Timing:
    """A message goes out at `due` or after, and before `expires`."""

    due: datetime
    expires: datetime


def booked_timing(
    *, undo_until: datetime, last_start: datetime, zone: str, loud: Loud
) -> Timing | None:
    """When the message with all dates goes: as soon as the booking can no longer be undone.

    It is of use until the last of its visits begins. None where no allowed hour is left.
    """
    due = fitted(wanted=undo_until, earliest=undo_until, before=last_start, zone=zone, loud=loud)
    return None if due is None else Timing(due, last_start)


def prepare_timing(
    *,
    start: datetime,
    days_before: int,
    minute: int,
    clinic_zone: str,
    zone: str,
    loud: Loud,
    earliest: datetime,
) -> Timing | None:
    """When to say how to prepare: so many days before the visit, at a minute of the clinic's day.

    Where that is past already, it goes at `earliest`: late advice is better than none while the
    visit is ahead. None where no allowed hour is left before the visit.
    """
    wanted = wall_instant(
        local_date(start, clinic_zone) - timedelta(days_before), minute, clinic_zone
    )
    due = fitted(wanted=wanted, earliest=earliest, before=start, zone=zone, loud=loud)
    return None if due is None else Timing(due, start)


def recovery_timing(
    *,
    visited_at: datetime,
    days_after: int,
    minute: int,
    clinic_zone: str,
    zone: str,
    loud: Loud,
    earliest: datetime,
) -> Timing:
    """When to ask after the skin: so many days after the visit, at a minute of the clinic's day."""
    day = local_date(visited_at, clinic_zone) + timedelta(days_after)
    due = next_allowed(max(wall_instant(day, minute, clinic_zone), earliest), zone, loud)
    return Timing(due, due + RECOVERY_KEEPS)
