"""When a message is due, whether it may go now, and what becomes of it after a try.

Instants are aware datetimes in UTC, zones are IANA names. A message goes out only between 08:00
and 20:00, the end not included, on the wall clock of whoever gets it. Clock changes are those of
`interval`: a skipped time is as much later as was skipped, a doubled one is the first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from plans.engine.interval import EPOCH, instant_at, wall_clock

LOUD_FROM = 8 * 60
"""The first minute of the day at which a message may go out."""

QUIET_FROM = 20 * 60
"""The first minute of the evening at which it may not."""

AHEAD = timedelta(hours=1)
"""How long before its last moment an advanced message is due: room for several tries."""

RECOVERY_KEEPS = timedelta(days=2)
"""How long after its due instant a recovery message is still worth sending."""

UNDO = timedelta(minutes=3)
"""So long a booking can be undone, and so long what tells its dates waits."""

UNDO_ON_ITS_WAY = timedelta(seconds=15)
"""An undo asked for in its last second may still be waiting for the database."""

LOOK_AGAIN = timedelta(minutes=15)
"""How long a message rests that waits for people, such as for a visit to be marked done."""

BACK_OFF = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
)
"""The rest after the first failed try, after the second, and so on; the last one repeats."""

BECOMES: Mapping[str, frozenset[str]] = {
    "planned": frozenset({"sending", "suppressed", "superseded"}),
    "sending": frozenset({"planned", "accepted", "failed", "superseded", "unknown"}),
    "accepted": frozenset({"delivered", "bounced"}),
    "delivered": frozenset(),
    "bounced": frozenset({"planned", "superseded"}),
    "failed": frozenset({"planned", "superseded"}),
    "suppressed": frozenset({"planned", "superseded"}),
    "superseded": frozenset(),
    "unknown": frozenset({"planned", "superseded"}),
}
"""What each state may turn into. What failed moves only by an act of the staff. A row in `sending`
whose lease ran out is claimed again without leaving the state; where it may not go any more, nobody
knows whether it went."""


def may_become(state: str) -> frozenset[str]:
    """The states that may turn into this one."""
    return frozenset(old for old, new in BECOMES.items() if state in new)


@dataclass(frozen=True, slots=True)
class Timing:
    """A message goes out at `due` or after, and before `expires`."""

    due: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the message, and calls it so."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """The provider could not take it now. `retry_after` is its own wish."""

    error: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider will never take it: the recipient or the message is refused."""

    error: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Nobody can tell whether the provider took it, and it cannot tell a repeat by its key."""

    error: str


Outcome = Accepted | Postponed | Rejected | Uncertain


@dataclass(frozen=True, slots=True)
class Send:
    """The message may go now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The message rests until an instant, then it is looked at again."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Suppress:
    """The message shall not go out any more, because of this."""

    because: str


Verdict = Send | Wait | Suppress


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds at the moment in which a worker takes a message up.

    `visit` is the state of its visit, or of one that stands among those of its booking; `zone` is
    the one whose evenings are quiet; `undo_until` is the end of the time in which its booking can
    be undone; a visit that needs rebooking still stands, but its date will change.
    """

    reason: str
    expires: datetime
    zone: str
    undo_until: datetime
    is_firm: bool
    visit: str
    needs_rebooking: bool
    is_archived: bool
    has_email: bool
    has_consent: bool


def booked_timing(*, undo_until: datetime, last_start: datetime, zone: str) -> Timing | None:
    """When the message with all dates goes: as soon as the booking can no longer be undone.

    It is of use until the last of its visits begins. None where no allowed hour is left.
    """
    due = fitted(wanted=undo_until, earliest=undo_until, before=last_start, zone=zone)
    return None if due is None else Timing(due, last_start)


def prepare_timing(
    *,
    start: datetime,
    days_before: int,
    minute: int,
    clinic_zone: str,
    zone: str,
    earliest: datetime,
) -> Timing | None:
    """When to say how to prepare: so many days before the visit, at a minute of the clinic's day.

    Where that is past already, it goes at `earliest`: late advice is better than none while the
    visit is ahead. None where no allowed hour is left before the visit.
    """
    wanted = wall_instant(
        local_date(start, clinic_zone) - timedelta(days_before), minute, clinic_zone
    )
    due = fitted(wanted=wanted, earliest=earliest, before=start, zone=zone)
    return None if due is None else Timing(due, start)


def recovery_timing(
    *,
    visited_at: datetime,
    days_after: int,
    minute: int,
    clinic_zone: str,
    zone: str,
    earliest: datetime,
) -> Timing:
    """When to ask after the skin: so many days after the visit, at a minute of the clinic's day."""
    day = local_date(visited_at, clinic_zone) + timedelta(days_after)
    due = next_allowed(max(wall_instant(day, minute, clinic_zone), earliest), zone)
    return Timing(due, due + RECOVERY_KEEPS)


