"""Reservations and the three minutes to undo, at the desk."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role
from plans.models import Booking, Hold, Plan
from tests.world import MONDAY, Clinic, a_patient, a_user

pytestmark = pytest.mark.django_db
LATER = MONDAY + dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def at_the_desk(clinic: Clinic) -> Client:
    client = Client()
    client.force_login(clinic.desk)
    return client


def a_reservation(clinic: Clinic, **how: object) -> Booking:
    """A series reserved for 48 hours: it begins a week from now."""
    wishes = clinic.wishes
    clinic.wishes = lambda sessions=4, **fields: wishes(  # type: ignore[method-assign]
        sessions, earliest=LATER.date(), first_by=LATER.date() + dt.timedelta(days=28), **fields
    )
    booking = clinic.booked(reserve=True, **how)
    clinic.wishes = wishes  # type: ignore[method-assign]
    return booking


def page(client: Client) -> str:
    return client.get("/bookings/").content.decode()


def test_reservations_are_listed_with_who_and_until_when() -> None:
    clinic = Clinic()
    a_reservation(clinic)

    shown = page(at_the_desk(clinic))

    assert clinic.patient.name in shown
    assert "until Wed 13 Jan, 08:00" in shown
    assert f"by {clinic.desk.name}" in shown


def test_an_empty_list_says_how_to_reserve() -> None:
    clinic = Clinic()

    assert "No places are reserved." in page(at_the_desk(clinic))


def test_a_reservation_that_has_lapsed_is_not_listed() -> None:
    clinic = Clinic()
    a_reservation(clinic)

    with time_machine.travel(MONDAY + dt.timedelta(hours=48), tick=False):
        shown = page(at_the_desk(clinic))

    assert clinic.patient.name not in shown


def test_book_makes_a_reservation_firm() -> None:
    clinic = Clinic()
    booking = a_reservation(clinic)

    answer = at_the_desk(clinic).post(f"/bookings/{booking.pk}/firm/", {"from_list": "1"})

    booking.refresh_from_db()
    assert (booking.state, answer.headers["Location"]) == (Booking.State.FIRM, "/bookings/")


def test_let_go_frees_the_places() -> None:
    clinic = Clinic()
    booking = a_reservation(clinic)

    at_the_desk(clinic).post(f"/bookings/{booking.pk}/undo/")

    assert Hold.objects.filter(is_live=True).count() == 0
    assert Plan.objects.get().state == Plan.State.UNDONE


@pytest.mark.parametrize(("seconds", "state"), [(180, "undone"), (181, "firm")])
def test_a_booking_can_be_undone_for_three_minutes(seconds: int, state: str) -> None:
    clinic = Clinic()
    booking = clinic.booked()

    with time_machine.travel(MONDAY + dt.timedelta(seconds=seconds), tick=False):
        at_the_desk(clinic).post(f"/bookings/{booking.pk}/undo/")

    booking.refresh_from_db()
    assert booking.state == state


def test_who_comes_too_late_to_undo_is_told_so() -> None:
    clinic = Clinic()
    booking = clinic.booked()

    with time_machine.travel(MONDAY + dt.timedelta(minutes=4), tick=False):
        client = at_the_desk(clinic)
        answer = client.post(f"/bookings/{booking.pk}/undo/", {"from_list": "1"}, follow=True)

    assert "The three minutes are over: the booking stands." in answer.content.decode()


def test_what_was_just_booked_is_listed_to_be_undone() -> None:
    clinic = Clinic()
    clinic.booked_consultation()
    client = at_the_desk(clinic)

    shown = page(client)
    with time_machine.travel(MONDAY + dt.timedelta(minutes=3), tick=False):
        later = page(client)

    assert ("Just booked" in shown, "Just booked" in later) == (True, False)


def test_the_plan_offers_to_undo_while_it_can_be_undone() -> None:
    clinic = Clinic()
    booking = clinic.booked()
    client = at_the_desk(clinic)
    address = f"/plans/{booking.plan_id}/"

    shown = client.get(address).content.decode()
    with time_machine.travel(MONDAY + dt.timedelta(minutes=4), tick=False):
        later = client.get(address).content.decode()

    undo = f'action="/bookings/{booking.pk}/undo/"'
    assert (undo in shown, undo in later) == (True, False)
    assert "It can be undone for 3 more minutes" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_long(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    for _ in range(count):
        a_reservation(clinic, patient=a_patient())
    client = at_the_desk(clinic)
    page(client)

    # Two for the list; session, user, the clinic's name and whether a worker runs for the frame.
    with django_assert_num_queries(6):
        page(client)


def test_patients_see_no_reservations() -> None:
    clinic = Clinic()
    booking = a_reservation(clinic)
    client = Client()
    client.force_login(a_user(Role.PATIENT))

    codes = [
        client.get("/bookings/").status_code,
        client.post(f"/bookings/{booking.pk}/firm/").status_code,
        client.post(f"/bookings/{booking.pk}/undo/").status_code,
    ]

    assert codes == [403] * 3
