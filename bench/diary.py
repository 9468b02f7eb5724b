"""What a week of the diary costs: 50 practitioners at 80 % load, beside the rows alone."""

import datetime as dt
import json
import statistics
import time
from functools import partial

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.measure import ROUNDS, cpu_ms
from bench.series import a_clinic
from clinic.models import Resource, User
from plans.engine.interval import midnight

AT_MOST_MS, AT_MOST_QUERIES = 150.0, 12
MONDAY = dt.date(2026, 11, 23)
FLOOR = (
    "SELECT h.resource_id, h.start_epoch, h.end_epoch, v.id, v.state, p.name FROM plans_hold h "
    "JOIN plans_visit v ON v.id = h.visit_id JOIN plans_patient p ON p.id = v.patient_id "
    "JOIN clinic_practitioner r ON r.resource_id = h.resource_id "
    "WHERE h.is_live AND h.start_epoch >= %s AND h.start_epoch < %s"
)


def floor() -> None:
    """One query, and its rows as JSON: nothing is opened, named or left free."""
    span = [midnight("Europe/Berlin", MONDAY.toordinal() + day) for day in (0, 7)]
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, span)
        json.dumps(cursor.fetchall())


def main() -> None:
    with a_clinic(people=50, weeks=6):
        client = Client()
        client.force_login(User.objects.get())

        def asks(path: str) -> None:
            assert client.get(path).status_code == 200  # noqa: S101  # a figure of an error is none

        def walls(path: str) -> list[float]:
            """Milliseconds that each of some requests took, after a first one that warms."""
            took = []
            for _ in range(ROUNDS + 1):
                begun = time.perf_counter()
                asks(path)
                took.append((time.perf_counter() - begun) * 1000)
            return took[1:]

        people = Resource.objects.filter(kind=Resource.Kind.PRACTITIONER).count()
        print(f"Diary, {connection.vendor}, {people} practitioners at 80 %, ms")
        heads = ("floor", "cpu", "ratio", "wall", "most", "queries")
        print(f"{'page':8}" + "".join(f"{head:>8}" for head in heads))
        for view in ("week", "day", "month"):
            page = "/diary/" if view == "month" else "/diary/events/"
            path = f"{page}?view={view}&on={MONDAY.isoformat()}"
            reset_queries()  # of the seed: a full log counts nothing
            with CaptureQueriesContext(connection) as asked:
                asks(path)
            queries = len(asked)
            cpu, base = cpu_ms(partial(asks, path), floor)
            took = walls(path)
            print(
                f"{view:8}{base:8.1f}{cpu:8.1f}{cpu / base:8.2f}"
                f"{statistics.median(took):8.1f}{max(took):8.1f}{queries:8}"
            )
    print(f"goals: a week at most {AT_MOST_MS:g} ms of wall clock, {AT_MOST_QUERIES} queries")


if __name__ == "__main__":
    main()