def fitted(*, wanted: datetime, earliest: datetime, before: datetime, zone: str) -> datetime | None:
    """The allowed instant for a wanted one, not before `earliest` and always before `before`.

    A wanted instant in quiet hours moves to their end. Where that would miss `before`, the message
    goes earlier instead; None where nothing is left.
    """
    later = next_allowed(max(wanted, earliest), zone)
    if later < before:
        return later
    earlier = max(last_allowed(before - AHEAD, zone), earliest)
    return earlier if is_allowed(earlier, zone) and earlier < before else None


def is_allowed(instant: datetime, zone: str) -> bool:
    """Whether a message may go out at this instant."""
    _, minute = wall_time(instant, zone)
    return LOUD_FROM <= minute < QUIET_FROM


def next_allowed(instant: datetime, zone: str) -> datetime:
    """The instant itself, or the end of the quiet hours it lies in."""
    day, minute = wall_time(instant, zone)
    if minute < LOUD_FROM:
        return wall_instant(day, LOUD_FROM, zone)
    if minute < QUIET_FROM:
        return instant
    return wall_instant(day + timedelta(1), LOUD_FROM, zone)


def last_allowed(instant: datetime, zone: str) -> datetime:
    """The instant itself, or in quiet hours a while before they began."""
    day, minute = wall_time(instant, zone)
    if minute < LOUD_FROM:
        return wall_instant(day - timedelta(1), QUIET_FROM, zone) - AHEAD
    if minute < QUIET_FROM:
        return instant
    return wall_instant(day, QUIET_FROM, zone) - AHEAD


def judged(standing: Standing, now: datetime) -> Verdict:
    """Whether a due message may go now, rests, or shall not go at all."""
    waits_for_done = standing.reason == "recovery" and standing.visit != "done"
    hindrance = contact_hindrance(
        is_archived=standing.is_archived,
        has_email=standing.has_email,
        has_consent=standing.has_consent,
    )
    if not stands(standing):
        return Suppress("visit_gone")
    if now >= standing.expires:
        return Suppress("not_done" if waits_for_done else "expired")
    if hindrance:
        return Suppress(hindrance)
    if now < standing.undo_until + UNDO_ON_ITS_WAY:
        return Wait(standing.undo_until + UNDO_ON_ITS_WAY)
    if waits_for_done or (standing.reason == "prepare" and standing.needs_rebooking):
        return Wait(min(now + LOOK_AGAIN, standing.expires))
    allowed = next_allowed(now, standing.zone)
    if allowed >= standing.expires:
        return Suppress("quiet")
    return Send() if allowed == now else Wait(allowed)


def stands(standing: Standing) -> bool:
    """Whether there is still something to write about.

    Who has arrived needs no preparation any more; recovery may wait until the visit is done.
    """
    if not standing.is_firm:
        return False
    if standing.reason == "prepare":
        return standing.visit == "booked"
    if standing.reason == "cancelled":
        return standing.visit == "cancelled"
    return standing.visit in {"booked", "arrived", "in_treatment", "done"}


def contact_hindrance(*, is_archived: bool, has_email: bool, has_consent: bool) -> str:
    """Why a patient cannot be written to; empty if she can."""
    if is_archived:
        return "archived"
    if not has_email:
        return "no_email"
    return "" if has_consent else "no_consent"


def next_try(
    *, outcome: Postponed, attempts: int, now: datetime, expires: datetime
) -> datetime | None:
    """When to try again after `attempts` failed tries; None if that is too late.

    The provider's own wish counts where it is longer than our rest. There is no last attempt: only
    the expiry ends it.
    """
    rest = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    at = now + max(rest, outcome.retry_after or rest)
    return at if at < expires else None


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date on which an instant lies in a zone."""
    return wall_time(instant, zone)[0]


def wall_time(instant: datetime, zone: str) -> tuple[date, int]:
    """The date and the minute of that date which a clock shows."""
    day, second = wall_clock(zone, int((instant - EPOCH).total_seconds()))
    return date.fromordinal(day), second // 60


def wall_instant(day: date, minute: int, zone: str) -> datetime:
    """The instant at which a clock shows this minute of this day."""
    return datetime.fromtimestamp(instant_at(zone, day.toordinal(), minute), UTC)
