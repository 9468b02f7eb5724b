"""Forty bookers who want overlapping series at the same moment, through a real server."""

import threading
import uuid
from collections import Counter
from collections.abc import Sequence
from functools import partial

import pytest
from django.core import signing
from django.db import connection

from clinic.models import User
from plans.actions.booking import make_booking, make_plan
from plans.actions.booking_rules import Agreed, Chosen, refuse_places, wishes_of
from plans.forms.planner_series import SALT
from plans.models import Booking, Patient, Plan, Visit
from plans.queries.gaps import gaps_of
from tests.contention.race import AT_ONCE, SESSIONS, Crowded, overlaps, together
from tests.contention.server import Visitor
from tests.world import a_patient

pytestmark = pytest.mark.django_db(transaction=True)


def a_round(port: int, clinic: Crowded, patients: Sequence[Patient]) -> list[tuple[int, str]]:
    """Everybody sees the same places free, everybody books. The page is opened once; the others
    hold the same page as it would be sealed for their patient."""
    desk, *others = clinic.desks
    page = opened(port, clinic, desk, patients[0])
    pages = [page, *(copied(page, *who) for who in zip(others, patients[1:], strict=True))]
    return together([partial(visitor.send, path, fields) for visitor, path, fields in pages])


Page = tuple[Visitor, str, list[tuple[str, str]]]


def opened(port: int, clinic: Crowded, desk: User, patient: Patient) -> Page:
    visitor = Visitor(port, desk)
    path = f"/patients/{patient.pk}{clinic.path}"
    fields = visitor.form_at(path, "planner")
    return visitor, f"{path}book/", [*fields, ("book", "1")]


def copied(page: Page, desk: User, patient: Patient) -> Page:
    """The page of another desk about another patient: its own key, its own seals."""
    visitor, path, fields = page
    other = Visitor(visitor.port, desk)
    other.cookies["csrf"] = visitor.cookies["csrf"]
    rest = path.split("/", 3)[3]
    mine = [
        (name, sealed_for(patient, value) if name == "series" else value)
        for name, value in fields
        if name != "key"
    ]
    return other, f"/patients/{patient.pk}/{rest}", [*mine, ("key", str(uuid.uuid4()))]


def sealed_for(patient: Patient, seal: str) -> str:
    """The same series, sealed for this patient."""
    owner, *rest = signing.loads(seal, salt=SALT)
    return signing.dumps([[patient.pk, *owner[1:]], *rest], salt=SALT)


def test_forty_bookers_of_overlapping_series_get_whole_ones_or_none(port: int, rounds: int) -> None:
    clinic = Crowded()

    for _ in range(rounds):
        patients = [a_patient(now=clinic.now) for _ in range(AT_ONCE)]
        before = Booking.objects.count()
        answers = a_round(port, clinic, patients)
        statuses = Counter(status for status, _page in answers)
        won = Booking.objects.count() - before

        assert statuses == {302: won, 200: AT_ONCE - won}
        assert won >= 1
        assert sizes_of(patients) == {SESSIONS, 0}
        assert overlaps() == 0


def sizes_of(patients: Sequence[Patient]) -> set[int]:
    """How many visits each of them has."""
    return {patient.visits.count() for patient in patients}


def test_a_double_click_books_once(port: int) -> None:
    clinic = Crowded()
    visitor, path, fields = opened(port, clinic, clinic.desks[0], clinic.patient)

    answers = together([lambda: visitor.send(path, fields)] * 6)

    plan = Plan.objects.get()
    assert answers == [(302, f"/plans/{plan.pk}/")] * 6
    assert Visit.objects.count() == SESSIONS


def careless(clinic: Crowded, patient: Patient, look: threading.Barrier) -> tuple[int, str]:
    """What a booking does, without its locks: look, wait for the others to have looked, write."""
    gaps = gaps_of(clinic.version, None)
    agreed = Agreed(count=SESSIONS)
    places = clinic.places(SESSIONS, patient=patient)
    chosen = Chosen(
        key=uuid.uuid4(),
        patient=patient,
        version=clinic.version,
        location=clinic.location,
        places=places,
        wishes=wishes_of(places, clinic.location, gaps.days, gaps, agreed),
        reserve=False,
        by=clinic.desk,
        now=clinic.now,
    )
    try:
        refused = refuse_places(chosen)
        look.wait()
        if refused is None:
            plan = make_plan(chosen, gap=gaps.days, gaps=gaps, agreed=agreed)
            make_booking(chosen, plan=plan)
        return 0, ""
    finally:
        connection.close()


@pytest.mark.usefixtures("unguarded")
def test_control_without_the_guard_the_race_books_twice() -> None:
    clinic = Crowded()
    patients = [a_patient(now=clinic.now) for _ in range(4)]
    look = threading.Barrier(len(patients))

    together([partial(careless, clinic, patient, look) for patient in patients])

    assert sizes_of(patients) == {SESSIONS}
    assert overlaps() > 0
