"""Which photographs a patient allows, on the practitioner's tablet."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clinic import clock
from clinic.models import Role
from plans.models import Consent, Patient, PhotoConsent
from plans.queries.consent import photo_levels
from plans.queries.patient import today_here
from tests.actions.test_consent import PAD
from tests.consents import a_consent_text
from tests.sent_form import sent_form
from tests.world import a_location, a_patient, a_user

pytestmark = pytest.mark.django_db


class Tablet:
    def __init__(self) -> None:
        a_location()
        self.text = a_consent_text(None)
        self.patient = a_patient()
        self.client = Client()
        self.client.force_login(a_user(Role.PRACTITIONER))
        self.address = reverse("photo_consent", args=[self.patient.pk])

    def page(self) -> str:
        return self.client.get(self.address).content.decode()

    def sign(self, **typed: Any) -> Any:
        fields = {**sent_form(self.page(), "sign"), "pad": PAD, **typed}
        return self.client.post(self.address, fields)

    def allowed(self) -> set[int]:
        patient = Patient.objects.get(pk=self.patient.pk)
        return set(photo_levels(patient, today_here(clock.now())))


def test_nothing_is_ticked_beforehand() -> None:
    tablet = Tablet()
    assert "levels" not in sent_form(tablet.page(), "sign")
    page = tablet.sign().content.decode()
    assert "Tick what she allows" in page
    assert Consent.objects.count() == 0


def test_each_use_is_allowed_by_itself() -> None:
    tablet = Tablet()
    assert tablet.sign(levels=["1", "3"]).status_code == 302
    assert tablet.allowed() == {1, 3}
    assert "Shown in the clinic to other patients" in tablet.page()


def test_what_is_published_says_where() -> None:
    tablet = Tablet()
    page = tablet.sign(levels=["4"]).content.decode()
    assert "Say where it may be published." in page
    past = {"levels": ["4"], "channels": "Web", "expires_on": "2001-01-01"}
    assert "This day is over" in tablet.sign(**past).content.decode()
    assert tablet.allowed() == set()

    until = {"expires_on": "2099-12-31", "may_show_face": "on"}
    tablet.sign(levels=["1", "4"], channels="Web", **until)

    rows = PhotoConsent.objects.values_list("level", "channels", "may_show_face")
    assert list(rows) == [(1, "", False), (4, "Web", True)]
    assert PhotoConsent.objects.get(level=1).expires_on is None


def test_uses_are_taken_back_one_by_one_or_all() -> None:
    tablet = Tablet()
    tablet.sign(levels=["1", "2", "3"])
    address = reverse("photo_consent_withdraw", args=[tablet.patient.pk])

    tablet.client.post(address, {"levels": ["2"]})
    assert tablet.allowed() == {1, 3}
    tablet.client.post(address, {"levels": ["1", "3"]})
    assert tablet.allowed() == set()
    assert tablet.client.post(address, {"levels": ["x"]}).status_code == 302


def test_the_text_that_she_saw_is_the_one_that_she_signs() -> None:
    tablet = Tablet()
    for seen in ("987654", "9" * 5000, "x"):
        page = tablet.sign(levels=["1"], seen=seen).content.decode()
        assert "changed while she read" in page
    assert tablet.allowed() == set()


def test_without_a_text_nothing_can_be_allowed() -> None:
    tablet = Tablet()
    type(tablet.text).objects.update(state="retired")
    assert "no photograph can be kept" in tablet.page()
    assert tablet.client.post(tablet.address, {"levels": ["1"], "pad": PAD}).status_code == 200
    assert tablet.allowed() == set()


def test_a_blank_sheet_is_there_to_sign_on_paper() -> None:
    tablet = Tablet()
    address = reverse("photo_consent_print", args=[tablet.patient.pk])
    page = tablet.client.get(address).content.decode()
    assert "Shown in the clinic to other patients" in page
    type(tablet.text).objects.update(state="retired")
    assert tablet.client.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER])
def test_it_is_a_matter_for_practitioners(role: Role) -> None:
    tablet = Tablet()
    client = Client()
    client.force_login(a_user(role))
    withdraw = reverse("photo_consent_withdraw", args=[tablet.patient.pk])
    sent = [client.get(tablet.address).status_code, client.post(withdraw).status_code]
    assert sent == [403, 403]
