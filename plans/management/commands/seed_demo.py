"""Fill an empty clinic with the demo: only where DEBUG is on."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from clinic import clock
from clinic.models import Location
from plans.actions.reservation import release_lapsed
from plans.demo.clinical import thicken
from plans.demo.disturbances import disturb
from plans.demo.people import people
from plans.demo.place import open_clinic, send_on_holiday
from plans.demo.recovery import recover
from plans.demo.stories import Teller, settle_messages, tell


class Command(BaseCommand):
    help = "Make the demo clinic: one location, its people, and sixty patients around today."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there is a location already"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has known passwords; it is made only with DEBUG=1.")
        if Location.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("This database has a clinic already; the demo needs an empty one.")
        now = clock.now()
        with transaction.atomic():
            cast = open_clinic(now)
            teller = Teller(cast, now)
            patients = [teller.welcome(person) for person in people()]
            tell(teller, patients)
            send_on_holiday(cast, teller.today, now)
            release_lapsed(now=now)
            settle_messages(now, failed=2)
            disturb(teller, patients)
            thicken(teller, patients)
            recover(teller, patients[0])
            settle_messages(now)
        self.stdout.write("The demo clinic is ready.")
