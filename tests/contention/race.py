"""What all races share: a crowded clinic, a start at the same moment, and a look for overlaps."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, transaction

from clinic.clock import now
from tests.world import Clinic, a_practitioner, a_room, a_user

AT_ONCE = 40
SESSIONS = 6
OVERLAPS = """
    SELECT count(*) FROM plans_hold a JOIN plans_hold b
    ON a.id < b.id AND a.is_live AND b.is_live
    AND (a.resource_id = b.resource_id OR a.patient_id = b.patient_id)
    AND a.start_epoch < b.end_epoch AND b.start_epoch < a.end_epoch
"""
Answer = tuple[int, str]
First = TypeVar("First")
Second = TypeVar("Second")
# How long the first keeps its transaction open while the second comes.
MEANWHILE = 0.5


def overlaps() -> int:
    """Pairs of live holds of one resource or patient that share time."""
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        found: int = cursor.fetchone()[0]
        return found


class Crowded(Clinic):
    """Two practitioners and two rooms, but one pen; six sessions are usual."""

    def __init__(self) -> None:
        super().__init__(now=now())
        self.version.sessions_usual = SESSIONS
        self.version.save()
        a_practitioner(self.location, self.protocol)
        a_room(self.location)
        self.desks = [a_user() for _ in range(AT_ONCE)]
        self.path = f"/planner/{self.protocol.slug}/"


def together(works: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """All at once, each in a thread of its own."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], Answer]) -> Answer:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def one_after_the_other(
    first: Callable[[], First], second: Callable[[], Second]
) -> tuple[First, Second]:
    """`second` begins when `first` has written and not yet committed."""
    has_written = threading.Event()

    def begin() -> First:
        try:
            with transaction.atomic():
                answer = first()
                has_written.set()
                time.sleep(MEANWHILE)
            return answer
        finally:
            connection.close()

    def follow() -> Second:
        try:
            has_written.wait(30)
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = pool.submit(begin), pool.submit(follow)
        return both[0].result(), both[1].result()
