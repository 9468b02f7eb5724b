import socket
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django_q.models import Schedule

from clinic import clock
from plans.actions.outbox import beat
from plans.tasks import CHANNELS


class Command(BaseCommand):
    help = "Run the worker: each minute it sends the messages that are due."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # as Django calls it
        write_schedules()
        beat(worker=socket.gethostname(), now=clock.now())
        call_command("qcluster")


def write_schedules() -> None:
    """Each minute one pass of each channel and one of the rest; what was scheduled otherwise is
    taken away."""
    wanted = {f"send {channel}": ("plans.tasks.send_due", repr(channel)) for channel in CHANNELS}
    wanted["tend"] = ("plans.tasks.tend", "")
    with transaction.atomic():
        Schedule.objects.exclude(name__in=wanted).delete()
        for name, (func, args) in wanted.items():
            Schedule.objects.update_or_create(
                name=name,
                defaults={
                    "func": func,
                    "args": args,
                    "schedule_type": Schedule.MINUTES,
                    "minutes": 1,
                    "repeats": -1,
                    "next_run": clock.now(),
                },
            )
