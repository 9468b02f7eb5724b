"""How long it takes to find what a lot, a product or a device touched, among 100,000 sessions.

`python -m bench.lots` asks the pages themselves, on the database of the settings, in a database of
its own that is gone afterwards. Wall clock, with the process' own CPU time beside it.
"""

import datetime as dt
import random
import re
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.test import Client

from clinic.models import Device, Location, Practitioner, Role, User
from plans.actions.patient import make_searchable
from plans.management.commands.seed_clinic import make_place
from plans.models import Booking, Lot, LotUse, Patient, ProtocolVersion, Record, Visit, ZoneRecord

SESSIONS, PATIENTS, LOTS = 100_000, 20_000, 3_000
ROUNDS = 5
AT_MOST = 2.0
BATCH = 5_000
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
COUNT = re.compile(rb'id="touched-head">(\d+) session')
ITEMS = ("04012345000009", "04012345000016", "04012345000023")
TIPS = ("Tip 12", "Tip 36", "Nano tip")
QUERIES = (
    ("one lot number", "01234K"),
    ("part of a lot number", "123"),
    ("a product of many lots", "Tip 12"),
    ("item number", ITEMS[1]),
    ("serial number", "S0077777"),
    ("part of a serial number", "7777"),
    ("a device by its serial", "P-000003"),
    ("what every device is called", "Pen"),
    ("one letter", "t"),
    ("a scanned package", f"(01){ITEMS[0]}(10)01233K"),
    ("nobody", "qxjyw"),
)


@dataclass(frozen=True, slots=True)
class Place:
    by: User
    location: Location
    version: ProtocolVersion
    practitioners: list[Practitioner]
    devices: list[Device]


def a_place() -> Place:
    by, location, version = make_place(people=10, rooms=1, devices=12, now=NOW)
    for number, device in enumerate(Device.objects.all()):
        Device.objects.filter(pk=device.pk).update(serial=f"P-{number:06}")
    User.objects.filter(pk=by.pk).update(role=Role.MANAGER)
    return Place(
        by, location, version, list(Practitioner.objects.all()), list(Device.objects.all())
    )


def many_lots() -> Iterator[Lot]:
    """Eight of ten are cartridges of three makes, the others a numbing cream and a gel."""
    for number in range(LOTS):
        name, kind = TIPS[number % 3], Lot.Kind.CARTRIDGE
        if number % 10 > 7:
            name, kind = [("Cream", Lot.Kind.NUMBING), ("Gel", Lot.Kind.PRODUCT)][number % 2]
        yield Lot(kind=kind, name=name, number=f"{number:05}K", gtin=ITEMS[number % 3])


def treat(chance: random.Random, place: Place, patients: list[Patient], lots: list[Lot]) -> None:
    """A batch of sessions: each with a record, its zone, a cartridge and something put on."""
    tips = [lot for lot in lots if lot.kind == Lot.Kind.CARTRIDGE]
    others = [lot for lot in lots if lot.kind != Lot.Kind.CARTRIDGE]
    crowd = chance.choices(patients, k=BATCH)
    made = {"created_by": place.by, "created_at": NOW, "undo_until": NOW}
    bookings = Booking.objects.bulk_create(
        [Booking(patient=one, state=Booking.State.FIRM, **made) for one in crowd]
    )
    starts = [NOW - dt.timedelta(minutes=chance.randrange(5 * 365 * 1440)) for _ in crowd]
    visits = Visit.objects.bulk_create(
        Visit(
            patient=booking.patient,
            booking=booking,
            version=place.version,
            location=place.location,
            kind="maintenance",
            state="done",
            start=start,
            end=start + dt.timedelta(minutes=90),
        )
        for booking, start in zip(bookings, starts, strict=True)
    )
    records = Record.objects.bulk_create(
        Record(
            visit=visit,
            device=chance.choice(place.devices),
            operator=chance.choice(place.practitioners),
            opened_by=place.by,
            opened_at=visit.start,
        )
        for visit in visits
    )
    ZoneRecord.objects.bulk_create(ZoneRecord(record=one, zone="chin") for one in records)
    pieces = [(one, chance.choice(tips), f"S{one.pk:07}") for one in records]
    pieces += [(one, chance.choice(others), "") for one in records]
    LotUse.objects.bulk_create(
        LotUse(record=record, lot=lot, kind=lot.kind, serial=serial)
        for record, lot, serial in pieces
    )


@contextmanager
def a_history() -> Iterator[Client]:
    """A fresh database with years of sessions, and its manager's browser."""
    chance = random.Random(20261123)  # noqa: S311  # the same history each time
    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        begun, place = time.perf_counter(), a_place()
        crowd = [
            Patient(name=f"Somebody {n}", email=f"{n}@mail.example", created_at=NOW)
            for n in range(PATIENTS)
        ]
        make_searchable(crowd)
        patients = Patient.objects.bulk_create(crowd, batch_size=BATCH)
        lots = Lot.objects.bulk_create(many_lots())
        for _ in range(SESSIONS // BATCH):
            treat(chance, place, patients, lots)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{SESSIONS:,} sessions entered in {time.perf_counter() - begun:.0f} s")
        client = Client()
        client.force_login(User.objects.get())
        yield client
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def measure(client: Client, kind: str, path: str, typed: dict[str, str]) -> None:
    walls, cpus, found = [], [], None
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(path, typed)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
        assert answer.status_code == 200  # noqa: S101  # a figure of an error is none
        found = COUNT.search(answer.content)
    figures = (statistics.median(walls), max(walls), statistics.median(cpus))
    count = found.group(1).decode() if found else "none"
    print(f"{kind:30}" + "".join(f"{figure:8.2f}" for figure in figures) + f"{count:>10}")


def main() -> None:
    with a_history() as client:
        print(f"Lots on {connection.vendor}, {SESSIONS:,} sessions, s (at most {AT_MOST:g})")
        heads = ("wall", "most", "cpu")
        print(f"{'search':30}" + "".join(f"{head:>8}" for head in heads) + f"{'sessions':>10}")
        for kind, text in QUERIES:
            measure(client, kind, "/lots/", {"q": text})
        measure(client, "last page of a product", "/lots/", {"q": "Tip 12", "page": "99999"})
        lot, device = Lot.objects.all()[0], Device.objects.all()[0]
        measure(client, "page of a lot", f"/lots/{lot.pk}/", {})
        measure(client, "page of a device", f"/lots/devices/{device.pk}/", {})
        patient = Patient.objects.all()[0]
        measure(client, "back from a patient", f"/patients/{patient.pk}/lots/", {})


if __name__ == "__main__":
    main()
