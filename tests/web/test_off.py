"""The pages of a bad morning: someone is off, and the list of whom to call."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clinic.models import Absence, Location, Role
from plans.models import Patient, Visit
from tests.world import MONDAY, a_location, a_patient, a_user
from tests.world import Clinic as Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
TUESDAY = "2027-01-12"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def desk() -> Client:
    return signed_in()


def signed_in(role: Role = Role.DESK) -> Client:
    client = Client()
    client.force_login(a_user(role))
    return client


def off(place: Place, **fields: str) -> dict[str, str]:
    return {"resource": str(place.practitioner.pk), "first_day": TUESDAY, **fields}


def a_struck_visit(place: Place, **patient: str) -> Visit:
    Patient.objects.filter(pk=place.patient.pk).update(**patient)
    visit = place.booked().visits.earliest("start")
    Visit.objects.filter(pk=visit.pk).update(rebook_reason="away")
    return visit


def shown(client: Client, address: str = "/calls/") -> str:
    return " ".join(client.get(address).content.decode().split())


@pytest.mark.parametrize("role", [Role.DESK, Role.PRACTITIONER, Role.MANAGER])
def test_whoever_works_here_enters_it_and_lands_on_the_call_list(role: Role) -> None:
    place = Place()
    visit = place.booked().visits.earliest("start")
    client = signed_in(role)
    page = client.post("/off/", off(place, reason="flu")).content.decode()
    assert "This would strike 1 booked visit" in page
    assert 'value="flu"' in page
    assert Absence.objects.count() == 0

    answer = client.post("/off/", off(place, reason="flu", keep=str(visit.pk)), follow=True)
    absence = Absence.objects.get()
    where = f"/calls/?location={place.location.pk}&absence={absence.pk}"
    assert answer.redirect_chain == [(where, 302)]
    page = answer.content.decode()
    for words in (place.patient.name, f"{place.practitioner.name} is away", "flu"):
        assert words in page


def test_a_room_for_part_of_a_day_strikes_nobody_and_is_saved_at_once(desk: Client) -> None:
    place = Place()
    sent = {"resource": place.room.pk, "first_day": TUESDAY, "start": "09:00", "end": "10:00"}
    answer = desk.post("/off/", sent, follow=True)
    assert "Nobody has to be called" in answer.content.decode()
    absence = Absence.objects.get()
    assert (absence.resource_id, absence.start, absence.end) == (place.room.pk, 540, 600)


def test_a_second_click_lands_on_the_same_list(desk: Client) -> None:
    place = Place()
    answers = [desk.post("/off/", off(place)) for _ in range(2)]
    absence = Absence.objects.get()
    where = f"/calls/?location={place.location.pk}&absence={absence.pk}"
    assert [answer.headers["Location"] for answer in answers] == [where, where]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"resource": ""}, "Choose who or what is off."),
        ({"resource": "999"}, "Choose who or what is off."),
        ({"resource": "x"}, "Choose who or what is off."),
        ({"first_day": ""}, "This field is required."),
        ({"first_day": "2027-01-10"}, "This lies in the past."),
        ({"last_day": "2027-01-11"}, "The last day is before the first."),
        ({"last_day": "9999-12-31"}, "Write a day within two years."),
        ({"start": "09:00"}, "Enter both times, or neither for whole days."),
        ({"start": "10:00", "end": "09:00"}, "The end must be later than the start."),
    ],
)
def test_what_cannot_be_is_said_next_to_the_field_and_stays_typed(
    desk: Client, fields: dict[str, str], words: str
) -> None:
    place = Place()
    page = desk.post("/off/", {**off(place, reason="flu"), **fields}).content.decode()
    assert words in page
    assert 'value="flu"' in page
    assert Absence.objects.count() == 0


def test_only_what_is_at_this_location_can_be_off_here(desk: Client) -> None:
    here, there = Place(), Place()
    page = shown(desk, f"/off/?location={there.location.pk}")
    assert there.practitioner.name in page
    assert here.practitioner.name not in page
    sent = off(here)
    assert (
        "Choose who or what is off."
        in desk.post(f"/off/?location={there.location.pk}", sent).content.decode()
    )


def test_whoever_is_off_already_stands_there_with_the_call_list(desk: Client) -> None:
    place = Place()
    assert "Everybody and everything is there." in shown(desk, "/off/")
    day = dt.date.fromisoformat(TUESDAY)
    absence = Absence.objects.create(
        resource_id=place.pen.pk, first_day=day, last_day=day, reason="repair"
    )
    page = shown(desk, "/off/")
    assert f"absence={absence.pk}" in page
    assert "repair" in page


def test_a_row_says_whom_to_call_why_and_until_when(desk: Client) -> None:
    place = Place()
    visit = a_struck_visit(place, phone="+49305550142", alerts="Latex")
    page = shown(desk)
    for words in (
        "1 visit to book again",
        place.patient.name,
        'href="tel:+49305550142"',
        "Latex",
        "Session 1 of 4",
        "Tue 12 Jan, 09:00",
        f"{place.practitioner.name} is away",
        "window until Tue 12 Jan",
        f'hx-get="/calls/{visit.pk}/times/"',
        f'id="contact-{place.patient.pk}-{visit.pk}"',
    ):
        assert words in page
    assert reverse("session_move", args=[visit.session.plan_id, 1]) in page  # type: ignore[union-attr]


def test_without_a_phone_there_is_the_mail(desk: Client) -> None:
    place = Place()
    a_struck_visit(place)
    page = shown(desk)
    assert "No phone number is known." in page
    assert f"mailto:{place.patient.email}" in page


def test_the_outcome_of_the_call_stands_in_the_row(desk: Client) -> None:
    place = Place()
    visit = a_struck_visit(place)
    sent = {"result": "no_answer", "visit": visit.pk, "next": "/calls/"}
    answer = desk.post(reverse("contact_new", args=[place.patient.pk]), sent, follow=True)
    assert answer.redirect_chain == [("/calls/", 302)]
    assert "No answer, 08:00, Dana Desk" in answer.content.decode()


def test_an_empty_list_says_so(desk: Client) -> None:
    Place()
    page = shown(desk)
    assert "Nobody has to be called: every visit has its place." in page
    assert 'href="/off/' in page


def test_nothing_offers_to_plan_all_of_them_anew(desk: Client) -> None:
    """Booked one by one: the only button of a row is what came of the call."""
    place = Place()
    a_struck_visit(place)
    rows = shown(desk).split('<ol class="calls card">')[1].split("</ol>")[0]
    named = re.findall(r"<button[^>]*>(.*?)</button>", rows)
    assert named == ["", "Called", "No answer", "Left a message", "Agreed"]


def test_the_times_come_as_links_to_the_preview_of_the_move(desk: Client) -> None:
    place = Place()
    visit = a_struck_visit(place)
    day = dt.date.fromisoformat(TUESDAY)
    Absence.objects.create(resource_id=place.practitioner.pk, first_day=day, last_day=day)
    Visit.objects.filter(session__number__gt=1).update(state="undone")
    page = desk.get(f"/calls/{visit.pk}/times/", headers=HTMX).content.decode()
    assert visit.session
    move = reverse("session_move", args=[visit.session.plan_id, 1])
    links = re.findall(r'href="([^"]*)"', page)
    assert links[-1] == f"{move}?back=calls"
    times = [link for link in links if "to=" in link]
    assert len(times) == 3
    for link in times:
        assert re.fullmatch(rf"{move}\?to=\d+&amp;who={place.practitioner.pk}&amp;back=calls", link)
    assert "<html" not in page
    preview = desk.get(times[0].replace("&amp;", "&"))
    assert preview.status_code == 200
    assert "This time is not free" not in preview.content.decode()


def test_without_scripts_the_times_are_on_the_page_of_the_move(desk: Client) -> None:
    place = Place()
    visit = a_struck_visit(place)
    assert visit.session
    answer = desk.get(f"/calls/{visit.pk}/times/")
    assert answer.headers["Location"] == reverse("session_move", args=[visit.session.plan_id, 1])
    single = place.booked_consultation().visits.get()
    answer = desk.get(f"/calls/{single.pk}/times/")
    assert answer.headers["Location"] == reverse("visit_move", args=[single.pk])


def test_a_visit_that_is_not_there_has_no_times(desk: Client) -> None:
    assert desk.get("/calls/999/times/", headers=HTMX).status_code == 404


def test_a_visit_that_was_settled_meanwhile_says_so(desk: Client) -> None:
    place = Place()
    visit = a_struck_visit(place)
    Visit.objects.filter(pk=visit.pk).update(state="arrived", arrived_at=MONDAY)
    page = desk.get(f"/calls/{visit.pk}/times/", headers=HTMX).content.decode()
    assert "Settled meanwhile" in page


def test_whoever_is_here_already_is_named_and_not_struck() -> None:
    place = Place()
    visit = place.booked().visits.earliest("start")
    Visit.objects.filter(pk=visit.pk).update(state="in_treatment", arrived_at=visit.start)
    with time_machine.travel(visit.start + dt.timedelta(minutes=10), tick=False):
        answer = signed_in().post("/off/", off(place), follow=True)
    page = answer.content.decode()
    assert "Not struck, because she is here or her time has come." in page
    assert place.patient.name in page
    visit.refresh_from_db()
    assert visit.rebook_reason == ""


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_long(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = Place()
    for number in range(count):
        place.booked(patient=place.patient if number == 0 else a_patient())
    Visit.objects.filter(session__number=1).update(rebook_reason="away")
    shown(desk)
    # session, account, clinic's name, worker; locations; visits, two for courses, absences; notes
    with django_assert_num_queries(10):
        page = shown(desk)
    assert page.count('<li class="call"') == count


@pytest.mark.parametrize("query", ["?location=x", "?absence=x", "?absence=999", "?location=99"])
def test_an_address_that_names_nothing_shows_the_whole_list(desk: Client, query: str) -> None:
    place = Place()
    a_struck_visit(place)
    assert place.patient.name in shown(desk, f"/calls/{query}")


def test_an_absence_alone_opens_the_list_of_its_location(desk: Client) -> None:
    a_location(name="A first")
    place = Place()
    a_struck_visit(place)
    day = dt.date.fromisoformat(TUESDAY)
    absence = Absence.objects.create(resource_id=place.room.pk, first_day=day, last_day=day)
    assert place.patient.name in shown(desk, f"/calls/?absence={absence.pk}")
    assert place.patient.name not in shown(desk)


def test_before_there_is_a_location_both_pages_lead_to_today(desk: Client) -> None:
    assert Location.objects.count() == 0
    assert {desk.get(page).headers["Location"] for page in ("/off/", "/calls/")} == {"/today/"}


def test_the_manager_is_led_to_the_list_from_where_visits_are_marked() -> None:
    place = Place()
    visit = place.booked().visits.earliest("start")
    manager = signed_in(Role.MANAGER)
    address = reverse("absence_new", args=[place.practitioner.pk])
    sent = {"first_day": TUESDAY}
    assert 'href="/calls/"' in manager.post(address, sent).content.decode()
    answer = manager.post(address, {**sent, "keep": str(visit.pk)}, follow=True)
    page = answer.content.decode()
    assert "1 visit is marked for re-booking." in page
    assert '<a href="/calls/">To the call list</a>' in page
    assert f"/calls/?absence={Absence.objects.get().pk}" in page


def test_the_desk_still_changes_nothing_else_of_the_place(desk: Client) -> None:
    place = Place()
    day = dt.date.fromisoformat(TUESDAY)
    absence = Absence.objects.create(resource_id=place.room.pk, first_day=day, last_day=day)
    for address in (
        reverse("absence_new", args=[place.room.pk]),
        reverse("absence", args=[absence.pk]),
        reverse("absence_remove", args=[absence.pk]),
        reverse("closure_new", args=[place.location.pk]),
    ):
        assert desk.post(address, {}).status_code == 403


@pytest.mark.parametrize("address", ["/off/", "/calls/"])
def test_a_patient_reaches_none_of_it(address: str) -> None:
    assert signed_in(Role.PATIENT).get(address).status_code == 403
