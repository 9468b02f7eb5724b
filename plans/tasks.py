"""What the worker does each minute: each channel's due messages, and what else falls due. Each is a
task of its own, so that a provider that hangs keeps back nothing but its own channel. The schedule
only wakes them: a tick that is lost or comes twice does no harm, because the truth stands in the
rows."""

import datetime as dt
import logging
import socket
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from django.conf import settings
from django.db import connection
from django.utils import timezone

from clinic import clock
from plans.actions.outbox import (
    beat,
    claim_reminders,
    hold,
    load_of,
    release_claims,
    settle_reminder,
)
from plans.actions.outbox_load import may_have_gone
from plans.actions.photo_work import ORPHAN_AFTER, align_photos, drop_orphans, size_photos
from plans.actions.reservation import release_lapsed
from plans.channels.email import send_email
from plans.channels.sms import send_sms
from plans.engine.reminder import Accepted, Outcome, Postponed, Rejected, Uncertain
from plans.models import Reminder
from plans.queries.reminder import visits_told
from plans.wording.letter import letter_of
from plans.wording.sms import text_of

logger = logging.getLogger(__name__)

CHANNELS: Sequence[str] = Reminder.Channel.values

PASS_SECONDS = 55.0
"""A pass ends before the next one of its channel begins."""

TROUBLES = 3
"""So many postponed messages in a row mean that the provider is down: the pass ends."""

COUNTED = {Accepted: "sent", Postponed: "postponed", Rejected: "failed", Uncertain: "failed"}
Counts = dict[str, int]


def send_due(channel: str) -> Counts:
    """One pass of a channel: send due messages one after the other; how many went, were postponed
    and failed."""
    beat(worker=socket.gethostname(), now=clock.now())
    owner = f"{socket.gethostname()[:40]} {uuid.uuid4()}"
    sending = Pass(channel, owner)
    while not sending.is_over and (
        rows := claim_reminders(channel=channel, owner=owner, now=clock.now())
    ):
        sending.send(rows)
    return dict(sending.done)


def tend() -> Counts:
    """What falls due besides messages: reservations, then photographs. What was done, by what it
    is."""
    now = clock.now()
    beat(worker=socket.gethostname(), now=now)
    return {"lapsed": release_lapsed(now=now)} | tend_photos()


def tend_photos() -> Counts:
    """Make smaller sizes and lay pictures upon each other, a few of each; once an hour clear away
    files that nothing points to. What was made, by what it is."""
    now = clock.now()
    done = {"sized": size_photos(now=now), "aligned": align_photos(now=now)}
    if now.minute == 0:
        # A file's age is told by the real clock, even where a demo moves its days.
        done["dropped"] = drop_orphans(before=timezone.now() - ORPHAN_AFTER)
    return done


def one_pass() -> Counts:
    """All of it once: the channels beside each other, then the rest."""
    return beside_each_other() | tend()


def beside_each_other() -> Counts:
    """One pass of each channel, so that none waits for another one's provider."""
    done = Counter(dict.fromkeys(COUNTED.values(), 0))
    with ThreadPoolExecutor(len(CHANNELS)) as pool:
        for sent in pool.map(send_alone, CHANNELS):
            done.update(sent)
    return dict(done)


def send_alone(channel: str) -> Counts:
    """In a thread of its own, with a connection of its own."""
    try:
        return send_due(channel)
    finally:
        connection.close()


class Pass:
    """One pass of one channel. It is over when its time is, or when the provider is down."""

    def __init__(self, channel: str, owner: str) -> None:
        self.channel = channel
        self.owner = owner
        self.done: Counter[str] = Counter(dict.fromkeys(COUNTED.values(), 0))
        self.troubles = 0
        self.begun = self.next_at = time.monotonic()

    @property
    def is_over(self) -> bool:
        return self.troubles >= TROUBLES or time.monotonic() - self.begun > PASS_SECONDS

    def send(self, rows: Sequence[Reminder]) -> None:
        """Send what was claimed; what is left when the pass is over goes back, and what is left
        after half a lease: who claims again sees what a lost worker left behind."""
        until = time.monotonic() + settings.SEND_LEASE_SECONDS / 2
        for place, row in enumerate(rows):
            if self.is_over or time.monotonic() > until:
                release_claims(rows=rows[place:], owner=self.owner)
                return
            self.keep_pace()
            if hold(row=row, owner=self.owner, now=clock.now()):
                self.try_once(row)
            else:
                release_claims(rows=[row], owner=self.owner)

    def keep_pace(self) -> None:
        """Wait until the next message may go."""
        if settings.SEND_PER_SECOND:
            time.sleep(max(self.next_at - time.monotonic(), 0))
            self.next_at = max(self.next_at, time.monotonic()) + 1 / settings.SEND_PER_SECOND

    def try_once(self, row: Reminder) -> None:
        outcome = outcome_of(row, load_of(row, self.owner), clock.now())
        settle_reminder(row=row, owner=self.owner, outcome=outcome, now=clock.now())
        self.done[COUNTED[type(outcome)]] += 1
        self.troubles = self.troubles + 1 if isinstance(outcome, Postponed) else 0


def outcome_of(row: Reminder, load: Sequence[Reminder], now: dt.datetime) -> Outcome:
    """Write and send one message with what goes with it. Nothing of hers reaches the log, and one
    message that cannot be written does not stop the others."""
    try:
        visits = visits_told(row)
        if not visits and (row.visit or row.booking):
            return Postponed("no visit stands")
        if row.channel == Reminder.Channel.SMS:
            text = text_of(row, visits, now, carried=load)
            return send_sms(replace(text, is_unheard=may_have_gone(row)))
        return send_email(letter_of(row, visits, now, carried=load))
    except Exception as error:
        fault = type(error).__name__
        logger.error("message %s could not be written: %s", row.pk, fault)
        return Postponed(fault)
