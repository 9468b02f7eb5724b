"""Many made-up patients and a full diary, for measuring.

Names are spread as unevenly as real ones: some are borne by hundreds, most by a few. Every
practitioner, room and device is booked by itself, in blocks, up to a share of its hours: what a
search has to get through, not a diary that somebody could work.
"""

import datetime as dt
import itertools
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clinic.models import Location, User
from plans.actions.patient import make_searchable
from plans.engine.interval import instant_at
from plans.models import Booking, Hold, Patient, ProtocolVersion, Visit

FIRST = """
Amira Anna Antonia Aylin Beatriz Bianca Carla Chiara Clara Dana Elif Elena Emilia Emma Eva Fatima
Frieda Giulia Greta Hanna Ida Ines Isabel Jana Johanna Julia Katharina Lara Laura Lea Leila Lena
Lina Lotte Luisa Maja Maria Marie Marta Mathilda Mei Mia Mila Mira Nadia Nele Nora Olga Paula Pia
Priya Rosa Ruth Sara Selma Sofia Sofía Tanja Theresa Ursula Valentina Vera Yara Zoë Adam Ade Ahmed
Alexander Anton Ben Daniel David Elias Emil Felix Finn Georg Hassan Henri Ivan Jakob Jan Johannes
Jonas José Karl Leo Leon Lukas Luis Marek Mateo Max Mehmet Milan Moritz Noah Omar Oskar Paul Peter
Rafael Samuel Simon Theo Thomas Tom Viktor Yusuf Светлана Иван Ελένη 小明 美咲 지민
"""
ENDINGS = ["mann", "er", "ski", "sen", "ova", "berg", "i", "dottir", "ez", "oglu", "stein", "son"]
ONSETS = "b d f g h k l m n r s t v w z sch st kr br"
DOMAINS = ["gmail.com"] * 6 + ["web.de", "example.org", "mail.example", "t-online.de"]
PREFIXES = ["+4930", "+49151", "+49160", "+4940", "+44207", "+1212555"]
BLOCKS = (30, 45, 60, 75, 90)
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Taken:
    """One block of one resource: its key and kind, [start, end) in epoch seconds."""

    resource: int
    kind: str
    start: int
    end: int


def a_crowd(chance: random.Random, count: int, now: dt.datetime) -> Iterator[Patient]:
    """So many patients, not saved and not spelled out yet."""
    first_names = FIRST.split()
    syllables = [onset + vowel for onset in ONSETS.split() for vowel in "aeiou"]
    surnames = [
        "".join(chance.choices(syllables, k=chance.choice([1, 2, 2, 3]))) + chance.choice(ENDINGS)
        for _ in range(30_000)
    ]
    weights = [1 / (rank + 20) for rank in range(len(surnames))]
    for number, surname in enumerate(chance.choices(surnames, weights, k=count)):
        first = chance.choice(first_names)
        yield Patient(
            name=f"{first} {surname.title()}",
            phone=f"{chance.choice(PREFIXES)}{1_000_000 + number}",
            email=f"{first}.{surname}{number}@{chance.choice(DOMAINS)}".lower(),
            birth_date=dt.date(1950, 1, 1) + dt.timedelta(days=chance.randrange(20_000)),
            created_at=now,
        )


def save_crowd(patients: Iterator[Patient], tick: Callable[[int], None]) -> None:
    """In batches; `tick` is told how many each wrote."""
    while batch := list(itertools.islice(patients, BATCH)):
        make_searchable(batch)
        Patient.objects.bulk_create(batch)
        tick(len(batch))


def full_days(
    chance: random.Random,
    *,
    location: Location,
    resources: dict[int, str],
    days: list[dt.date],
    hours: tuple[int, int],
    load: float,
) -> Iterator[list[Taken]]:
    """Day by day the blocks that fill each resource's hours, minutes since midnight, up to
    `load`: blocks of 30 to 90 minutes on the quarter hour, with gaps between them."""
    for day in days:
        midnight = instant_at(location.zone, day.toordinal(), 0)
        yield [
            Taken(resource, kind, midnight + start * 60, midnight + end * 60)
            for resource, kind in resources.items()
            for start, end in blocks(chance, hours, load)
        ]


def blocks(chance: random.Random, hours: tuple[int, int], load: float) -> Iterator[tuple[int, int]]:
    """Blocks of one day; on the average a gap after each keeps the load."""
    minute = hours[0]
    mean_gap = sum(BLOCKS) / len(BLOCKS) * (1 - load) / load
    while True:
        minute += 15 * round(chance.expovariate(1 / mean_gap) / 15) if load < 1 else 0
        length = chance.choice(BLOCKS)
        if minute + length > hours[1]:
            return
        yield minute, minute + length
        minute += length


def save_days(
    batches: Iterator[list[Taken]],
    *,
    patients: list[int],
    version: ProtocolVersion,
    location: Location,
    by: User,
    now: dt.datetime,
    tick: Callable[[int], None],
) -> int:
    """Write a visit and its hold for each block; how many. Patients take turns, so that none is
    in two places on one day while there are more of them than blocks."""
    turns = itertools.cycle(patients)
    total = 0
    for taken in batches:
        bookings = Booking.objects.bulk_create(
            Booking(
                key=uuid.uuid4(),
                patient_id=next(turns),
                state=Booking.State.FIRM,
                created_by=by,
                created_at=now,
                undo_until=now,
            )
            for _ in taken
        )
        visits = Visit.objects.bulk_create(
            visit_of(block, booking, version, location)
            for block, booking in zip(taken, bookings, strict=True)
        )
        Hold.objects.bulk_create(
            Hold(
                visit=visit,
                resource_id=block.resource,
                start_epoch=block.start,
                end_epoch=block.end,
            )
            for block, visit in zip(taken, visits, strict=True)
        )
        total += len(taken)
        tick(1)
    return total


def visit_of(block: Taken, booking: Booking, version: ProtocolVersion, location: Location) -> Visit:
    return Visit(
        patient_id=booking.patient_id,
        booking=booking,
        version=version,
        location=location,
        kind=Visit.Kind.REVIEW,
        state=Visit.State.BOOKED,
        start=dt.datetime.fromtimestamp(block.start, dt.UTC),
        end=dt.datetime.fromtimestamp(block.end, dt.UTC),
        **{f"{block.kind}_id": block.resource},
    )
