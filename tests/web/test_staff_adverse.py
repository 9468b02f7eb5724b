"""Adverse events on their pages."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic.models import Role
from plans.models import AdverseEvent, Trail
from tests.touched import a_lot, a_treated
from tests.world import MONDAY, Clinic, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
TYPED = {
    "severity": "serious",
    "happened_on": "2027-01-08",
    "known_at": "2027-01-10T23:30",
    "narrative": "Blisters on the cheek",
    "reporter": "The patient, by phone",
}


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=True):
        yield


def signed_in(role: Role = Role.PRACTITIONER) -> Client:
    client = Client()
    client.force_login(a_user(role))
    return client


def written(client: Client, clinic: Clinic, **typed: Any) -> AdverseEvent:
    client.post(reverse("patient_event_new", args=[clinic.patient.pk]), TYPED | typed)
    return AdverseEvent.objects.latest("pk")


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.MANAGER])
def test_an_event_is_written_from_a_session_with_what_its_record_knows(role: Role) -> None:
    clinic, tip = Clinic(), a_lot()
    record = a_treated(clinic, MONDAY, tip)
    client, address = signed_in(role), reverse("visit_event_new", args=[record.visit_id])
    shown = client.get(address).content.decode()
    assert f'value="{clinic.pen.pk}" selected' in shown
    assert f'value="{clinic.practitioner.pk}" selected' in shown
    assert f'name="lots" value="{tip.pk}"' in shown.replace("  ", " ")
    answer = client.post(address, {**TYPED, "lots": [tip.pk], "device": clinic.pen.pk})
    event = AdverseEvent.objects.get()
    assert answer.headers["Location"] == reverse("adverse_event", args=[event.pk])
    assert (event.visit, event.device, list(event.lots.all())) == (record.visit, clinic.pen, [tip])
    assert event.known_at.isoformat() == "2027-01-10T22:30:00+00:00"


def test_the_desk_reads_no_event() -> None:
    clinic = Clinic()
    event = written(signed_in(), clinic)
    desk = signed_in(Role.DESK)
    for name in ("adverse_event", "adverse_edit", "adverse_print"):
        assert desk.get(reverse(name, args=[event.pk])).status_code == 403
    assert desk.get(reverse("adverse_events")).status_code == 403


def test_the_list_shows_how_long_is_left_and_what_is_overdue() -> None:
    clinic, client = Clinic(), signed_in()
    written(client, clinic)
    assert "11 days left" in client.get(reverse("adverse_events")).content.decode()
    written(client, clinic, known_at="2026-11-19T10:00", happened_on="2026-11-19")
    shown = client.get(reverse("adverse_events")).content.decode()
    assert "Overdue by 39 days" in shown
    assert shown.index("Overdue") < shown.index("11 days left")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"narrative": " "}, "This field is required."),
        ({"known_at": "2027-01-07T10:00"}, "This is before the event"),
        ({"happened_on": "2027-12-24"}, "This has not come yet"),
        ({"known_at": "soon"}, "Enter a valid date/time."),
        ({"severity": "odd"}, "Select a valid choice."),
        ({"lots": ["999999"]}, "Select a valid choice."),
        ({"device": "x"}, "Select a valid choice."),
        ({"narrative": "x" * 8001}, "At most 8,000 characters"),
        ({"narrative": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(typed: dict[str, Any], said: str) -> None:
    clinic, client = Clinic(), signed_in()
    a_treated(clinic, MONDAY, a_lot())
    address = reverse("patient_event_new", args=[clinic.patient.pk])
    answer = client.post(address, TYPED | typed)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not AdverseEvent.objects.exists()


def test_an_event_is_changed_reported_closed_and_opened_again() -> None:
    clinic, client = Clinic(), signed_in()
    event = written(client, clinic)
    client.post(reverse("adverse_edit", args=[event.pk]), TYPED | {"outcome": "Healed"})
    close = reverse("adverse_close", args=[event.pk])
    refused = client.post(close, follow=True).content.decode()
    assert "Write down first when it was reported, and to whom." in refused
    told = reverse("adverse_told", args=[event.pk])
    ahead = client.post(told, {"told_maker_on": "2027-12-24"}).content.decode()
    assert "This has not come yet" in ahead
    client.post(told, {"told_maker_on": "2027-01-11"})
    client.post(close)
    event.refresh_from_db()
    assert (event.outcome, str(event.told_maker_on)) == ("Healed", "2027-01-11")
    assert event.closed_at is not None
    assert "No open event." in client.get(reverse("adverse_events")).content.decode()
    client.post(close, {"again": "1"})
    event.refresh_from_db()
    assert event.closed_at is None


def test_one_event_prints_with_the_fields_of_a_report() -> None:
    clinic, client = Clinic(), signed_in()
    event = written(client, clinic, other_products="Retinol at home", device=clinic.pen.pk)
    Trail.objects.all().delete()
    shown = client.get(reverse("adverse_print", args=[event.pk])).content.decode()
    for text in ("Blisters", "The patient, by phone", clinic.pen.serial, "Retinol at home"):
        assert text in shown
    assert Trail.objects.filter(verb="saw", patient=clinic.patient).count() == 1


def test_today_says_which_report_is_due_to_whoever_may_read_it() -> None:
    clinic, client = Clinic(), signed_in()
    event = reverse("adverse_event", args=[written(client, clinic).pk])
    assert event in client.get(reverse("today")).content.decode()
    assert event not in signed_in(Role.DESK).get(reverse("today")).content.decode()
    client.post(f"{event}told/", {"told_maker_on": "2027-01-11"})
    assert event not in client.get(reverse("today")).content.decode()
