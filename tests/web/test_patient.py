"""Patients at the desk: found, added once, changed, and the page of each."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role, User
from plans.actions.order import order_plan
from plans.models import Patient, Plan, Trail, Visit
from tests.world import CANCELLED, MONDAY, a_location, a_patient, a_single_protocol, a_user
from tests.world import Clinic as Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=True):
        yield


def signed_in(role: Role = Role.DESK, user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or a_user(role))
    return client


def text_of(client: Client, address: str, **query: str) -> str:
    """The page without its frame, white space made one; what is searched for is posted."""
    answer = client.post(address, query) if query else client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def entered(**fields: str) -> dict[str, str]:
    return {"name": "Amira Haddad", "phone": "+49 30 5550142", **fields}


def test_a_name_and_a_phone_make_a_record_and_open_it() -> None:
    a_location(country="DE")
    answer = signed_in().post(reverse("patient_new"), entered(phone="030 5550142"))
    patient = Patient.objects.get()
    assert answer.headers["Location"] == reverse("patient", args=[patient.pk])
    assert (patient.name, str(patient.phone)) == ("Amira Haddad", "+49305550142")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (entered(name=""), "Write her name."),
        (entered(phone=""), "Write a phone number or an e-mail address, one is enough."),
        (entered(phone="12"), "This is no phone number."),
        (entered(email="amira"), "This is no e-mail address."),
        (entered(birth_date="2999-01-01"), "This date lies ahead."),
        (entered(birth_date="1091-01-01"), "This date is too long ago."),
        (entered(channel="email"), "Write an e-mail address, or choose another way."),
    ],
)
def test_a_form_that_is_not_right_says_what_to_do_and_keeps_what_was_typed(
    fields: dict[str, str], words: str
) -> None:
    page = signed_in().post(reverse("patient_new"), {**fields, "alerts": "Latex"}).content.decode()
    assert words in page
    assert "Latex" in page
    assert Patient.objects.count() == 0


def test_a_likely_duplicate_is_shown_before_a_second_record_is_made() -> None:
    here = a_patient(name="Amira Haddad", phone="+49305550142", birth_date=dt.date(1991, 3, 4))
    client = signed_in()
    typed = entered(name="Amira Hadad", alerts="Latex")
    page = client.post(reverse("patient_new"), typed).content.decode()
    assert "Is she here already?" in page
    assert "same phone" in page
    assert reverse("patient", args=[here.pk]) in page
    assert "Latex" in page
    assert Patient.objects.count() == 1

    others = re.search(r'name="others" value="([^"]*)"', page)
    assert others is not None
    client.post(reverse("patient_new"), {**typed, "others": others[1]})
    assert Patient.objects.filter(name="Amira Hadad").count() == 1


def test_what_a_stranger_writes_as_others_is_no_error() -> None:
    a_patient(name="Amira Haddad", phone="+49305550142")
    answer = signed_in().post(
        reverse("patient_new"), entered(others="x,²,-1,9999999999999999999999")
    )
    assert answer.status_code == 200
    assert Patient.objects.count() == 1


def test_a_shared_address_is_saved_and_said_in_one_sentence() -> None:
    a_user(email="dana@clinic.example")
    client = signed_in()
    page = client.post(
        reverse("patient_new"), entered(email="dana@clinic.example"), follow=True
    ).content.decode()
    assert "Somebody else signs in with this e-mail address" in page
    patient = Patient.objects.get()
    assert "She cannot sign in" in text_of(client, reverse("patient_edit", args=[patient.pk]))


def test_changes_are_kept_and_the_form_shows_what_stands() -> None:
    patient = a_patient(name="Amira Haddad", phone="+49305550142", birth_date=dt.date(1991, 3, 4))
    client = signed_in()
    address = reverse("patient_edit", args=[patient.pk])
    page = text_of(client, address)
    assert 'value="1991-03-04"' in page
    assert 'value="+49 30 5550142"' in page
    client.post(address, entered(name="Amira Novak", fitzpatrick="4", may_sms="on"))
    patient.refresh_from_db()
    assert (patient.name, patient.fitzpatrick, patient.birth_date) == ("Amira Novak", 4, None)
    assert patient.sms_consent_at is not None


def test_the_page_names_her_in_its_body_but_not_in_its_title() -> None:
    patient = a_patient(name="Amira Haddad", birth_date=dt.date(1991, 3, 4), alerts="Latex")
    page = text_of(signed_in(), reverse("patient", args=[patient.pk]))
    title, body = re.findall(r"<title>(.*?)</title>", page)[0], page.split("<main")[1]
    assert "Amira" not in title
    assert "born 4 Mar 1991 (35)" in body
    assert "Latex" in body


def test_an_unknown_patient_is_not_found() -> None:
    assert signed_in().get(reverse("patient", args=[1])).status_code == 404


def test_the_page_offers_what_can_be_booked() -> None:
    place = Place()
    single = a_single_protocol()
    page = text_of(signed_in(), reverse("patient", args=[place.patient.pk]))
    assert f"Plan a series: {place.protocol.name}" in page
    assert f"Book a visit: {single.protocol.name}" in page


def test_looking_leaves_one_line_and_saving_no_other() -> None:
    patient = a_patient()
    user = a_user()
    client = signed_in(user=user)
    text_of(client, reverse("patient", args=[patient.pk]))
    text_of(client, reverse("patients"))
    assert list(Trail.objects.values_list("verb", "actor", "patient")) == [
        ("saw", user.pk, patient.pk)
    ]


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.DESK, False), (Role.PRACTITIONER, True), (Role.MANAGER, True)]
)
def test_who_looked_is_for_practitioners_and_managers(role: Role, sees: bool) -> None:
    patient = a_patient()
    page = text_of(signed_in(role), reverse("patient", args=[patient.pk]))
    assert ("Who saw and changed" in page) is sees


def hit_of(page: str, name: str) -> str:
    """The part of the list that is about her, up to her next step, without tags."""
    part = next(item for item in page.split('<li class="hit">') if name in item)
    return " ".join(re.sub(r"<[^>]*>", " ", part.split('<div class="hit-contact">')[0]).split())


def test_a_hit_shows_who_she_is_and_what_comes_next() -> None:
    place = Place()
    Patient.objects.update(birth_date=dt.date(1991, 3, 4), phone="+49305550142")
    booking = place.booked(ordered_by=place.practitioner)
    page = text_of(signed_in(), reverse("patient_hits"), q="amira")
    hit = hit_of(page, place.patient.name)
    visit = booking.visits.earliest("start")
    day = visit.start.astimezone(dt.UTC).strftime("%a %-d %b")
    assert "4 Mar 1991 (35) +49 30 5550142" in hit
    assert f"{day}, " in hit
    assert "session 1 Plan: Booked Move" in hit
    assert reverse("plan", args=[booking.plan_id]) in page


def next_step(client: Client, patient: Patient) -> str:
    page = text_of(client, reverse("patient_hits"), q=patient.name)
    return hit_of(page, patient.name).removesuffix(f": {patient.name}").strip()


def test_each_state_of_a_plan_names_its_next_step() -> None:
    place = Place()
    client = signed_in()
    assert next_step(client, place.patient).endswith("No visit booked Book")

    order_plan(
        patient=place.patient,
        version=place.version,
        location=place.location,
        count=4,
        goals="",
        reason="",
        orderer=place.practitioner,
        by=place.desk,
        now=MONDAY,
    )
    assert next_step(client, place.patient).endswith("Plan its dates")

    reserved = a_patient(name="Ben Adler")
    place.booked(patient=reserved, reserve=True)
    assert next_step(client, reserved).endswith("Reserved Book or let go")

    half = a_patient(name="Cem Yilmaz")
    booking = place.booked(patient=half)
    last = booking.visits.latest("start")
    Visit.objects.filter(pk=last.pk).update(**CANCELLED)
    assert next_step(client, half).endswith("Booked Book the rest")


def test_a_lapsed_reservation_is_no_plan_even_before_anybody_met_it() -> None:
    place = Place()
    place.booked(reserve=True)
    with time_machine.travel(MONDAY + dt.timedelta(days=3)):
        assert next_step(signed_in(), place.patient).endswith("No visit booked Book")
    assert Plan.objects.get().state == Plan.State.RESERVED


@pytest.mark.parametrize("address", ["patients", "patient_hits"])
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_queries_however_many_are_found(
    address: str, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    place = Place()
    Patient.objects.filter(pk=place.patient.pk).update(archived_at=MONDAY)
    for _number in range(count):
        place.booked(patient=a_patient(name=f"Ben Adler {_number}", phone="+49305550142"))
    client = signed_in()
    with django_assert_max_num_queries(13):
        page = text_of(client, reverse(address), q="adler")
    assert page.count('<li class="hit">') == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_queries_however_many_plans(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    place = Place()
    for _number in range(count):
        place.booked()
        Plan.objects.update(state=Plan.State.COMPLETED)
    client = signed_in(Role.MANAGER)
    with django_assert_max_num_queries(19):
        page = text_of(client, reverse("patient", args=[place.patient.pk]))
    assert page.count("Open the plan") == count


def test_an_empty_list_says_what_to_do() -> None:
    page = text_of(signed_in(), reverse("patients"))
    assert "There is no patient yet." in page
    assert reverse("patient_new") in page


def test_nobody_found_says_what_to_do() -> None:
    client = signed_in()
    for address in ("patients", "patient_hits"):
        page = text_of(client, reverse(address), q="nobody")
        assert "Nobody found." in page
        assert reverse("patient_new") in page


def test_a_name_that_is_searched_for_never_stands_in_an_address() -> None:
    a_patient(name="Amira Haddad")
    client = signed_in()

    assert client.get(reverse("patient_hits"), {"q": "amira"}).status_code == 405
    assert "Found" not in client.get(reverse("patients"), {"q": "nobody"}).content.decode()


def test_nothing_typed_shows_nothing() -> None:
    assert signed_in().post(reverse("patient_hits"), {"q": "  "}).content == b""


def test_the_key_for_the_search_can_be_switched_off() -> None:
    user = a_user()
    client = signed_in(user=user)
    assert 'aria-keyshortcuts="/"' in text_of(client, reverse("me"))
    client.post(reverse("me"), {})
    assert 'aria-keyshortcuts="/"' not in text_of(client, reverse("me"))
    client.post(reverse("me"), {"search_key": "on"})
    user.refresh_from_db()
    assert user.search_key


@pytest.mark.parametrize("address", ["patients", "patient_hits", "patient_new", "me"])
def test_a_patient_reaches_none_of_it(address: str) -> None:
    assert signed_in(Role.PATIENT).get(reverse(address)).status_code == 403
