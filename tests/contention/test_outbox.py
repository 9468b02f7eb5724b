"""Workers that look for due messages at the same moment, on both databases."""

import datetime as dt
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
import time_machine
from django.db import close_old_connections, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from plans.actions.outbox import claim_reminders, due, free, hold, lease_time
from plans.actions.outbox_standing import texts_to
from plans.models import Reminder
from tests.letters import Post, at
from tests.sent import NUMBER, a_message_to
from tests.world import MONDAY, a_patient

pytestmark = pytest.mark.django_db(transaction=True)

NOON = at("2027-01-11T12:00+01:00")
HOUR = dt.timedelta(hours=1)
WORKERS = 4


def due_messages(count: int) -> None:
    """Messages to as many patients, all due; only what a claim reads matters."""
    first = Post("2027-01-20T16:00+01:00").row("booked")
    Reminder.objects.exclude(pk=first.pk).delete()
    for schedule in range(2, count + 1):
        first.pk, first.key, first.schedule = None, uuid.uuid4(), schedule
        first.patient = a_patient()
        first.save(force_insert=True)


def run_together(work: Callable[[str], list[int]]) -> Counter[int]:
    """How often each row was claimed when all workers began at once."""
    start = threading.Barrier(WORKERS)
    claims: list[int] = []
    faults: list[Exception] = []

    def run(owner: str) -> None:
        try:
            start.wait()
            claims.extend(work(owner))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(f"worker {n}",)) for n in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert faults == []
    return Counter(claims)


def claim_all(owner: str) -> list[int]:
    claimed = []
    while rows := claim_reminders(channel="email", owner=owner, now=NOON, most=3):
        claimed += [row.pk for row in rows]
    return claimed


def test_each_message_is_claimed_by_one_worker(rounds: int) -> None:
    for _ in range(rounds):
        Reminder.objects.all().delete()
        due_messages(20)
        claims = run_together(claim_all)
        assert set(claims.values()) == {1}
        assert set(claims) == set(Reminder.objects.values_list("pk", flat=True))


def test_without_the_guard_one_message_is_claimed_by_several() -> None:
    """The control: the same race, with neither the lock nor the condition on the lease."""
    due_messages(1)
    looked = threading.Barrier(WORKERS)

    def claim_unguarded(owner: str) -> list[int]:
        row = due("email", NOON).first()
        looked.wait()
        assert row is not None
        with transaction.atomic():
            mine = Reminder.objects.filter(pk=row.pk)
            mine.update(state="sending", owner=owner, lease_until=Now() + lease_time())
        return [row.pk]

    assert list(run_together(claim_unguarded).values()) == [WORKERS]


def test_the_condition_on_the_lease_alone_lets_one_worker_through() -> None:
    """What guards SQLite, which has no row locks: all have looked before the first one writes."""
    due_messages(1)
    looked = threading.Barrier(WORKERS)

    def claim_by_condition(owner: str) -> list[int]:
        row = due("email", NOON).first()
        looked.wait()
        assert row is not None
        with transaction.atomic():
            mine = free("email").filter(pk=row.pk)
            won = mine.update(state="sending", owner=owner, lease_until=Now() + lease_time())
        return [row.pk] * won

    assert list(run_together(claim_by_condition).values()) == [1]


def test_two_workers_do_not_both_send_her_the_only_text_of_the_day(rounds: int) -> None:
    """Two that somebody wrote, which never share a message: one goes, the other waits."""
    for _ in range(rounds):
        Reminder.objects.all().delete()
        patient = a_patient(phone=NUMBER, sms_consent_at=MONDAY)
        for _row in range(WORKERS):
            a_message_to(patient, state="planned", own_text="Call us.", attempts=0)
        claims = run_together(claim_texts)
        assert list(claims.values()) == [1]


def test_without_the_lock_on_the_patient_both_go() -> None:
    """The control: all have counted before the first one writes."""
    patient = a_patient(phone=NUMBER, sms_consent_at=MONDAY)
    rows = [
        a_message_to(patient, state="planned", own_text="Call us.", attempts=0)
        for _row in range(WORKERS)
    ]
    looked = threading.Barrier(WORKERS)

    def claim_uncounted(owner: str) -> list[int]:
        row = rows[int(owner[-1])]
        texts = texts_to({patient.pk}, NOON)
        looked.wait()
        assert texts == {}
        won = free("sms").filter(pk=row.pk)
        with transaction.atomic():
            lease = {"owner": owner, "lease_until": Now() + lease_time()}
            return [patient.pk] * won.update(state="sending", **lease)

    assert list(run_together(claim_uncounted).values()) == [WORKERS]


def claim_texts(owner: str) -> list[int]:
    rows = claim_reminders(channel="sms", owner=owner, now=NOON)
    return [row.patient_id for row in rows]


def test_a_worker_whose_clock_is_wrong_takes_no_lease_of_another() -> None:
    due_messages(1)
    (row,) = claim_reminders(channel="email", owner="right", now=NOON)
    for wrong in (-2 * HOUR, 2 * HOUR):
        with time_machine.travel(timezone.now() + wrong, tick=True):
            claims = run_together(partial(claim_at, NOON + wrong))
        assert claims == {}
        assert Reminder.objects.get(pk=row.pk).owner == "right"
    assert hold(row=row, owner="right", now=NOON)


def test_with_leases_by_the_workers_clock_a_wrong_one_takes_them() -> None:
    """The control: a lease by the clock of who claims is over for one two hours ahead."""
    due_messages(1)
    lease = {"owner": "right", "lease_until": NOON + lease_time()}
    Reminder.objects.update(state="sending", **lease)
    free = Reminder.objects.filter(lease_until__lte=NOON + 2 * HOUR)
    assert free.update(owner="wrong") == 1


def claim_at(now: dt.datetime, owner: str) -> list[int]:
    return [row.pk for row in claim_reminders(channel="email", owner=owner, now=now)]
