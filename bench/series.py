"""One best series of six: reading and searching, beside the floor, and how it grows."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import floor
from bench.measure import cpu_ms
from clinic.models import Location, Resource
from plans.engine.series import propose
from plans.engine.terms import GapDays, Proposals
from plans.management.commands.seed_clinic import CLOSES, OPENS, seed
from plans.models import Patient, ProtocolVersion, Step
from plans.queries.supply import Wishes, scenario_for

NOW = dt.datetime(2026, 11, 22, 6, 0, tzinfo=dt.UTC)  # a Sunday: the diary begins on Monday
FIRST = dt.date(2026, 11, 23)
FIRST_WITHIN = 14
GAP = GapDays(28, 28, 28 + 14)
MINUTES = 45
SESSIONS = 6
LOAD = 0.8
AT_MOST, GROWTH_AT_MOST, QUERIES_AT_MOST = 2.0, 6.0, 6


@contextmanager
def a_clinic(*, people: int, weeks: int) -> Iterator[None]:
    """A fresh database with a diary booked to 80 %, ten rooms and five devices."""
    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        seed(
            people=people,
            rooms=10,
            devices=5,
            weeks=weeks,
            load=LOAD,
            patients=1000,
            chance=random.Random(7),  # noqa: S311  # the same clinic each time
            now=NOW,
            progress=lambda _what, _whole: lambda _more: None,
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def one_step(version: ProtocolVersion) -> None:
    """The floor's problem: practitioner, room and device for the same 45 minutes."""
    version.steps.all().delete()
    Step.objects.create(
        version=version, order=1, name="needling", minutes=MINUTES,
        practitioner=True, room=True, device=True,
    )  # fmt: skip


def ours(version: ProtocolVersion, limit: int) -> Callable[[], object]:
    patient, location = Patient.objects.first(), Location.objects.get()
    if patient is None:
        raise LookupError
    wishes = Wishes(
        sessions=SESSIONS,
        gap=GAP,
        earliest=FIRST,
        first_by=FIRST + dt.timedelta(days=FIRST_WITHIN - 1),
        limit=limit,
    )

    def work() -> object:
        fresh = ProtocolVersion.objects.get(pk=version.pk)
        return propose(
            scenario_for(patient=patient, version=fresh, location=location, wishes=wishes, now=NOW)
        )

    return work


def floors(weeks: int) -> Callable[[], int | None]:
    kinds: dict[str, list[int]] = {}
    for pk, kind in Resource.objects.values_list("pk", "kind"):
        kinds.setdefault(kind, []).append(pk)
    zone = Location.objects.get().zone

    def work() -> int | None:
        return floor.solve(
            zone=zone,
            people=kinds["practitioner"],
            rooms=kinds["room"],
            devices=kinds["device"],
            cells=MINUTES // 15,
            first=FIRST,
            days=weeks * 7,
            first_within=FIRST_WITHIN,
            hours=(OPENS, CLOSES),
            sessions=SESSIONS,
            gap=(GAP.min, GAP.ideal, GAP.max),
        )

    return work


def measured(people: int, weeks: int) -> tuple[float, float, float, int]:
    """Milliseconds of ours (the best alone), of ours with three proposals, of the floor, and how
    many queries ours takes. Both must find the same cost."""
    with a_clinic(people=people, weeks=weeks):
        version = ProtocolVersion.objects.get(protocol__slug="enlarged-pores")
        one_step(version)
        best, three, base = ours(version, 1), ours(version, 3), floors(weeks)
        with CaptureQueriesContext(connection) as queries:
            answer = best()
        if not isinstance(answer, Proposals) or answer.proposals[0].cost["total"] != base():
            raise ValueError(f"the engine and the floor differ: {answer} {base()}")
        times = cpu_ms(best, three, base)
        # One query fetches the version itself, which the page has at hand.
        return times[0], times[1], times[2], len(queries) - 1


def main() -> None:
    print(f"Best series of {SESSIONS}, {connection.vendor}, {LOAD:.0%} booked, CPU ms")
    print(
        f"{'people x weeks':16} {'floor':>7} {'best':>7} {'ratio':>6} {'three':>7} {'queries':>8}"
    )
    by_people: dict[int, float] = {}
    for people, weeks in [(1, 26), (5, 26), (20, 26), (50, 26), (20, 52)]:
        best, three, base, queries = measured(people, weeks)
        by_people.setdefault(people, best)
        print(
            f"{people:>3} x {weeks:<10} {base:7.1f} {best:7.1f} {best / base:6.2f}"
            f" {three:7.1f} {queries:7}"
        )
    print(f"50 people to 5: {by_people[50] / by_people[5]:.2f} (at most {GROWTH_AT_MOST:g})")
    print(f"goals: 20 x 26 at most {AT_MOST:g} x the floor, at most {QUERIES_AT_MOST} queries")


if __name__ == "__main__":
    main()
