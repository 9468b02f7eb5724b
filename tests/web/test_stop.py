"""The page that stops messages: no sign-in, one button, nobody's name."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from plans.channels.stop import stop_url
from plans.models import Patient, Trail
from tests.sent import NUMBER
from tests.world import MONDAY, a_patient

pytestmark = pytest.mark.django_db


def page_of(patient: Patient, channel: str = "email") -> str:
    return urlsplit(stop_url(patient_id=patient.pk, channel=channel)).path


def stopped(patient: Patient) -> dict[str, bool]:
    patient = Patient.objects.get(pk=patient.pk)
    return {
        "email": patient.email_stopped_at is not None,
        "sms": patient.sms_stopped_at is not None,
    }


def test_opening_the_page_stops_nothing() -> None:
    patient = a_patient()
    for ask in (Client().get, Client().head):
        assert ask(page_of(patient)).status_code == 200
    assert stopped(patient) == {"email": False, "sms": False}
    assert Trail.objects.count() == 0


@pytest.mark.parametrize(
    ("channel", "only"),
    [("email", {"email": True, "sms": False}), ("sms", {"email": False, "sms": True})],
)
def test_the_button_stops_this_way_only(channel: str, only: dict[str, bool]) -> None:
    patient = a_patient(phone=NUMBER, sms_consent_at=MONDAY)
    answer = Client(enforce_csrf_checks=True).post(page_of(patient, channel))
    assert (answer.status_code, "Messages are stopped" in answer.text) == (200, True)
    assert stopped(patient) == only


def test_a_mailbox_presses_the_button_by_itself() -> None:
    """RFC 8058: no cookie, no token of a form, and no redirect in the answer."""
    patient = a_patient()
    one_click: dict[str, Any] = {"List-Unsubscribe": "One-Click"}
    client = Client(enforce_csrf_checks=True)
    assert [client.post(page_of(patient), one_click).status_code for _twice in range(2)] == [
        200,
        200,
    ]
    assert stopped(patient)["email"]
    assert Trail.objects.filter(verb="messages_stopped").count() == 1


def test_the_page_names_nobody() -> None:
    patient = a_patient(name="Amira Canary", email="canary@patients.example", phone=NUMBER)
    pages = [Client().get(page_of(patient)).text, Client().post(page_of(patient)).text]
    words = ("Amira", "canary", NUMBER, "microneedling", "skin")
    assert [word for page in pages for word in words if word in page] == []


def test_an_address_that_is_not_ours_is_absent() -> None:
    patient = a_patient()
    forged = page_of(patient).replace(f"/{patient.pk}-", f"/{patient.pk + 1}-")
    gone = urlsplit(stop_url(patient_id=patient.pk + 1, channel="email")).path
    answers = [Client().post(path).status_code for path in (forged, gone, "/stop/x/")]
    assert answers == [404, 404, 404]
    assert stopped(patient) == {"email": False, "sms": False}


def test_the_button_takes_no_other_method() -> None:
    assert Client().put(page_of(a_patient())).status_code == 405
