"""Workers that are killed at random points while they send: nothing is lost, nothing is stuck, and
what comes twice comes under the same key, so that a provider that honours keys delivers it once."""

import json
import os
import random
import re
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db.models.functions import Now

from plans.models import Booking, Patient, Reminder, Visit
from tests.channels.provider import Asked, a_provider
from tests.channels.smtp import a_mail_server
from tests.contention.server import ROOT, address_of_database
from tests.letters import Post, at
from tests.world import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)

NOON = "2027-01-11T11:00+00:00"
START = at("2027-01-20T16:00+01:00")
SOAK = bool(os.environ.get("SOAK"))
PATIENTS, KILLS = (1250, 200) if SOAK else (10, 4)
LETTERS, MESSAGES = PATIENTS * 2, PATIENTS * 12 // 5
LEASE = 2
PATIENCE = 1200 if SOAK else 90


@dataclass(slots=True)
class Arrived:
    """What reached the mail server and the gateway, each time, and how late the latest lease was
    taken over, in seconds. `faults`: how many workers ended by themselves."""

    mails: list[bytes] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    latest: float = 0.0
    faults: int = 0

    @property
    def count(self) -> int:
        return len(self.mails) + len(self.texts)

    def keys(self) -> Counter[str]:
        """How often each key came."""
        ids = (re.search(rb"Message-ID: <([0-9a-f-]+)@", mail) for mail in self.mails)
        by_mail = Counter(found[1].decode() for found in ids if found)
        return by_mail + Counter(key for key, _text in self.texts)


def messages() -> None:
    """Twelve for each five patients, all due: each gets one by text and one by mail, and every
    second or third a second mail, which shares the letter of the first."""
    post = Post("2027-01-20T16:00+01:00")
    Reminder.objects.all().delete()
    patients = Patient.objects.bulk_create(
        Patient(
            name=f"Patient {n}",
            phone=f"+49151{n:08}",
            email=f"{n}@patients.example",
            zone="Europe/Berlin",
            email_consent_at=MONDAY,
            sms_consent_at=MONDAY,
            created_at=MONDAY,
        )
        for n in range(PATIENTS)
    )
    by = {"created_by": post.desk, "created_at": MONDAY, "undo_until": MONDAY}
    bookings = Booking.objects.bulk_create(
        Booking(patient=patient, state="firm", **by) for patient in patients
    )
    place = {"version": post.version, "location": post.location, "kind": "consultation"}
    visits = Visit.objects.bulk_create(
        Visit(
            patient=booking.patient,
            booking=booking,
            state="booked",
            start=START,
            end=START.replace(hour=16),
            **place,
        )
        for booking in bookings
    )
    for n, visit in enumerate(visits):
        write(visit, "prepare", "sms", "email")
        if n % 5 in (1, 3):
            write(visit, "screening", "email")


def write(visit: Visit, reason: str, *channels: str) -> None:
    times = {"due_at": MONDAY, "next_try_at": MONDAY, "expires_at": START, "created_at": MONDAY}
    Reminder.objects.bulk_create(
        Reminder(
            patient=visit.patient,
            visit=visit,
            reason=reason,
            channel=channel,
            key=uuid.uuid4(),
            **times,
        )
        for channel in channels
    )


@contextmanager
def workers(arrived: Arrived, **orders: Any) -> Iterator["subprocess.Popen[str]"]:
    """Three workers, and the providers that they speak to."""

    def take(asked: Asked) -> tuple[int, Any]:
        said = json.loads(asked.body)
        arrived.texts.append((asked.headers["Idempotency-Key"], said["text"]))
        return 200, {"id": said["key"]}

    with a_mail_server() as (mail_port, arrived.mails), a_provider(take) as gateway:
        known = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": mail_port,
            "SMS_URL": f"http+gateway://token@127.0.0.1:{gateway.port}/?honours_keys=1",
            "SEND_LEASE_SECONDS": LEASE,
        }
        told = {"workers": 3, "now": NOON, "settings": known, **orders}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.contention.outbox_workers", json.dumps(told)],
            cwd=ROOT,
            env=os.environ
            | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": address_of_database()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            arrived.faults = int(process.communicate()[0])


def under_fire(kills: int, **orders: Any) -> Arrived:
    """All messages sent by workers of which one is killed again and again, at random points
    between one letter and the next."""
    arrived, chance = Arrived(), random.Random(20261123)  # the same each time
    points = [(n + chance.random()) * LETTERS / (kills + 1) for n in range(kills)]
    until = time.monotonic() + PATIENCE
    with workers(arrived, **orders) as process:
        assert process.stdin
        while waits(arrived):
            assert time.monotonic() < until, Counter(Reminder.objects.values_list("state"))
            if points and points[0] <= arrived.count:
                points.pop(0)
                time.sleep(chance.random() / 20)
                process.stdin.write("kill\n")
                process.stdin.flush()
            else:
                time.sleep(0.02 if points else 0.2)
    return arrived


def waits(arrived: Arrived) -> bool:
    """Whether a message waits still; notes how long a lapsed lease was left alone."""
    lapsed = Reminder.objects.filter(state="sending", lease_until__lt=Now())
    for until, looked in lapsed.values_list("lease_until", Now()):
        arrived.latest = max(arrived.latest, (looked - until).total_seconds())
    return Reminder.objects.filter(state__in=["planned", "sending"]).exists()


def test_killed_workers_lose_nothing_and_repeat_only_under_the_same_key() -> None:
    messages()
    begun = time.monotonic()
    arrived = under_fire(KILLS)
    letters = Reminder.objects.filter(carrier=None)
    came = arrived.keys()
    assert Counter(Reminder.objects.values_list("state", flat=True)) == {"accepted": MESSAGES}
    assert letters.count() == LETTERS
    assert set(came) == {str(key) for key in letters.values_list("key", flat=True)}
    assert len(set(arrived.texts)) == PATIENTS
    assert arrived.faults == 0
    print(
        f"{MESSAGES} messages, {KILLS} kills, {time.monotonic() - begun:.0f} s:"
        f" {came.total()} calls for {len(came)} letters,"
        f" {sum(count > 1 for count in came.values())} repeated, at most {max(came.values())}"
        f" times; a lapsed lease lay at most {arrived.latest:.1f} s, a lease is {LEASE} s"
    )


def test_workers_that_mark_before_they_send_lose_some() -> None:
    """The control."""
    messages()
    arrived = under_fire(KILLS, marks_first=True, workers=1)
    marked = Reminder.objects.filter(carrier=None, state="accepted")
    assert len(arrived.keys()) < marked.count()
