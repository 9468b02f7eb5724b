"""How long a search among 100,000 patients takes, by kind of query.

`python -m bench.search` measures on the database of the settings, in a database of its own that is
gone afterwards; under `python -m tools.postgres` that is PostgreSQL. Times are of the wall clock,
with the process' own CPU time beside them: on a busy machine only the second can be trusted, and
it leaves out PostgreSQL's server.
"""

import datetime as dt
import random
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import product

from django.db import connection

from plans.actions.patient import make_searchable
from plans.models import Patient
from plans.queries.search import find_patients

PATIENTS = 100_000
ROUNDS = 100
LIMIT = 12
AT_MOST = 50.0
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)

FIRST_NAMES = (
    *("Amira", "Anna", "Antonia", "Aylin", "Beatriz", "Bianca", "Carla", "Chiara", "Clara", "Dana"),
    *("Elif", "Elena", "Emilia", "Emma", "Eva", "Fatima", "Frieda", "Giulia", "Greta", "Hanna"),
    *("Ida", "Ines", "Isabel", "Jana", "Johanna", "Julia", "Katharina", "Lara", "Laura", "Leila"),
    *("Lena", "Lina", "Lotte", "Luisa", "Maja", "Maria", "Marie", "Marta", "Mei", "Mila", "Nadia"),
    *("Nora", "Olga", "Paula", "Pia", "Priya", "Rosa", "Sara", "Sofía", "Tanja", "Vera", "Zoë"),
    *("Ade", "Ahmed", "Alexander", "Anton", "Ben", "Daniel", "David", "Elias", "Emil", "Felix"),
    *("Georg", "Hassan", "Henri", "Ivan", "Jakob", "Jan", "Johannes", "Jonas", "José", "Karl"),
    *("Leon", "Lukas", "Marek", "Mateo", "Max", "Mehmet", "Milan", "Moritz", "Noah", "Omar"),
    *("Paul", "Peter", "Rafael", "Samuel", "Simon", "Theo", "Thomas", "Tom", "Viktor", "Yusuf"),
    *("Светлана", "Иван", "Ελένη", "小明", "美咲", "지민"),
)
ONSETS = (*"bdfghklmnrstvwz", "sch", "st", "kr", "br")
SYLLABLES = ["".join(parts) for parts in product(ONSETS, "aeiou")]
ENDINGS = ("mann", "er", "ski", "sen", "ova", "berg", "i", "dottir", "ez", "oglu", "stein", "son")
MAIL = (*["gmail.com"] * 6, "web.de", "example.org", "mail.example", "t-online.de")
AREAS = ("+4930", "+49151", "+49160", "+4940", "+44207", "+1212555")


def a_crowd(chance: random.Random) -> list[Patient]:
    """Names as unevenly spread as real ones: some borne by hundreds, most by a few."""
    surnames = [
        "".join(chance.choices(SYLLABLES, k=chance.choice([1, 2, 2, 3]))) + chance.choice(ENDINGS)
        for _ in range(30_000)
    ]
    weights = [1 / (rank + 20) for rank in range(len(surnames))]
    bearers = chance.choices(surnames, weights, k=PATIENTS)
    return [_somebody(chance, number, surname.title()) for number, surname in enumerate(bearers)]


def _somebody(chance: random.Random, number: int, surname: str) -> Patient:
    first, area = chance.choice(FIRST_NAMES), chance.choice(AREAS)
    return Patient(
        name=f"{first} {surname}",
        phone=area + f"{chance.randrange(10**7):07d}"[: 12 - len(area)],
        email=f"{first}.{surname}{number % 97}@{chance.choice(MAIL)}".lower(),
        birth_date=dt.date(1950, 1, 1) + dt.timedelta(days=chance.randrange(21_000)),
        created_at=NOW,
    )


def a_slip(chance: random.Random, word: str) -> str:
    """One letter left out, or two swapped."""
    at = chance.randrange(1, max(2, len(word) - 1))
    if chance.random() < 0.5:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def queries(chance: random.Random) -> list[tuple[str, Callable[[Patient], str]]]:
    """Kinds of query, each a text about somebody."""

    def surname(patient: Patient) -> str:
        return patient.name.split()[1]

    def digits(patient: Patient) -> str:
        return str(patient.phone).removeprefix("+")

    common = ("gmail", "mail.com", "mann", "ann", "+49", "er", "anna", "maria")
    return [
        ("one letter", lambda who: who.name[0]),
        ("two letters", lambda who: who.name[:2]),
        ("beginning of a name", lambda who: surname(who)[:4]),
        ("whole name", lambda who: who.name),
        ("middle of a name", lambda who: surname(who)[1:5]),
        ("name with a slip", lambda who: a_slip(chance, surname(who))),
        ("two names, both with a slip", lambda who: _each(a_slip, chance, who.name)),
        ("last digits of a phone", lambda who: digits(who)[-5:]),
        ("whole phone", lambda who: str(who.phone)),
        ("phone with a slip", lambda who: a_slip(chance, digits(who))),
        ("part of an e-mail", lambda who: who.email.split("@")[0][2:]),
        ("e-mail with a slip", lambda who: a_slip(chance, who.email)),
        ("nobody", lambda _who: "".join(chance.choices("qxjyw", k=9))),
        ("very common fragment", lambda _who: chance.choice(common)),
        ("very common, then rarer", lambda who: f"gmail {surname(who)[:3]} +49"),
    ]


def _each(make: Callable[[random.Random, str], str], chance: random.Random, words: str) -> str:
    return " ".join(make(chance, word) for word in words.split())


def measure(chance: random.Random, crowd: Sequence[Patient]) -> None:
    print(f"Search on {connection.vendor}, {PATIENTS:,} patients, ms (at most {AT_MOST:.0f})")
    heads = ("p50", "p95", "most", "cpu p50", "cpu most", "found")
    print(f"{'query':28}" + "".join(f"{head:>10}" for head in heads))
    for kind, make in queries(chance):
        walls, cpus, found = [], [], 0
        for _ in range(ROUNDS):
            who = chance.choice(crowd)
            query = make(who)
            wall, cpu = time.perf_counter(), time.process_time()
            hits = find_patients(query, limit=LIMIT)
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
            found += any(hit.name == who.name for hit in hits)
        figures = (
            statistics.median(walls),
            statistics.quantiles(walls, n=20)[-1],
            max(walls),
            statistics.median(cpus),
            max(cpus),
        )
        print(
            f"{kind:28}"
            + "".join(f"{figure:10.1f}" for figure in figures)
            + f"{found / ROUNDS:10.0%}"
        )


def main() -> None:
    chance = random.Random(20261123)  # noqa: S311  # the same crowd each time
    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        crowd = a_crowd(chance)
        begun = time.perf_counter()
        make_searchable(crowd)
        Patient.objects.bulk_create(crowd, batch_size=2000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{PATIENTS:,} patients entered in {time.perf_counter() - begun:.0f} s")
        measure(chance, crowd)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
