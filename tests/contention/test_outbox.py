"""Workers that look for due messages at the same moment, on both databases."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection, transaction
from django.db.models.functions import Now

from plans.actions.outbox import LEASE, claim_reminder, due
from plans.models import Reminder
from tests.letters import Post, at

pytestmark = pytest.mark.django_db(transaction=True)

NOON = at("2027-01-11T12:00+01:00")
WORKERS = 4


def due_messages(count: int) -> None:
    """Messages of one booking, all due; only what a claim reads matters."""
    post = Post("2027-01-20T16:00+01:00")
    first = post.row("booked")
    Reminder.objects.exclude(pk=first.pk).delete()
    for schedule in range(2, count + 1):
        first.pk, first.key, first.schedule = None, uuid.uuid4(), schedule
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
    while row := claim_reminder(owner=owner, now=NOON):
        claimed.append(row.pk)
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
        row = due(NOON).first()
        looked.wait()
        assert row is not None
        with transaction.atomic():
            mine = Reminder.objects.filter(pk=row.pk)
            mine.update(state="sending", owner=owner, lease_until=Now() + LEASE)
        return [row.pk]

    assert list(run_together(claim_unguarded).values()) == [WORKERS]


def test_the_condition_on_the_lease_alone_lets_one_worker_through() -> None:
    """What guards SQLite, which has no row locks: all have looked before the first one writes."""
    due_messages(1)
    looked = threading.Barrier(WORKERS)

    def claim_by_condition(owner: str) -> list[int]:
        row = due(NOON).first()
        looked.wait()
        assert row is not None
        with transaction.atomic():
            mine = due(NOON).order_by().filter(pk=row.pk)
            won = mine.update(state="sending", owner=owner, lease_until=Now() + LEASE)
        return [row.pk] * won

    assert list(run_together(claim_by_condition).values()) == [1]
