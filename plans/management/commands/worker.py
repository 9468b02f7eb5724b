import socket
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django_q.models import Schedule

from clinic import clock
from plans.actions.outbox import beat


class Command(BaseCommand):
    help = "Run the worker: each minute it sends the messages that are due."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # as Django calls it
        now = clock.now()
        Schedule.objects.update_or_create(
            name="release due",
            defaults={
                "func": "plans.tasks.release_due",
                "schedule_type": Schedule.MINUTES,
                "minutes": 1,
                "repeats": -1,
                "next_run": now,
            },
        )
        beat(worker=socket.gethostname(), now=now)
        call_command("qcluster")
