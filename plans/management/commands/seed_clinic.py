"""A large made-up clinic for measuring: a full diary and many patients. Never in a real one."""

import argparse
import datetime as dt
import random
import sys
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from clinic import clock
from clinic.models import Device, Hours, Location, Practitioner, Resource, Role, Room, User
from plans.actions.consent_text import approve_text, ship_consent_texts
from plans.actions.protocol import approve_version, ship_protocols
from plans.actions.standard import approve_sheet, ship_standards
from plans.demo.crowd import a_crowd, full_days, save_crowd, save_days
from plans.models import Patient, Protocol, ProtocolVersion, Qualification

OPENS, CLOSES = 9 * 60, 18 * 60
BAR = 30


class Command(BaseCommand):
    help = "Make a large clinic for measuring, in an empty database."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--practitioners", type=int, default=50)
        parser.add_argument("--rooms", type=int, default=10)
        parser.add_argument("--devices", type=int, default=5)
        parser.add_argument("--weeks", type=int, default=52)
        parser.add_argument("--load", type=float, default=0.8, help="0 to under 1")
        parser.add_argument("--patients", type=int, default=100_000)
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same clinic")

    def handle(self, *_args: Any, **options: Any) -> None:
        if Location.objects.exists():
            raise CommandError("This database has a clinic already; choose an empty one.")
        if not 0 < options["load"] < 1:
            raise CommandError("--load must lie between 0 and 1, such as 0.8.")
        with transaction.atomic():
            count = seed(
                people=options["practitioners"],
                rooms=options["rooms"],
                devices=options["devices"],
                weeks=options["weeks"],
                load=options["load"],
                patients=options["patients"],
                chance=random.Random(options["seed"]),  # noqa: S311  # the same clinic each time
                now=clock.now(),
                progress=self.progress,
            )
        self.stdout.write(f"{options['patients']} patients, {count} visits.")

    def progress(self, what: str, whole: int) -> Callable[[int], None]:
        """A bar that grows as it is told what was done; a terminal sees it move."""
        done = 0

        def tick(more: int) -> None:
            nonlocal done
            done += more
            full = BAR * done // max(whole, 1)
            end = "\n" if done >= whole else ""
            if sys.stderr.isatty() or end:
                line = f"\r{what:<9} [{'#' * full}{'.' * (BAR - full)}] {done}/{whole}{end}"
                self.stderr.write(line, ending="")
                self.stderr.flush()

        return tick


def seed(
    *,
    people: int,
    rooms: int,
    devices: int,
    weeks: int,
    load: float,
    patients: int,
    chance: random.Random,
    now: dt.datetime,
    progress: Callable[[str, int], Callable[[int], None]],
) -> int:
    """Make it; how many visits it has."""
    desk, location, review = make_place(people, rooms, devices, now)
    save_crowd(a_crowd(chance, patients, now), progress("patients", patients))
    first = now.date() + dt.timedelta(days=1)
    days = [first + dt.timedelta(days=offset) for offset in range(weeks * 7)]
    workdays = [day for day in days if day.weekday() < 5]
    return save_days(
        full_days(
            chance,
            location=location,
            resources=dict(Resource.objects.values_list("pk", "kind")),
            days=workdays,
            hours=(OPENS, CLOSES),
            load=load,
        ),
        patients=list(Patient.objects.values_list("pk", flat=True)),
        version=review,
        location=location,
        by=desk,
        now=now,
        tick=progress("days", len(workdays)),
    )


def make_place(
    people: int, rooms: int, devices: int, now: dt.datetime
) -> tuple[User, Location, ProtocolVersion]:
    """The place, its approved protocols, and the review under which its visits are booked."""
    desk = User.objects.create_user("desk@measure.example", role=Role.DESK, name="Desk")
    location = Location.objects.create(name="Measure", display_name="Measure", zone="Europe/Berlin")
    versions = ship_protocols(now=now)
    for version in versions:
        approve_version(version_id=version.pk, approved_by="Measure", by=desk, now=now)
    for standard in ship_standards(now=now):
        approve_sheet(standard_id=standard.pk, approved_by="Measure", by=desk, now=now)
    for text in ship_consent_texts(now=now):
        approve_text(text_id=text.pk, approved_by="Measure", by=desk, now=now)
    staff = [make_practitioner(location, number) for number in range(people)]
    for number in range(rooms):
        resource = Resource.objects.create(kind=Resource.Kind.ROOM)
        Room.objects.create(resource=resource, location=location, name=f"Room {number + 1}")
    for number in range(devices):
        resource = Resource.objects.create(kind=Resource.Kind.DEVICE)
        Device.objects.create(
            resource=resource,
            location=location,
            name=f"Pen {number + 1}",
            kind=Device.Kind.PEN,
            model="Pen",
            serial=str(number + 1),
        )
    open_hours(location, None)
    Qualification.objects.bulk_create(
        Qualification(practitioner=one, protocol=version.protocol)
        for one in staff
        for version in versions
    )
    review = next(v for v in versions if v.protocol.kind == Protocol.Kind.REVIEW)
    return desk, location, review


def make_practitioner(location: Location, number: int) -> Practitioner:
    resource = Resource.objects.create(kind=Resource.Kind.PRACTITIONER)
    practitioner = Practitioner.objects.create(
        resource=resource, name=f"Practitioner {number + 1}", profession="Nurse"
    )
    practitioner.locations.add(location)
    open_hours(location, resource)
    return practitioner


def open_hours(location: Location, resource: Resource | None) -> None:
    Hours.objects.bulk_create(
        Hours(location=location, resource=resource, weekday=day, start=OPENS, end=CLOSES)
        for day in range(5)
    )
