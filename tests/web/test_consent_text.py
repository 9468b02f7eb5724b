"""The manager's pages of consent texts."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role
from plans.models import ConsentText
from tests.consents import a_consent_text
from tests.world import a_protocol, a_user

pytestmark = pytest.mark.django_db


def signed_in(role: Role = Role.MANAGER) -> Client:
    client = Client()
    client.force_login(a_user(role))
    return client


def a_draft() -> ConsentText:
    protocol = a_protocol().protocol
    return a_consent_text(protocol, state="draft", approved_by="", approved_at=None)


def test_the_list_says_what_has_no_text_in_force() -> None:
    a_consent_text(a_protocol().protocol)
    a_protocol()
    page = signed_in(Role.DESK).get(reverse("consent_texts")).content.decode()
    assert "Version 1, approved by Dr Novak" in page
    assert "No text in force: its sessions cannot start" in page
    assert "No text in force: no photograph can be kept" in page
    assert "Begin a draft" not in page


def test_a_draft_is_begun_for_a_protocol_or_for_photographs() -> None:
    protocol = a_protocol().protocol
    client = signed_in()
    address = reverse("consent_text_begin")

    answer = client.post(address, {"protocol": protocol.pk})
    client.post(address, {"protocol": ""})

    draft, photographs = ConsentText.objects.order_by("pk")
    assert answer.url == reverse("consent_text_edit", args=[draft.pk])  # type: ignore[attr-defined]
    assert (draft.protocol, draft.title) == (protocol, "Needling of the face for enlarged pores")
    assert photographs.title == "Photographs of your face"
    strange = ["987654", "9" * 5000, "²", "x"]
    answers = [client.post(address, {"protocol": key}).status_code for key in strange]
    assert answers == [404] * 4


def test_a_preview_shows_the_text_and_keeps_nothing() -> None:
    text = a_draft()
    typed = {"title": "Needling", "body": "One\n- point", "preview": "yes"}
    page = signed_in().post(reverse("consent_text_edit", args=[text.pk]), typed).content.decode()
    assert "<h3>One</h3><ul><li>point</li></ul>" in page
    assert "Preview: not saved yet" in page
    text.refresh_from_db()
    assert text.title == "Needling of the face"


def test_a_draft_is_saved_and_what_is_missing_stands_beside_its_field() -> None:
    text = a_draft()
    client, address = signed_in(), reverse("consent_text_edit", args=[text.pk])
    page = client.post(address, {"title": "Kept", "body": ""}).content.decode()
    assert "This field is required." in page
    assert 'value="Kept"' in page

    typed = {"title": "Needling", "body": "It\r\npricks.", "outside_line": "Not cleared."}
    assert client.post(address, typed).status_code == 302

    text.refresh_from_db()
    assert (text.title, text.body) == ("Needling", "It\npricks.")
    assert text.outside_line == "Not cleared."


def test_the_text_for_photographs_has_no_line_on_clearances() -> None:
    text = a_consent_text(None, state="draft", approved_by="", approved_at=None)
    page = signed_in().get(reverse("consent_text_edit", args=[text.pk])).content.decode()
    assert "not cleared" not in page


def test_an_approval_names_the_clinician_who_read_it() -> None:
    text = a_draft()
    client, address = signed_in(), reverse("consent_text_approve", args=[text.pk])
    assert client.post(address, {"approved_by": "Dr Novak"}).status_code == 200

    client.post(address, {"approved_by": "Dr Pia Novak", "is_read": "on"})

    text.refresh_from_db()
    assert (text.state, text.approved_by) == ("approved", "Dr Pia Novak")
    assert client.get(reverse("consent_text_edit", args=[text.pk])).status_code == 302
    typed = {"approved_by": "Dr X", "is_read": "on"}
    again = client.post(address, typed, follow=True).content.decode()
    assert "it does not change any more" in again


def test_only_a_manager_changes_what_patients_agree_to() -> None:
    text = a_draft()
    client = signed_in(Role.PRACTITIONER)
    assert client.get(reverse("consent_text", args=[text.pk])).status_code == 200
    sent = [
        client.post(reverse("consent_text_begin"), {}).status_code,
        client.post(reverse("consent_text_edit", args=[text.pk]), {}).status_code,
        client.post(reverse("consent_text_approve", args=[text.pk]), {}).status_code,
    ]
    assert sent == [403] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_the_same_queries_however_long(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    texts = [a_consent_text(a_protocol().protocol) for _ in range(count)]
    client = signed_in(Role.DESK)
    client.get(reverse("consent_texts"))
    with django_assert_num_queries(6):
        client.get(reverse("consent_texts"))
    with django_assert_num_queries(6):
        client.get(reverse("consent_text", args=[texts[0].pk]))
