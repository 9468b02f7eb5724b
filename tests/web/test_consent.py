"""A patient reads, signs and withdraws on the practitioner's tablet."""

import json
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role, User
from plans import files
from plans.models import Consent, Plan, ProtocolVersion, Trail, Visit
from tests.actions.test_consent import LINES, PAD, a_page
from tests.consents import a_consent, a_consent_text
from tests.ready import a_sheet, questions_and_limits
from tests.sent_form import sent_form
from tests.world import MONDAY, Clinic, a_user

pytestmark = pytest.mark.django_db
OUTSIDE = "Not cleared in the US for enlarged pores."


class Room(Clinic):
    """A clinic with a booked series, a text in force and a practitioner at her tablet."""

    def __init__(self, outside_line: str = "") -> None:
        super().__init__()
        self.text = a_consent_text(self.protocol, outside_line=outside_line)
        self.booking = self.booked(ordered_by=self.practitioner)
        self.visit = Visit.objects.get(booking=self.booking, session__number=1)
        self.pia = a_user(Role.PRACTITIONER)
        self.practitioner.user = self.pia
        self.practitioner.save()
        self.client = signed_in(self.pia)
        self.address = reverse("visit_consent", args=[self.visit.pk])

    def page(self) -> str:
        return self.client.get(self.address).content.decode()

    def fields(self, **typed: Any) -> dict[str, Any]:
        """What the page's form would send, with what was typed."""
        return {**sent_form(self.page(), "sign"), "pad": PAD, **typed}

    def sign(self, **typed: Any) -> Any:
        return self.client.post(self.address, self.fields(**typed))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_she_reads_the_text_and_signs_on_the_pad() -> None:
    room = Room()
    page = room.page()
    assert "It may help little." in page
    assert "To be signed" in page

    answer = room.sign()

    assert answer.url == room.address
    consent = Consent.objects.get()
    assert (consent.signed_name, consent.answered_by, consent.strokes) == (
        room.patient.name,
        room.practitioner,
        LINES,
    )
    assert "Covers this" in room.page()


def test_she_signs_on_paper_instead() -> None:
    room = Room()
    page = SimpleUploadedFile("C:\\..\\scan.pdf", a_page(), content_type="application/pdf")
    assert room.sign(pad="", paper=page).status_code == 302
    assert Consent.objects.get().how == "paper"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"pad": ""}, "Sign on the pad, or choose a photograph of the signed page."),
        ({"pad": "[[[0.5,0.5,0]]]"}, "There is no signature on the pad."),
        ({"pad": "x" * 1_000_001}, "Ensure this value has at most"),
        ({"name": " "}, "This field is required."),
        ({"answered_by": ""}, "This field is required."),
        ({"answered_by": "987654"}, "Select a valid choice."),
        ({"paper": SimpleUploadedFile("a.jpg", b"<svg/>")}, "This is no picture."),
        ({"paper": SimpleUploadedFile("a.jpg", b"")}, "The submitted file is empty."),
        ({"seen": "7:pores:pen:0"}, "changed while she read"),
        ({"seen": "\x00"}, "changed while she read"),
    ],
    ids=range(10),
)
def test_what_is_missing_stands_beside_its_field_and_nothing_is_kept(
    typed: dict[str, Any], words: str
) -> None:
    room = Room()
    answer = room.sign(**{"name": "Kept Name", **typed})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert words in page
    assert typed.get("name") or "Kept Name" in page
    assert Consent.objects.count() == 0


def test_a_page_that_is_too_large_is_not_read() -> None:
    page = SimpleUploadedFile("a.jpg", b"x" * 25_000_001)
    answer = Room().sign(pad="", paper=page)
    assert "25 MB at most" in answer.content.decode()
    assert Consent.objects.count() == 0


def test_what_was_drawn_stays_when_something_else_is_missing() -> None:
    page = Room().sign(answered_by="").content.decode()
    assert sent_form(page, "sign")["pad"] == [PAD]


def test_what_changed_while_she_read_is_signed_anew() -> None:
    room = Room()
    fields = room.fields()
    type(room.text).objects.update(state="retired")
    new = a_consent_text(room.protocol, number=2, body="Another body")
    page = room.client.post(room.address, fields).content.decode()
    sent = sent_form(page, "sign")
    assert "Another body" in page
    assert (sent["pad"], sent["seen"]) == ([""], [f"{new.pk}:pores:pen:0"])


def test_a_use_that_is_not_cleared_needs_a_tick_of_its_own() -> None:
    room = Room(OUTSIDE)
    page = room.sign().content.decode()
    assert "This line is confirmed by a tick of its own." in page
    assert Consent.objects.count() == 0
    room.sign(is_outside_confirmed="on")
    assert Consent.objects.get().is_outside_confirmed


def test_a_cleared_use_shows_no_such_line() -> None:
    room = Room(OUTSIDE)
    a_sheet("clearances", [{"model": "Pen One", "indication": "pores"}])
    assert OUTSIDE not in room.page()
    room.sign()
    assert not Consent.objects.get().is_outside_confirmed


def test_the_practitioner_says_whether_it_goes_deeper() -> None:
    room = Room()
    questions_and_limits()
    assert "needles deeper than 1.5 mm" in room.page()
    room.sign(is_deep="on")
    assert Consent.objects.get().is_deep


def test_too_little_time_to_decide_is_said() -> None:
    room = Room()
    questions_and_limits()
    Plan.objects.update(ordered_at=room.visit.start)
    assert "Only 0 hours lie between" in room.page()


