"""Lots on their pages, and as a file."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse

from clinic.models import Role
from plans.models import Lot, Trail
from plans.wording.lot import safe_cell
from tests.touched import a_lot, a_treated
from tests.world import MONDAY, Clinic, a_patient, a_user

pytestmark = pytest.mark.django_db


def signed_in(role: Role = Role.PRACTITIONER) -> Client:
    client = Client()
    client.force_login(a_user(role))
    return client


def export(client: Client, **asked: object) -> list[list[str]]:
    answer = client.post(reverse("lots_export"), asked)
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(content, newline="")))


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.MANAGER])
def test_one_search_box_leads_to_patients_and_sessions(role: Role) -> None:
    clinic = Clinic()
    a_treated(clinic, MONDAY, a_lot())
    shown = signed_in(role).get(reverse("lots"), {"q": "L-1"}).content.decode()
    for text in (
        clinic.patient.name,
        "Tip 12 L-100",
        clinic.pen.serial,
        "Chin",
        clinic.practitioner.name,
    ):
        assert text in shown
    assert "1 session, 1 patient" in shown


def test_the_desk_searches_no_lots() -> None:
    lot, client = a_lot(), signed_in(Role.DESK)
    assert client.get(reverse("lots"), {"q": "L"}).status_code == 403
    assert client.post(reverse("lots_export"), {"q": "L"}).status_code == 403
    assert client.post(reverse("lot_recall", args=[lot.pk]), {"because": "x"}).status_code == 403


@pytest.mark.parametrize("text", ["", "  ", "\x00", "x" * 300, "nothing such", "%", "(01)123"])
def test_a_search_for_anything_answers(text: str) -> None:
    a_treated(Clinic(), MONDAY, a_lot())
    answer = signed_in().get(reverse("lots"), {"q": text, "page": "²"})
    assert answer.status_code == 200


def test_the_search_page_begins_with_what_is_recalled() -> None:
    lot, client = a_lot(), signed_in()
    client.post(reverse("lot_recall", args=[lot.pk]), {"because": "The maker's letter"})
    shown = client.get(reverse("lots")).content.decode()
    assert "L-100" in shown
    assert "The maker&#x27;s letter" in shown


def test_a_recall_needs_its_reason_and_is_taken_back_with_one() -> None:
    lot, client = a_lot(), signed_in()
    address = reverse("lot_recall", args=[lot.pk])
    assert client.post(address, {"because": ""}).status_code == 200
    assert Lot.objects.get().recalled_at is None
    client.post(address, {"because": "The maker's letter"})
    assert Lot.objects.get().recalled_because == "The maker's letter"
    again = client.post(address, {"because": "Again"}, follow=True).content.decode()
    assert "Somebody marked this lot as recalled already." in again
    client.post(address, {"because": "Another lot", "back": "1"})
    assert Lot.objects.get().recalled_at is None


def test_a_device_and_a_patient_have_their_sessions() -> None:
    clinic = Clinic()
    a_treated(clinic, MONDAY, a_lot())
    client = signed_in()
    of_device = client.get(reverse("lot_device", args=[clinic.pen.pk])).content.decode()
    assert clinic.patient.name in of_device
    of_patient = client.get(reverse("patient_lots", args=[clinic.patient.pk])).content.decode()
    assert "Tip 12 L-100" in of_patient
    assert Trail.objects.filter(verb="saw", patient=clinic.patient).count() == 1
    assert (
        reverse("patient_lots", args=[clinic.patient.pk])
        in client.get(reverse("patient", args=[clinic.patient.pk])).content.decode()
    )


def test_a_file_has_every_session_and_leaves_its_line_in_the_trail() -> None:
    clinic, tip = Clinic(), a_lot()
    other = a_patient(name="=HYPERLINK(1)")
    a_treated(clinic, MONDAY, tip, serial="S-1", zones=("chin", "neck"))
    a_treated(clinic, MONDAY + dt.timedelta(days=1), tip, patient=other)
    client = signed_in()
    head, first, second = export(client, lot=tip.pk)
    assert head[:3] == ["Date", "Location", "Patient"]
    assert first[2] == "'=HYPERLINK(1)"
    assert second[0] == MONDAY.date().isoformat()
    assert second[6] == "Tip 12 L-100, serial S-1"
    who = clinic.practitioner.name
    assert second[9:] == [clinic.pen.name, clinic.pen.serial, "Chin; Neck", who, "no"]
    assert Trail.objects.get(verb="exported_lots").facts == {"lot": str(tip.pk), "rows": 2}


def test_a_file_of_nothing_has_its_heads_alone() -> None:
    a_treated(Clinic(), MONDAY, a_lot())
    assert len(export(signed_in(), q="no such lot")) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_run_as_a_formula(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert safe_cell(f"1{start}1") == f"1{start}1"
