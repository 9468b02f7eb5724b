"""Whether a due message may go now, by which way, and what becomes of it after a try.

Instants are aware datetimes in UTC, zones are IANA names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from plans.engine.quiet import Loud, next_allowed, next_morning

MOST_TEXTS_A_DAY = 1
MOST_TEXTS_A_WEEK = 3
WEEK = timedelta(days=7)
"""Text messages to one patient: so many on one of her days, and so many in the last seven."""

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
    "planned": frozenset({"sending", "delivered", "suppressed", "superseded"}),
    "sending": frozenset(
        {"planned", "accepted", "delivered", "bounced", "failed", "superseded", "unknown"}
    ),
    "accepted": frozenset({"delivered", "bounced"}),
    "delivered": frozenset(),
    "bounced": frozenset({"planned", "superseded"}),
    "failed": frozenset({"planned", "superseded"}),
    "suppressed": frozenset({"planned", "superseded"}),
    "superseded": frozenset(),
    "unknown": frozenset({"planned", "delivered", "bounced", "superseded"}),
}
"""What each state may turn into. What failed moves only by an act of the staff; of what is unknown
the provider's own word may tell later, and its word may come before ours: after a try that timed
out, or while the answer to the try is on its way. A row in `sending`
whose lease ran out is claimed again without leaving the state; where it may not go any more, nobody
knows whether it went."""


def may_become(state: str) -> frozenset[str]:
    """The states that may turn into this one."""
    return frozenset(old for old, new in BECOMES.items() if state in new)


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
    """The provider will never take it: the recipient or the message is refused. `is_dead`: it
    says that nobody is at this address or number."""

    error: str
    is_dead: bool = False


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
class Contact:
    """One way to a patient: an e-mail address, or a phone number for text messages.

    She agreed to it (`has_consent`), said STOP (`has_stopped`), or the provider says that nobody
    is there (`is_dead`). The clinic can send in this way at all (`is_set_up`).
    """

    channel: str
    is_archived: bool
    has_address: bool
    has_consent: bool
    has_stopped: bool = False
    is_dead: bool = False
    is_set_up: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds at the moment in which a worker takes a message up.

    `visit` is the state of its visit, or of one that stands among those of its booking, and empty
    where it is about neither; `zone` is the one whose evenings are quiet, outside of `loud`;
    `undo_until` is the end of the time in which its booking can be undone; a visit that needs
    rebooking still stands, but its date will change. `is_answered`: she has done what it asks for,
    or its plan no longer asks. `texts_today` and `texts_this_week` went to her by text message on
    her own day and in the seven days before now.
    """

    reason: str
    expires: datetime
    zone: str
    loud: Loud
    contact: Contact
    undo_until: datetime | None = None
    is_firm: bool = True
    visit: str = ""
    needs_rebooking: bool = False
    is_answered: bool = False
    texts_today: int = 0
    texts_this_week: int = 0


BEFORE = frozenset({"prepare", "screening", "confirm", "day_before"})
"""They tell of a date, so they wait while it is about to change, and nobody who is here needs
them: but for the questions, which must be answered before she is treated."""

AFTER = frozenset({"recovery", "check_in"})
WITHOUT_VISIT = frozenset({"unbooked", "closing", "review", "maintenance", "hand"})


def judged(standing: Standing, now: datetime) -> Verdict:
    """Whether a due message may go now, rests, or shall not go at all."""
    waits_for_done = standing.reason in AFTER and standing.visit != "done"
    if not stands(standing):
        return Suppress("visit_gone")
    if standing.is_answered:
        return Suppress("answered")
    if now >= standing.expires:
        return Suppress("not_done" if waits_for_done else "expired")
    if hindrance := contact_hindrance(standing.contact):
        return Suppress(hindrance)
    if standing.undo_until and now < standing.undo_until + UNDO_ON_ITS_WAY:
        return Wait(standing.undo_until + UNDO_ON_ITS_WAY)
    if waits_for_done or (standing.reason in BEFORE and standing.needs_rebooking):
        return Wait(min(now + LOOK_AGAIN, standing.expires))
    return at_its_hour(standing, now)


def at_its_hour(standing: Standing, now: datetime) -> Verdict:
    """Quiet hours always hold. Over the cap of text messages a message waits for her next morning,
    and is looked at again there."""
    loud = standing.loud.on(standing.contact.channel)
    allowed, because = next_allowed(now, standing.zone, loud), "quiet"
    if is_capped(standing):
        allowed, because = next_morning(now, standing.zone, loud), "capped"
    if allowed >= standing.expires:
        return Suppress(because)
    return Send() if allowed == now else Wait(allowed)


def is_capped(standing: Standing) -> bool:
    return standing.contact.channel == "sms" and (
        standing.texts_today >= MOST_TEXTS_A_DAY or standing.texts_this_week >= MOST_TEXTS_A_WEEK
    )


def stands(standing: Standing) -> bool:
    """Whether there is still something to write about; recovery may wait for the visit."""
    if standing.reason in WITHOUT_VISIT:
        return True
    if not standing.is_firm:
        return False
    if standing.reason == "cancelled":
        return standing.visit == "cancelled"
    if standing.reason == "screening":
        return standing.visit in {"booked", "arrived"}
    if standing.reason in BEFORE:
        return standing.visit == "booked"
    return standing.visit in {"booked", "arrived", "in_treatment", "done"}


def contact_hindrance(contact: Contact) -> str:
    """Why a patient cannot be written to in this way; empty if she can."""
    if contact.is_archived:
        return "archived"
    if not contact.is_set_up:
        return "no_provider"
    if not contact.has_address:
        return "no_phone" if contact.channel == "sms" else "no_email"
    if contact.has_stopped:
        return "opted_out"
    if contact.is_dead:
        return "dead"
    return "" if contact.has_consent else "no_consent"


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
