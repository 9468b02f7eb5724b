"""How long a search among 100,000 patients takes, by kind of query.

`python -m bench.search` measures on the database of the settings, in a database of its own that is
gone afterwards; under `python -m tools.postgres` that is PostgreSQL.
"""

import datetime as dt
import random
import statistics
import time
from collections.abc import Callable

from django.db import connection

from plans.actions.patient import make_searchable
from plans.demo.crowd import a_crowd
from plans.models import Patient
from plans.queries.search import find_patients

PATIENTS = 100_000
ROUNDS = 60
LIMIT = 12
AT_MOST = 50.0
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


def a_slip(chance: random.Random, word: str) -> str:
    """One letter left out, or two swapped."""
    at = chance.randrange(1, max(2, len(word) - 1))
    return word[:at] + (
        word[at + 1 :] if chance.random() < 0.5 else word[at + 1 : at - 1 : -1] + word[at + 2 :]
    )


def queries(chance: random.Random, crowd: list[Patient]) -> dict[str, Callable[[], str]]:
    """For each kind of query a maker of one."""

    def somebody() -> Patient:
        return chance.choice(crowd)

    def digits(patient: Patient) -> str:
        return str(patient.phone)[1:]

    return {
        "one letter": lambda: somebody().name[0],
        "two letters": lambda: somebody().name[:2],
        "beginning of a name": lambda: somebody().name.split()[1][:4],
        "whole name": lambda: somebody().name,
        "middle of a name": lambda: somebody().name.split()[1][1:5],
        "name with a slip": lambda: a_slip(chance, somebody().name.split()[1]),
        "two words, both with a slip": lambda: " ".join(
            a_slip(chance, word) for word in somebody().name.split()
        ),
        "last digits of a phone": lambda: digits(somebody())[-5:],
        "whole phone": lambda: str(somebody().phone),
        "phone with a slip": lambda: a_slip(chance, digits(somebody())),
        "part of an e-mail": lambda: somebody().email.split("@")[0][2:],
        "e-mail with a slip": lambda: a_slip(chance, somebody().email),
        "nobody": lambda: "".join(chance.choices("qxjyw", k=9)),
        "very common fragment": lambda: chance.choice(
            ["gmail", "mail.com", "mann", "ann", "+49", "er"]
        ),
        "very common, then rare": lambda: f"gmail {somebody().name.split()[1][:3]} +49",
    }


def main() -> None:
    chance = random.Random(20261123)  # noqa: S311  # the same crowd each time
    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        crowd = list(a_crowd(chance, PATIENTS, NOW))
        begun = time.perf_counter()
        make_searchable(crowd)
        Patient.objects.bulk_create(crowd, batch_size=2000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{PATIENTS:,} patients entered in {time.perf_counter() - begun:.0f} s")
        _measure(chance, crowd)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _measure(chance: random.Random, crowd: list[Patient]) -> None:
    print(f"Search on {connection.vendor}, ms (at most {AT_MOST:.0f})")
    print(f"{'query':30} {'p50':>7} {'p95':>7} {'most':>7}  hits")
    for kind, make in queries(chance, crowd).items():
        times, hits = [], []
        for _ in range(ROUNDS):
            query = make()
            begun = time.perf_counter()
            hits.append(len(find_patients(query, limit=LIMIT)))
            times.append((time.perf_counter() - begun) * 1000)
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        mark = "" if max(times) <= AT_MOST else "  over"
        print(
            f"{kind:30} {p50:7.1f} {p95:7.1f} {max(times):7.1f}  {statistics.mean(hits):4.1f}{mark}"
        )


if __name__ == "__main__":
    main()
