"""Which of a patient's due messages go, which rest or end, and which travel in another's letter."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from plans.actions.outbox_standing import Facts, counted, standing_of
from plans.engine.reminder import Send, Suppress, Verdict, Wait, judged
from plans.models import Reminder

TOGETHER = dt.timedelta(hours=2)
"""What would go so soon after another message goes with it."""

WAITING = (Reminder.State.PLANNED, Reminder.State.SENDING)


@dataclass(slots=True)
class Letter:
    """One message that goes, and those that go in it."""

    lead: Reminder
    load: list[Reminder] = field(default_factory=list)


@dataclass(slots=True)
class Sorted:
    """What becomes of a patient's messages by one channel; the others are left alone."""

    letters: list[Letter] = field(default_factory=list)
    resting: list[tuple[Reminder, dt.datetime]] = field(default_factory=list)
    ended: list[tuple[Reminder, str]] = field(default_factory=list)


def may_have_gone(row: Reminder) -> bool:
    """Whether it was given to a provider and nobody heard what came of it."""
    return row.first_tried_at is not None and not row.last_error


def is_bound(row: Reminder) -> bool:
    """Whether it goes with another message that still waits."""
    return row.carrier is not None and row.carrier.state in WAITING


def may_share(row: Reminder) -> bool:
    """What was tried keeps its letter: a repeat under its key must say the same. What somebody
    wrote stands alone."""
    is_own = row.own_text or row.reason == Reminder.Reason.HAND
    return row.first_tried_at is None and not is_own


def sort_out(rows: Sequence[Reminder], facts: Facts, now: dt.datetime) -> Sorted:
    """The messages of one patient by one channel that wait and are due within `TOGETHER`, the
    oldest first."""
    done = Sorted()
    texts = list(facts.texts.get(rows[0].patient_id, ()))
    shared: Letter | None = None
    for row in rows:
        if is_bound(row):
            continue
        if lost_its_letter(row):
            done.ended.append((row, ""))
        elif shared and may_share(row) and may_go(row, facts, now):
            shared.load.append(row)
        elif row.next_try_at <= now:
            verdict = verdict_of(row, facts, texts, now)
            note(done, row, verdict)
            if isinstance(verdict, Send):
                texts.append(now)
                shared = shared or (done.letters[-1] if may_share(row) else None)
    for letter in done.letters:
        bound = [row for row in rows if row.carrier_id == letter.lead.pk]
        keep_load(done, letter, bound, facts, now)
    return done


def keep_load(
    done: Sorted, letter: Letter, bound: Sequence[Reminder], facts: Facts, now: dt.datetime
) -> None:
    """What a letter carried when it was tried before goes with it again, where it may."""
    for row in bound:
        if may_go(row, facts, now):
            letter.load.append(row)
        else:
            note(done, row, verdict_of(row, facts, (), now))


def lost_its_letter(row: Reminder) -> bool:
    """Whether it may have gone in a letter that will never be repeated, because its lead was
    replaced or stopped: under another key it could come twice."""
    return row.carrier is not None and may_have_gone(row)


def may_go(row: Reminder, facts: Facts, now: dt.datetime) -> bool:
    """Whether it may go in a letter that goes anyway: the caps count letters."""
    return isinstance(verdict_of(row, facts, (), now), Send)


def note(done: Sorted, row: Reminder, verdict: Verdict) -> None:
    match verdict:
        case Send():
            done.letters.append(Letter(row))
        case Wait(until):
            done.resting.append((row, until))
        case Suppress(because):
            done.ended.append((row, because))


def verdict_of(
    row: Reminder, facts: Facts, texts: Sequence[dt.datetime], now: dt.datetime
) -> Verdict:
    return judged(counted(standing_of(row, facts), texts, now), now)
