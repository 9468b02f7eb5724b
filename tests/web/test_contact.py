"""A contact note in two clicks from every place where a patient stands."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic.models import Role
from plans.models import ContactNote, Patient
from tests.world import MONDAY, a_location, a_patient, a_user
from tests.world import Clinic as Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def signed_in(role: Role = Role.DESK) -> Client:
    client = Client()
    client.force_login(a_user(role))
    return client


def address(patient: Patient) -> str:
    return reverse("contact_new", args=[patient.pk])


class Forms(HTMLParser):
    """How deep forms stand in each other; a browser drops one within another."""

    depth = deepest = 0

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        self.depth += tag == "form"
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "form"


def test_one_click_on_a_result_writes_the_note_and_the_button_says_so() -> None:
    a_location()
    patient = a_patient()
    sent = {"result": "no_answer", "note": "rings out"}
    page = signed_in().post(address(patient), sent, headers=HTMX).content.decode()
    assert "No answer, 08:00, Dana Desk" in page
    assert "rings out" in page
    assert f'id="contact-{patient.pk}-0"' in page
    assert "<html" not in page
    assert ContactNote.objects.get().result == "no_answer"


def test_without_scripts_one_is_back_where_one_was() -> None:
    patient = a_patient()
    sent = {"result": "agreed", "next": "/messages/?day=2"}
    answer = signed_in().post(address(patient), sent)
    assert answer.headers["Location"] == "/messages/?day=2"


@pytest.mark.parametrize("elsewhere", ["https://x.example/", "//x.example", "", "javascript:1"])
def test_nobody_is_sent_to_another_site(elsewhere: str) -> None:
    patient = a_patient()
    answer = signed_in().post(address(patient), {"result": "agreed", "next": elsewhere})
    assert answer.headers["Location"] == reverse("patient", args=[patient.pk])


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Click what came of it"),
        ({"result": "shouted"}, "Click one of the four results."),
        ({"result": "called", "note": "x" * 301}, "Write at most 300 letters."),
        ({"result": "called", "visit": "nine"}, "No such visit."),
        ({"result": "called", "visit": "9" * 30}, "No such visit."),
        ({"result": "called", "visit": "999999"}, "This visit is not hers."),
    ],
)
def test_what_cannot_be_written_stays_typed_with_the_reason(
    sent: dict[str, str], words: str, headers: dict[str, str]
) -> None:
    patient = a_patient()
    typed = {"note": "asked for Mia", **sent}
    page = signed_in().post(address(patient), typed, headers=headers).content.decode()
    assert words in page
    assert typed["note"] in page
    assert re.search(r"<details[^>]* open>", page)
    assert ContactNote.objects.count() == 0


def test_the_button_stands_where_it_stood() -> None:
    patient = a_patient()
    sent = {"result": "called", "place": "found", "visit": ""}
    page = signed_in().post(address(patient), sent, headers=HTMX).content.decode()
    assert f'id="contact-{patient.pk}-0-found"' in page
    assert "contact-notes" not in page


def test_the_patient_page_lists_the_last_notes_and_follows_a_new_one() -> None:
    patient = a_patient()
    client = signed_in()
    page = reverse("patient", args=[patient.pk])
    assert "No call noted yet." in client.get(page).content.decode()
    sent = {"result": "left", "note": "about March", "with_list": "on"}
    fresh = client.post(address(patient), sent, headers=HTMX).content.decode()
    assert 'hx-swap-oob="true"' in fresh
    shown = client.get(page).content.decode()
    assert shown.count("about March") == fresh.count("about March") == 2
    assert "hx-swap-oob" not in shown


def pages_with_a_button(place: Place) -> dict[str, tuple[str, dict[str, str]]]:
    booking = place.booked()
    return {
        "list": (reverse("patients"), {}),
        "search": (reverse("patient_hits"), {"q": "Amira"}),
        "patient": (reverse("patient", args=[place.patient.pk]), {}),
        "plan": (reverse("plan", args=[booking.plan_id]), {}),
        "messages": (reverse("messages"), {}),
    }


@pytest.mark.parametrize("where", ["list", "search", "patient", "plan", "messages"])
def test_it_stands_in_every_place_and_says_what_came_of_the_last_call(where: str) -> None:
    place = Place()
    client = signed_in()
    target, sent = pages_with_a_button(place)[where]
    Patient.objects.update(email_consent_at=None)
    client.post(address(place.patient), {"result": "no_answer"})
    page = (client.post(target, sent) if sent else client.get(target)).content.decode()
    assert f'action="{address(place.patient)}"' in page
    assert "No answer, 08:00, Dana Desk" in page
    forms = Forms()
    forms.feed(page)
    assert forms.deepest == 1
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_a_note_is_never_written_by_looking() -> None:
    assert signed_in().get(address(a_patient())).status_code == 405


def test_a_patient_writes_none() -> None:
    patient = a_patient()
    assert signed_in(Role.PATIENT).post(address(patient), {"result": "called"}).status_code == 403


def test_a_patient_who_is_not_there_is_not_found() -> None:
    gone = reverse("contact_new", args=[999])
    assert signed_in().post(gone, {"result": "called"}).status_code == 404
