"""The manager's pages to merge two records: find, compare, merge."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic.models import Role
from plans.models import Patient, Trail
from tests.world import MONDAY, a_patient, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def manager() -> Client:
    client = Client()
    client.force_login(a_user(Role.MANAGER))
    return client


def address(patient: Patient) -> str:
    return reverse("patient_merge", args=[patient.pk])


def two_records() -> tuple[Patient, Patient]:
    return (
        a_patient(name="Amira Haddad", email="amira@x.example"),
        a_patient(name="Amira Hadad", email="hadad@x.example"),
    )


def test_likely_records_are_offered_first(manager: Client) -> None:
    kept, other = two_records()
    page = manager.get(address(kept)).content.decode()
    assert f"{address(kept)}?other={other.pk}" in page
    assert "same or very close name" in page


def test_any_other_record_is_found_by_a_posted_search(manager: Client) -> None:
    kept, other = a_patient(name="Amira Haddad"), a_patient(name="Zora Weber")
    page = manager.get(address(kept)).content.decode()
    assert "Search for the other one." in page
    found = manager.post(address(kept), {"q": "weber"}).content.decode()
    assert f"?other={other.pk}" in found
    assert "Nobody else found." in manager.post(address(kept), {"q": "haddad"}).content.decode()


def test_both_stand_side_by_side_before_anything_is_changed(manager: Client) -> None:
    kept, other = two_records()
    page = manager.get(address(kept), {"other": other.pk}).content.decode()
    for words in ("amira@x.example", "hadad@x.example", "Merge them", "Keep the other one"):
        assert words in page
    assert page.count(" checked") == 2  # the name and the e-mail
    assert Patient.objects.filter(archived_at=None).count() == 2


def test_merging_leads_to_the_kept_record(manager: Client) -> None:
    kept, other = two_records()
    sent = {"other": other.pk, "name": "other", "email": "kept"}
    answer = manager.post(address(kept), sent, follow=True)
    assert answer.redirect_chain == [(reverse("patient", args=[kept.pk]), 302)]
    assert "The two records are one now." in answer.content.decode()
    kept.refresh_from_db()
    assert (kept.name, kept.email) == ("Amira Hadad", "amira@x.example")


def test_a_second_click_is_led_to_the_kept_record_too(manager: Client) -> None:
    kept, other = two_records()
    sent = {"other": other.pk, "name": "kept", "email": "kept"}
    answers = [manager.post(address(kept), sent) for _ in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {
        reverse("patient", args=[kept.pk])
    }
    assert Trail.objects.filter(verb="merged").count() == 1


@pytest.mark.parametrize("route", ["patient", "patient_edit", "patient_merge"])
def test_whoever_opens_the_archived_record_is_led_on(manager: Client, route: str) -> None:
    kept, other = two_records()
    manager.post(address(kept), {"other": other.pk, "name": "kept", "email": "kept"})
    answer = manager.get(reverse(route, args=[other.pk]), follow=True)
    assert answer.redirect_chain[-1] == (reverse("patient", args=[kept.pk]), 302)
    assert "The record you opened was merged into this one." in answer.content.decode()


@pytest.mark.parametrize(
    "sent",
    [{"name": "kept"}, {"name": "third", "email": "kept"}, {"name": "both", "email": "kept"}],
)
def test_a_missing_or_unknown_choice_is_asked_for_again(
    manager: Client, sent: dict[str, str]
) -> None:
    kept, other = two_records()
    page = manager.post(address(kept), {"other": str(other.pk), **sent}).content.decode()
    assert "Choose which one stays." in page
    assert Patient.objects.filter(merged_into=kept).count() == 0


@pytest.mark.parametrize("other", ["", "x", "-1", "9" * 30, "²"])
def test_an_address_that_names_no_record_offers_the_search(manager: Client, other: str) -> None:
    page = manager.get(address(a_patient()), {"other": other}).content.decode()
    assert "Which record is hers too?" in page


def test_a_record_that_is_not_there_is_not_found(manager: Client) -> None:
    assert manager.get(address(a_patient()), {"other": "999"}).status_code == 404


def test_a_record_is_not_merged_with_itself(manager: Client) -> None:
    kept = a_patient()
    page = manager.post(address(kept), {"other": kept.pk}).content.decode()
    assert "Which record is hers too?" in page


def test_a_refusal_says_why(manager: Client) -> None:
    kept, other = two_records()
    third = a_patient()
    Patient.objects.filter(pk=other.pk).update(merged_into=third, archived_at=MONDAY)
    sent = {"other": other.pk, "name": "kept", "email": "kept"}
    page = manager.post(address(kept), sent).content.decode()
    assert "The other record was merged already, into a third one." in page


@pytest.mark.parametrize("role", [Role.DESK, Role.PRACTITIONER, Role.PATIENT])
def test_only_a_manager_merges(role: Role) -> None:
    kept, other = two_records()
    client = Client()
    client.force_login(a_user(role))
    assert client.get(address(kept)).status_code == 403
    assert client.post(address(kept), {"other": other.pk}).status_code == 403


def test_the_patient_page_leads_a_manager_there(manager: Client) -> None:
    patient = a_patient()
    page = reverse("patient", args=[patient.pk])
    assert address(patient) in manager.get(page).content.decode()
    desk = Client()
    desk.force_login(a_user())
    assert address(patient) not in desk.get(page).content.decode()
