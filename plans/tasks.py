"""What the worker does each minute. The schedule only wakes it: a tick that is lost or comes twice
does no harm, because the truth stands in the rows."""

import datetime as dt
import logging
import socket
import time
import uuid
from collections import Counter

from django.utils import timezone

from clinic import clock
from plans.actions.outbox import beat, claim_reminder, settle_reminder
from plans.actions.photo_work import ORPHAN_AFTER, align_photos, drop_orphans, size_photos
from plans.actions.reservation import release_lapsed
from plans.channels.email import send_email
from plans.engine.reminder import Accepted, Outcome, Postponed, Rejected, Uncertain
from plans.models import Reminder
from plans.queries.reminder import visits_told
from plans.wording.letter import letter_of

logger = logging.getLogger(__name__)

PASS_SECONDS = 120.0
"""A pass ends before its heartbeat would count as late; the next one goes on."""

TROUBLES = 3
"""So many postponed messages in a row mean that the provider is down: the pass ends."""

COUNTED = {Accepted: "sent", Postponed: "postponed", Rejected: "failed", Uncertain: "failed"}


def release_due() -> dict[str, int]:
    """One pass: note that the worker is alive, tidy reservations, send what is due, and
    then see to photographs: a message never waits for them."""
    now = clock.now()
    beat(worker=socket.gethostname(), now=now)
    done = {"lapsed": release_lapsed(now=now)} | send_due()
    tend_photos()
    return done


def send_due() -> dict[str, int]:
    """Send due messages one after the other; how many went, were postponed and failed."""
    owner = f"{socket.gethostname()[:40]} {uuid.uuid4()}"
    done: Counter[str] = Counter(dict.fromkeys(COUNTED.values(), 0))
    troubles = 0
    until = time.monotonic() + PASS_SECONDS
    while time.monotonic() < until and troubles < TROUBLES:
        row = claim_reminder(owner=owner, now=clock.now())
        if row is None:
            break
        outcome = try_once(row, clock.now())
        settle_reminder(row=row, owner=owner, outcome=outcome, now=clock.now())
        done[COUNTED[type(outcome)]] += 1
        troubles = troubles + 1 if isinstance(outcome, Postponed) else 0
    return dict(done)


def tend_photos() -> dict[str, int]:
    """Make smaller sizes and lay pictures upon each other, a few of each; once an hour clear away
    files that nothing points to. What was made, by what it is."""
    now = clock.now()
    done = {"sized": size_photos(now=now), "aligned": align_photos(now=now)}
    if now.minute == 0:
        # A file's age is told by the real clock, even where a demo moves its days.
        done["dropped"] = drop_orphans(before=timezone.now() - ORPHAN_AFTER)
    return done


def try_once(row: Reminder, now: dt.datetime) -> Outcome:
    """Write and send one message. Nothing of hers reaches the log, and one message that cannot be
    written does not stop the others."""
    try:
        visits = visits_told(row)
        if not visits:
            return Postponed("no visit stands")
        return send_email(letter_of(row, visits, now))
    except Exception as error:
        fault = type(error).__name__
        logger.error("message %s could not be written: %s", row.pk, fault)
        return Postponed(fault)
