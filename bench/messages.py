"""What the outbox costs among 100,000 messages that wait: a pass that finds 500 due ones, and a
crowd of messages at the pace of the setting while the desk books a series.

`python -m bench.messages`. Wall clock for the claims, with a bare floor beside them; the crowd goes
by a mail server of ours, and `MESSAGES` tells how many (2,000; fewer give the same rate sooner).
"""

import datetime as dt
import os
import statistics
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from plans.actions.outbox import MOST, claim_reminders, free, lease_time
from plans.models import Booking, Patient, Reminder, Visit
from plans.tasks import send_due
from tests.channels.smtp import a_mail_server
from tests.world import Clinic

NOW = dt.datetime(2027, 1, 11, 11, 0, tzinfo=dt.UTC)  # noon of a Monday in Berlin
VISITS = dt.datetime(2027, 6, 1, 11, 0, tzinfo=dt.UTC)
WAITING, PATIENTS, DUE = 100_000, 20_000, 500
CROWD = int(os.environ.get("MESSAGES", "2000"))
AT_MOST_SECONDS, AT_MOST_MINUTES, AT_MOST_TIMES = 1.0, 10.0, 2.0
PASS_OF_A_MINUTE = 55 / 60
BATCH = 5_000
BOOKINGS = 9


@contextmanager
def a_clinic() -> Iterator[Clinic]:
    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        clinic = Clinic()
        yield clinic
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def a_visit_each(clinic: Clinic) -> list[Visit]:
    """Many patients, each with a visit ahead."""
    patients = Patient.objects.bulk_create(
        (
            Patient(
                name=f"Patient {n}",
                email=f"{n}@patients.example",
                zone="Europe/Berlin",
                email_consent_at=NOW,
                created_at=NOW,
            )
            for n in range(PATIENTS)
        ),
        batch_size=BATCH,
    )
    by = {"created_by": clinic.desk, "created_at": NOW, "undo_until": NOW - dt.timedelta(hours=1)}
    bookings = Booking.objects.bulk_create(
        (Booking(patient=patient, state="firm", **by) for patient in patients), batch_size=BATCH
    )
    place = {"version": clinic.version, "location": clinic.location, "kind": "consultation"}
    times = {"start": VISITS, "end": VISITS + dt.timedelta(hours=1)}
    return Visit.objects.bulk_create(
        (
            Visit(patient=one.patient, booking=one, state="booked", **place, **times)
            for one in bookings
        ),
        batch_size=BATCH,
    )


def write(visits: list[Visit], due: dt.datetime, schedule: int) -> None:
    times = {"due_at": due, "next_try_at": due, "expires_at": VISITS, "created_at": NOW}
    Reminder.objects.bulk_create(
        (
            Reminder(
                patient=visit.patient,
                visit=visit,
                reason="prepare",
                channel="email",
                schedule=schedule,
                key=uuid.uuid4(),
                **times,
            )
            for visit in visits
        ),
        batch_size=BATCH,
    )


def claim_all() -> int:
    """By the outbox: how many it got."""
    found = 0
    while rows := claim_reminders(channel="email", owner="bench", now=NOW):
        found += len(rows)
    return found


def claim_bare() -> int:
    """The floor: lock so many due rows and mark them, and look at nothing."""
    found = 0
    while True:
        with transaction.atomic():
            due = free("email").filter(next_try_at__lte=NOW).order_by("due_at", "pk")
            rows = due.select_for_update(skip_locked=True).values_list("pk", flat=True)
            mine = free("email").filter(pk__in=list(rows[:MOST]))
            lease = {"owner": "bench", "lease_until": Now() + lease_time()}
            got = mine.update(state="sending", **lease)
        if not got:
            return found
        found += got


def give_back() -> None:
    Reminder.objects.filter(state="sending").update(state="planned", owner="", lease_until=None)


def claims() -> None:
    """Alternating, the median of five."""
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(5):
        for work, spent in ((claim_all, ours), (claim_bare, bare)):
            begun = time.perf_counter()
            if work() != DUE:
                raise ValueError(work)
            spent.append(time.perf_counter() - begun)
            give_back()
    whole, floor = statistics.median(ours), statistics.median(bare)
    print(f"Claiming {DUE} due messages among {WAITING + DUE:,}, {connection.vendor}")
    print(
        f"{whole:.2f} s (at most {AT_MOST_SECONDS:g}), floor {floor:.2f} s, {whole / floor:.1f} x"
    )


def book_some(clinic: Clinic, first: int) -> float:
    """The median time of booking a series, for other patients each time."""
    spent = []
    for patient in Patient.objects.order_by("-pk")[first : first + BOOKINGS]:
        places = clinic.places(4, patient=patient)
        begun = time.perf_counter()
        clinic.booked(patient=patient, places=places)
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def crowd(clinic: Clinic) -> None:
    """Passes as the schedule wakes them, beside bookings."""
    alone = book_some(clinic, 0)
    Reminder.objects.all().delete()
    write(list(Visit.objects.filter(kind="consultation")[:CROWD]), NOW, 3)
    with a_mail_server() as (settings.EMAIL_PORT, letters):
        worker = threading.Thread(target=send_all)
        begun = time.perf_counter()
        worker.start()
        beside = book_some(clinic, BOOKINGS)
        worker.join()
        spent = time.perf_counter() - begun
    rate = len(letters) / spent
    minutes = 2000 / (rate * PASS_OF_A_MINUTE) / 60
    print(f"{len(letters)} messages handed over in {spent:.0f} s, {rate:.2f} a second;")
    print(f"2,000 take {minutes:.1f} minutes (at most {AT_MOST_MINUTES:g})")
    print(f"a series booked in {alone * 1000:.0f} ms alone, {beside * 1000:.0f} ms beside it,")
    print(f"{beside / alone:.2f} x (at most {AT_MOST_TIMES:g})")


def send_all() -> None:
    try:
        while send_due("email")["sent"]:
            pass
    finally:
        connection.close()


def main() -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with a_clinic() as clinic:
        visits = a_visit_each(clinic)
        for schedule in range(1, WAITING // PATIENTS + 1):
            write(visits, NOW + dt.timedelta(days=7 * schedule), schedule)
        write(visits[:DUE], NOW, 99)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        claims()
        with time_machine.travel(NOW, tick=True):
            crowd(clinic)


if __name__ == "__main__":
    main()
