import datetime as dt

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role, User
from plans.models import Visit
from tests.world import Clinic, a_patient, a_user

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def first_visit(clinic: Clinic) -> Visit:
    booking = clinic.booked(ordered_by=clinic.practitioner)
    return booking.visits.earliest("start")


def test_today_lists_who_comes() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start, tick=False):
        page = signed_in(clinic.desk).get("/today/").content.decode()

    assert clinic.patient.name in page
    assert "Session 1 of 4" in page


def test_an_empty_day_says_what_to_do() -> None:
    clinic = Clinic()

    page = signed_in(clinic.desk).get("/today/").content.decode()

    assert "Nobody is booked on this day." in page


@pytest.mark.parametrize("day", ["nonsense", "2027-02-31", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_shows_today(day: str) -> None:
    clinic = Clinic()

    assert signed_in(clinic.desk).get("/today/", {"day": day}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_full(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    visits = [first_visit(clinic)]
    for _ in range(count - 1):
        clinic.booked(patient=a_patient())
    Visit.objects.update(start=visits[0].start)
    client = signed_in(clinic.desk)

    with (
        time_machine.travel(visits[0].start, tick=False),
        django_assert_max_num_queries(8) as queries,
    ):
        client.get("/today/")

    assert len(queries.captured_queries) <= 8


def test_one_tap_marks_an_arrival() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start, tick=False):
        signed_in(clinic.desk).post(f"/visits/{visit.pk}/arrive/")

    visit.refresh_from_db()
    assert visit.state == Visit.State.ARRIVED


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER])
def test_only_a_practitioner_starts_a_treatment(role: Role) -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start, tick=False):
        signed_in(clinic.desk).post(f"/visits/{visit.pk}/arrive/")
        refused = signed_in(a_user(role)).post(f"/visits/{visit.pk}/start/")
        signed_in(a_user(Role.PRACTITIONER)).post(f"/visits/{visit.pk}/start/")

    assert refused.status_code == 403
    visit.refresh_from_db()
    assert visit.state == Visit.State.IN_TREATMENT


def test_looking_changes_nothing() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start + dt.timedelta(hours=1), tick=False):
        answer = signed_in(clinic.desk).get(f"/visits/{visit.pk}/arrive/")

    assert answer.status_code == 405
