"""Workers of the outbox in processes of their own, which are killed whenever that is asked for.

`python -m tests.contention.outbox_workers ORDERS`. Each line of its input kills one of them, which
is replaced at once; at the end of its input all end, and it tells how many had ended by themselves.
"""

import contextlib
import json
import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import django
import time_machine
from django.conf import settings
from django.db import connection

if __name__ == "__main__":
    django.setup()

from clinic import clock
from plans.actions.outbox import load_of, settle_reminder
from plans.engine.reminder import Accepted
from plans.models import Reminder
from plans.queries.reminder import visits_told
from plans.tasks import CHANNELS, Pass, outcome_of, send_alone
from plans.wording.letter import letter_of
from plans.wording.sms import text_of

IDLE = 0.05
GAP = 0.05
"""The control rests so long between its mark and its letter, seconds: a kill finds it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """How many workers, when it is for them, and under which settings. `marks_first`: the control,
    which marks a message before it sends it."""

    workers: int
    now: str
    settings: dict[str, Any]
    marks_first: bool = False


class Workers:
    """The processes; whichever is killed is replaced."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.faults = 0
        self.alive = [self.started() for _ in range(orders.workers)]

    def started(self) -> int:
        pid = os.fork()
        if pid == 0:
            work(self.orders)
        return pid

    def kill_one(self, chance: random.Random) -> None:
        place = chance.randrange(len(self.alive))
        self.end(self.alive[place])
        self.alive[place] = self.started()

    def end(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        self.faults += not os.WIFSIGNALED(status)


def work(orders: Orders) -> None:
    """Pass after pass, until it is killed or nobody is there any more who started it."""
    if orders.marks_first:
        Pass.try_once = marked_first  # type: ignore[method-assign]
    parent = os.getppid()
    with time_machine.travel(orders.now, tick=True):
        while os.getppid() == parent:
            with ThreadPoolExecutor(len(CHANNELS)) as pool:
                list(pool.map(send_alone, CHANNELS))
            time.sleep(IDLE)
    os._exit(1)


def warm_up() -> None:
    """Load once what every letter needs, before the processes part; not the connection."""
    for row in (Reminder.objects.filter(channel=channel).first() for channel in CHANNELS):
        if row:
            write = letter_of if row.channel == Reminder.Channel.EMAIL else text_of
            write(row, visits_told(row), row.due_at)
    connection.close()


def marked_first(self: Pass, row: Reminder) -> None:
    load = load_of(row, self.owner)
    settle_reminder(row=row, owner=self.owner, outcome=Accepted("early"), now=clock.now())
    time.sleep(GAP)
    outcome_of(row, load, clock.now())
    self.done["sent"] += 1


def main() -> None:
    orders = Orders(**json.loads(sys.argv[1]))
    for name, value in orders.settings.items():
        setattr(settings, name, value)
    chance = random.Random(20261123)  # the same ones each time
    warm_up()
    workers = Workers(orders)
    try:
        for _line in sys.stdin:
            workers.kill_one(chance)
    finally:
        for pid in workers.alive:
            workers.end(pid)
    print(workers.faults)


if __name__ == "__main__":
    main()
