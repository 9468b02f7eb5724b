import datetime as dt

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role, User
from plans.models import Visit
from tests.ready import made_ready
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
def test_the_page_costs_the_same_queries_however_full(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    visits = [first_visit(clinic)]
    for _ in range(count - 1):
        clinic.booked(patient=a_patient())
    Visit.objects.update(start=visits[0].start)

    with time_machine.travel(visits[0].start, tick=False):
        client = signed_in(clinic.desk)
        client.get("/today/")
        with django_assert_num_queries(18):
            answer = client.get("/today/")

    assert answer.content.decode().count('class="slot ') == 4 * count


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
    visit = made_ready(first_visit(clinic))

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


def test_who_did_not_come_stands_below_and_can_be_corrected() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start + dt.timedelta(minutes=20), tick=False):
        client = signed_in(clinic.desk)
        client.post(f"/visits/{visit.pk}/no_show/")
        page = client.get("/today/").content.decode()
        client.post(f"/visits/{visit.pk}/came/")

    assert "Not coming today" in page
    assert "Came after all" in page
    visit.refresh_from_db()
    assert visit.state == Visit.State.BOOKED


def test_a_card_says_who_is_in_the_room_since_when() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    Visit.objects.filter(pk=visit.pk).update(state="in_treatment", started_at=visit.start)

    with time_machine.travel(visit.start, tick=False):
        page = signed_in(clinic.desk).get("/today/").content.decode()

    assert "In room since 09:00" in page


def test_the_desk_is_not_offered_what_only_a_practitioner_says() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    Visit.objects.filter(pk=visit.pk).update(state="arrived", arrived_at=visit.start)

    with time_machine.travel(visit.start, tick=False):
        desk = signed_in(clinic.desk).get("/today/").content.decode()
        doctor = signed_in(a_user(Role.PRACTITIONER)).get("/today/").content.decode()

    assert [f"/visits/{visit.pk}/start/" in page for page in (desk, doctor)] == [False, True]


def test_the_day_can_be_a_list() -> None:
    clinic = Clinic()

    page = signed_in(clinic.desk).get("/today/", {"view": "list"}).content.decode()

    assert 'class="today as-list"' in page


@pytest.mark.parametrize("by", ["practitioner", "room"])
def test_the_printed_day_says_whom_to_call(by: str) -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    clinic.patient.phone, clinic.patient.alerts = "+493012345678", "Latex allergy"
    clinic.patient.save()

    with time_machine.travel(visit.start, tick=False):
        page = signed_in(clinic.desk).get("/today/print/", {"by": by}).content.decode()

    for words in ("+49 30 12345678", "Latex allergy", str(getattr(visit, by))):
        assert words in page


def test_plans_without_a_next_date_have_a_page() -> None:
    clinic = Clinic()
    booking = clinic.booked()
    booking.visits.update(
        state="cancelled", ended_at=clinic.now, cancelled_by="patient", cancelled_because="time"
    )

    page = signed_in(clinic.desk).get("/plans/waiting/").content.decode()

    assert clinic.patient.name in page
    assert "4 of 4 sessions to go" in page


def test_a_clinic_without_a_location_says_so_everywhere() -> None:
    client = signed_in(a_user())

    pages = [client.get(path) for path in ("/today/", "/today/print/", "/plans/waiting/")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert client.get("/today/live/").status_code == 204


def test_the_menu_of_a_visit_leads_to_all_else_that_one_does_with_it() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    clinic.patient.phone = "+493012345678"
    clinic.patient.save()

    with time_machine.travel(visit.start, tick=False):
        client = signed_in(clinic.desk)
        part = client.get(f"/visits/{visit.pk}/menu/", headers={"HX-Request": "true"})
        page = client.get(f"/visits/{visit.pk}/menu/")

    for words in ("/move/", "/cancel/", "no_show", "+49 30 12345678", "No answer"):
        assert words in part.content.decode()
        assert words in page.content.decode()
    assert "<html" not in part.content.decode()


def test_the_menu_takes_back_an_arrival() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    Visit.objects.filter(pk=visit.pk).update(state="arrived", arrived_at=visit.start)

    with time_machine.travel(visit.start, tick=False):
        page = signed_in(clinic.desk).get(f"/visits/{visit.pk}/menu/").content.decode()

    assert f"/visits/{visit.pk}/not_yet/" in page
    assert "/move/" not in page


def test_what_was_forgotten_yesterday_can_still_be_marked() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    day = visit.start.date().isoformat()

    with time_machine.travel(visit.start + dt.timedelta(days=1), tick=False):
        page = signed_in(clinic.desk).get("/today/", {"day": day}).content.decode()

    assert f"/visits/{visit.pk}/arrive/" in page
    assert 'id="live"' not in page
