"""Which messages a visit wants, by which ways, and when each of them is due.

Instants are aware datetimes in UTC, zones are IANA names. Days and times of day are the clinic's;
the hours in which messages may go are those of whoever gets them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from plans.engine.quiet import (
    Loud,
    fitted,
    is_allowed,
    last_allowed,
    local_date,
    next_allowed,
    wall_instant,
)
from plans.engine.reminder import AFTER, BEFORE

RECOVERY_KEEPS = timedelta(days=2)
"""How long after its due instant a word on a day of recovery is still worth sending."""

NOON = 12 * 60
EVER = datetime(1970, 1, 1, tzinfo=UTC)
STANDS = frozenset({"booked", "arrived", "in_treatment", "done"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One message of a protocol version that is switched on. `minute` is that of the clinic's day,
    `hours` count from when the visit was done."""

    id: int
    reason: str
    days: int = 0
    hours: int | None = None
    minute: int | None = None
    after_session: int | None = None
    way: str = "preferred"
    asks_check_in: bool = False


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clinic's zone, the patient's, and the hours in which messages may go in hers."""

    clinic: str
    hers: str
    loud: Loud

    def on(self, channel: str) -> "Clocks":
        return replace(self, loud=self.loud.on(channel))


@dataclass(frozen=True, slots=True)
class Ways:
    """What hinders each channel, empty where nothing does, and which one she prefers: `phone` is a
    person's call, and a letter comes next to it."""

    email: str
    sms: str
    prefers: str = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """A visit as its messages see it. `check_in_day` is the latest day of recovery for which she
    answered how her skin feels."""

    state: str
    start: datetime
    end: datetime
    done_at: datetime | None = None
    is_session: bool = True
    is_prepared_for: bool = True
    is_confirmed: bool = False
    is_screened: bool = False
    has_check_ins: bool = False
    check_in_day: int | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """A message goes out at `due` or after, and before `expires`."""

    due: datetime
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One message that shall go out. `meant` is the instant that its step names, before quiet
    hours and lateness; what was due before `since` was about something else. `is_barred`: nothing
    may go by this channel, nor by another, so it waits in sight of the staff and is given up when
    it is due. `is_late`: it goes as soon as it can. `because`: no hour is left for it, so somebody
    calls instead."""

    rule: int
    reason: str
    channel: str
    meant: datetime
    due: datetime
    expires: datetime
    since: datetime = EVER
    is_barred: bool = False
    is_late: bool = False
    because: str = ""


def channels_of(way: str, ways: Ways) -> tuple[str, ...]:
    """By which channels a message goes. One that may not be used is named only where no other may:
    the message then waits there in sight of the staff, and is not sent."""
    barred = {"email": ways.email, "sms": ways.sms}
    if way in barred:
        return (way,)
    order = ("sms", "email") if ways.prefers == "sms" else ("email", "sms")
    open_ones = tuple(channel for channel in order if not barred[channel])
    if way == "both" and open_ones:
        return open_ones
    return (open_ones or order)[:1]


def wanted_of_visit(
    rules: Sequence[Rule], visit: VisitFacts, clocks: Clocks, ways: Ways, earliest: datetime
) -> list[Wanted]:
    """What a visit wants said from `earliest` on, whatever was said already."""
    found: list[Wanted] = []
    for rule in rules:
        if asks_visit(rule, visit, rules):
            for channel in channels_of(rule.way, ways):
                wanted = visit_message(rule, channel, visit, clocks.on(channel), earliest)
                found += placed(wanted, ways, earliest)
    return found


def placed(wanted: Wanted | None, ways: Ways, earliest: datetime) -> list[Wanted]:
    """With what its way and the hour make of it; none where it is too late for it."""
    if wanted is None:
        return []
    is_barred = bool(ways.sms if wanted.channel == "sms" else ways.email)
    is_late = min(wanted.meant, wanted.due) <= earliest
    return [replace(wanted, is_barred=is_barred, is_late=is_late)]


def asks_visit(rule: Rule, visit: VisitFacts, rules: Iterable[Rule]) -> bool:
    """Whether a message has something to say as the visit stands."""
    if rule.reason in BEFORE and visit.state != "booked":
        return False
    if rule.reason in AFTER and not (visit.is_session and visit.state in STANDS):
        return False
    if rule.reason == "prepare" and not visit.is_prepared_for:
        return False
    return rule.reason in BEFORE | AFTER and not is_answered(rule, visit, rules)


def is_answered(rule: Rule, visit: VisitFacts, rules: Iterable[Rule]) -> bool:
    """Whether she has done what the message would ask for, or nobody asks it of her."""
    return {
        "screening": visit.is_screened,
        "confirm": visit.is_confirmed,
        "check_in": not asks_check_in(rule, visit, rules),
    }.get(rule.reason, False)


def asks_check_in(rule: Rule, visit: VisitFacts, rules: Iterable[Rule]) -> bool:
    """Only what was asked for is asked for again, until she answers."""
    asked = [one.days for one in rules if one.asks_check_in and one.days <= rule.days]
    if not visit.has_check_ins or not asked:
        return False
    return visit.check_in_day is None or visit.check_in_day < max(asked)


def visit_message(
    rule: Rule, channel: str, visit: VisitFacts, clocks: Clocks, earliest: datetime
) -> Wanted | None:
    """None where it is too late for it."""
    if rule.reason in BEFORE:
        return message_before(rule, channel, visit, clocks, earliest)
    visited_at = visit.done_at or visit.end
    if rule.hours is not None:
        meant = visited_at + timedelta(hours=rule.hours)
        timing = tonight_timing(meant, visited_at, clocks, earliest)
    else:
        meant = day_at(local_date(visited_at, clocks.clinic), rule.days, rule, clocks)
        timing = kept_timing(meant, RECOVERY_KEEPS, clocks, earliest)
    return made(rule, channel, meant, timing) if timing else None


def message_before(
    rule: Rule, channel: str, visit: VisitFacts, clocks: Clocks, earliest: datetime
) -> Wanted | None:
    """So many days before the visit, at a minute of the clinic's day; earlier where quiet hours
    would miss the visit. Where that is past, it goes at `earliest`: late is better than never
    while the visit is ahead."""
    if visit.start <= earliest:
        return None
    meant = day_at(local_date(visit.start, clocks.clinic), -rule.days, rule, clocks)
    due = fitted(
        wanted=meant, earliest=earliest, before=visit.start, zone=clocks.hers, loud=clocks.loud
    )
    wanted = made(rule, channel, meant, Timing(due or earliest, visit.start))
    return wanted if due else replace(wanted, because="quiet")


def tonight_timing(
    meant: datetime, visited_at: datetime, clocks: Clocks, earliest: datetime
) -> Timing | None:
    """What to expect tonight is of use until noon. Where quiet hours would keep it back, it goes an
    hour before they begin, or at once where that is past; only who left in quiet hours reads it in
    the morning."""
    zone, loud = clocks.hers, clocks.loud
    expires = wall_instant(local_date(visited_at, zone) + timedelta(1), NOON, zone)
    earliest = max(earliest, visited_at)
    due = max(meant, earliest)
    if not is_allowed(due, zone, loud):
        earlier = max(last_allowed(due, zone, loud), earliest)
        due = earlier if is_allowed(earlier, zone, loud) else next_allowed(due, zone, loud)
    return Timing(due, expires) if due < expires else None


def kept_timing(
    meant: datetime, keeps: timedelta, clocks: Clocks, earliest: datetime
) -> Timing | None:
    """At its time or after, for so long; None where that is over."""
    expires = next_allowed(meant, clocks.hers, clocks.loud) + keeps
    due = next_allowed(max(meant, earliest), clocks.hers, clocks.loud)
    return Timing(due, expires) if due < expires else None


def day_at(day: date, days: int, rule: Rule, clocks: Clocks) -> datetime:
    """The rule's minute of the clinic's day that many days after another."""
    return wall_instant(day + timedelta(days), rule.minute or 0, clocks.clinic)


def made(
    rule: Rule, channel: str, meant: datetime, timing: Timing, since: datetime = EVER
) -> Wanted:
    return Wanted(
        rule=rule.id,
        reason=rule.reason,
        channel=channel,
        meant=meant,
        due=timing.due,
        expires=timing.expires,
        since=since,
    )


def booked_timing(
    *, undo_until: datetime, last_start: datetime, zone: str, loud: Loud
) -> Timing | None:
    """When the message with all dates goes: as soon as the booking can no longer be undone.

    It is of use until the last of its visits begins. None where no allowed hour is left.
    """
    due = fitted(wanted=undo_until, earliest=undo_until, before=last_start, zone=zone, loud=loud)
    return None if due is None else Timing(due, last_start)