def test_a_repeated_submit_signs_once() -> None:
    room = Room()
    fields = room.fields()
    for _ in range(2):
        assert room.client.post(room.address, fields).status_code == 302
    assert Consent.objects.count() == 1


def test_she_withdraws_and_is_asked_again() -> None:
    room = Room()
    room.sign()
    consent = Consent.objects.get()
    address = reverse("consent_withdraw", args=[consent.pk])

    answer = room.client.post(address, {"reason": "Afraid", "visit": room.visit.pk})

    assert answer.url == room.address  # type: ignore[attr-defined]
    page = room.page()
    assert "The patient withdrew her consent." in page
    assert "Afraid" in page


def test_the_desk_notes_a_withdrawal_and_reads_no_clinical_word() -> None:
    room = Room()
    consent = a_consent(room.visit, signed_name="Clinical Name")
    desk = signed_in(room.desk)
    card = desk.get(reverse("patient", args=[room.patient.pk])).content.decode()
    assert "Needling of the face v1" in card
    assert "Clinical Name" not in card

    desk.post(reverse("consent_withdraw", args=[consent.pk]), {"visit": "9" * 5000})

    consent.refresh_from_db()
    assert consent.withdrawn_by == room.desk
    assert desk.get(reverse("consent", args=[consent.pk])).status_code == 403


def test_the_picture_of_a_signature_is_for_practitioners_and_audited() -> None:
    room = Room()
    room.sign()
    consent = Consent.objects.get()
    address = reverse("consent_signature", args=[consent.pk])

    picture = room.client.get(address)

    assert picture.content == files.content_of(consent.image)
    heads = ("Content-Type", "X-Content-Type-Options", "Cache-Control", "Content-Security-Policy")
    assert [picture.headers[head] for head in heads] == [
        "image/png",
        "nosniff",
        "no-store",
        "default-src 'none'; sandbox",
    ]
    line = Trail.objects.get(verb="saw_consent")
    assert (line.actor, line.patient, line.facts["consent"]) == (
        room.pia,
        room.patient,
        consent.pk,
    )
    others = [room.desk, a_user(Role.MANAGER), a_user(Role.PATIENT)]
    assert [signed_in(user).get(address).status_code for user in others] == [403] * 3


def test_a_picture_that_is_gone_is_absent() -> None:
    room = Room()
    consent = a_consent(room.visit)
    address = reverse("consent_signature", args=[consent.pk])
    assert room.client.get(address).status_code == 404


def test_the_signed_sheet_says_all_that_was_agreed() -> None:
    room = Room(OUTSIDE)
    room.sign(is_outside_confirmed="on", is_deep="on")
    consent = Consent.objects.get()
    page = room.client.get(reverse("consent", args=[consent.pk])).content.decode()
    said = [room.text.title, "It may help little.", OUTSIDE, "Deeper needling too"]
    said += [room.patient.name, consent.text_sha256, "Motorised pen"]
    assert [words for words in said if words not in page] == []


def test_a_blank_sheet_is_there_to_sign_on_paper() -> None:
    room = Room(OUTSIDE)
    address = reverse("visit_consent_print", args=[room.visit.pk])
    page = room.client.get(address).content.decode()
    assert OUTSIDE in page
    assert "Name of who signs" in page
    type(room.text).objects.update(state="retired")
    assert room.client.get(address).status_code == 404


def test_without_a_text_the_page_says_who_mends_it() -> None:
    room = Room()
    type(room.text).objects.update(state="retired")
    assert "A manager approves one under Clinic" in room.page()


def test_a_consultation_has_nothing_to_sign() -> None:
    room = Room()
    visit = Visit.objects.get(booking=room.booked_consultation())
    assert room.client.get(reverse("visit_consent", args=[visit.pk])).status_code == 404


def test_a_plan_with_dates_is_signed_for_at_its_next_session() -> None:
    room = Room()
    address = reverse("plan_consent", args=[room.booking.plan_id])
    assert room.client.get(address).url == room.address  # type: ignore[attr-defined]


def test_a_plan_without_dates_is_signed_for_with_a_kind_of_device() -> None:
    room = Room()
    Visit.objects.update(state="undone")
    ProtocolVersion.objects.update(device_kinds=["roller", "pen"])
    address = reverse("plan_consent", args=[room.booking.plan_id]) + "?device=pen"
    page = room.client.get(address).content.decode()
    assert "?device=roller" in page

    fields = {**sent_form(page, "sign"), "pad": json.dumps(LINES)}
    room.client.post(address, fields)

    assert Consent.objects.get().device_kind == "pen"


def test_the_plan_says_what_is_to_be_signed_and_whether_there_was_time() -> None:
    room = Room("Not cleared for enlarged pores.")
    questions_and_limits()
    Plan.objects.update(ordered_at=room.visit.start)
    address = reverse("plan", args=[room.booking.plan_id])
    with time_machine.travel(MONDAY, tick=False):
        client = signed_in(room.desk)
        page = client.get(address).content.decode()
        assert "Only 0 hours lie between" in page
        assert "Consent to be signed before" in page
        assert "Outside the cleared use of the device" in page
        a_consent(room.visit)
        assert "Consent signed" in client.get(address).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_however_much_was_signed(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    room = Room()
    for number in range(count):
        a_consent(room.visit, signed_at=MONDAY, signed_name=f"Amira {number}")
    room.page()
    with django_assert_num_queries(16):
        room.page()


def test_looking_at_the_page_is_on_the_trail() -> None:
    room = Room()
    room.page()
    assert Trail.objects.filter(verb="saw", patient=room.patient, actor=room.pia).exists()
