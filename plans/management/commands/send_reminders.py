from typing import Any

from django.core.management.base import BaseCommand

from plans.tasks import one_pass


class Command(BaseCommand):
    help = "Send the messages that are due, once; by hand, or each minute from cron."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # as Django calls it
        done = one_pass()
        self.stdout.write(
            "Sent {sent}, postponed {postponed}, failed {failed};"
            " reservations released: {lapsed}.".format_map(done)
        )
