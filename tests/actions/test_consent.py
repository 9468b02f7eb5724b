"""A patient signs, on the screen or on paper, and withdraws."""

import datetime as dt
import hashlib
import io
import json
from typing import Any

import pytest
from django.core.files.storage import storages
from PIL import Image, ImageDraw

from clinic.models import Role
from plans import files
from plans.actions.consent import (
    Signature,
    fingerprint_of,
    sign_consent,
    terms_seen,
    withdraw_consent,
)
from plans.actions.merge import merge_patients
from plans.actions.refusal import Refused
from plans.models import Consent, Patient, Trail, Visit
from plans.queries.consent import consent_state, state_of, subject_of, subject_of_plan
from tests.consents import a_consent_text
from tests.world import MONDAY, Clinic, a_patient, a_user

pytestmark = pytest.mark.django_db
LINES = [[[0.1, 0.5, 0], [0.5, 0.2, 40], [0.9, 0.5, 90]], [[0.2, 0.8, 300], [0.8, 0.8, 420]]]
PAD = json.dumps(LINES)
LATER = MONDAY + dt.timedelta(hours=1)


def a_page(ink: str = "black", size: tuple[int, int] = (600, 800)) -> bytes:
    """A photographed sheet with a signature."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).line([(50, 700), (500, 650)], fill=ink, width=6)
    stored = io.BytesIO()
    picture.save(stored, "PNG")
    return stored.getvalue()


class Room(Clinic):
    """A clinic with a booked series, a text in force, and somebody to take a signature."""

    def __init__(self, outside_line: str = "") -> None:
        super().__init__()
        self.text = a_consent_text(self.protocol, outside_line=outside_line)
        self.booking = self.booked(ordered_by=self.practitioner)
        self.pia = a_user(Role.PRACTITIONER)

    @property
    def visit(self) -> Visit:
        return Visit.objects.get(booking=self.booking, session__number=1)

    def seen(self) -> str:
        subject = subject_of(self.visit)
        return terms_seen(subject, state_of(subject))

    def sign(self, **how: Any) -> Consent | Refused:
        signature = {"name": "Amira Haddad", "pad": PAD, "paper": b""}
        signature |= {key: how.pop(key) for key in list(how) if key in signature}
        pk = self.visit.pk
        given = {"seen": self.seen(), "is_outside_confirmed": False, "is_deep": False, **how}
        return sign_consent(
            subject=lambda: subject_of(Visit.objects.get(pk=pk)),
            signature=Signature(**signature),  # type: ignore[arg-type]
            answered_by=self.practitioner,
            by=self.pia,
            **{"now": MONDAY, **given},
        )

    def signed(self, **how: Any) -> Consent:
        consent = self.sign(**how)
        assert isinstance(consent, Consent), consent
        return consent


def test_she_signs_on_the_screen() -> None:
    room = Room()

    consent = room.signed(name="  Amira   Haddad ")

    consent.refresh_from_db()
    assert consent_state(room.visit).given == consent
    assert (consent.how, consent.signed_name, consent.signed_at) == (
        "screen",
        "Amira Haddad",
        MONDAY,
    )
    assert (consent.plan_id, consent.indication, consent.device_kind) == (
        room.booking.plan_id,
        "pores",
        "pen",
    )
    assert (consent.answered_by, consent.taken_by) == (room.practitioner, room.pia)
    assert consent.strokes == LINES
    line = Trail.objects.get(verb="signed_consent")
    assert (line.patient_id, line.facts["consent"]) == (room.patient.pk, consent.pk)


def test_the_signature_is_kept_as_a_picture_of_its_strokes() -> None:
    consent = Room().signed()
    picture = Image.open(io.BytesIO(files.content_of(consent.image)), formats=["PNG"])
    assert picture.size == (900, 300)
    middle = picture.getpixel((round(0.5 * 899), round(0.2 * 299)))
    assert (middle, picture.getpixel((5, 5))) == (24, 255)


def test_the_hash_is_of_the_words_that_were_shown() -> None:
    room = Room(outside_line="Not cleared for pores.")
    consent = room.signed(is_outside_confirmed=True)
    shown = [room.text.title, room.text.body, "Not cleared for pores."]
    expected = hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()
    assert (consent.text_sha256, consent.is_outside_confirmed) == (expected, True)
    assert consent.text_sha256 != fingerprint_of(room.text, is_outside=False)


def test_a_use_that_is_not_cleared_is_confirmed_by_itself() -> None:
    room = Room(outside_line="Not cleared for pores.")
    assert room.sign() == Refused("outside_unconfirmed")
    assert Consent.objects.count() == 0


def test_a_tick_where_no_line_stood_confirms_nothing() -> None:
    consent = Room().signed(is_outside_confirmed=True)
    assert not consent.is_outside_confirmed


def test_she_signs_on_paper_and_the_page_is_kept_as_our_own_picture() -> None:
    room = Room()

    consent = room.signed(pad="", paper=a_page())

    assert (consent.how, consent.strokes) == ("paper", [])
    picture = Image.open(io.BytesIO(files.content_of(consent.image)))
    assert (picture.format, picture.size) == ("JPEG", (600, 800))


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ({"name": "  "}, "no_name"),
        ({"pad": ""}, "no_signature"),
        ({"pad": "[[[0.5, 0.5, 0]]]"}, "no_signature"),
        ({"paper": b"%PDF-1.7 not a picture"}, "paper_not_a_picture"),
        ({"paper": a_page()[:200]}, "paper_broken"),
        ({"paper": b"x" * 25_000_001}, "paper_too_large"),
    ],
    ids=["name", "pad", "dot", "pdf", "broken", "large"],
)
def test_what_is_no_signature_is_refused_and_leaves_nothing(how: Any, what: str) -> None:
    room = Room()
    before = stored()
    assert room.sign(**how) == Refused(what)
    assert (Consent.objects.count(), stored()) == (0, before)


def stored() -> set[str]:
    """The names of all consents' files."""
    storage = storages["private"]
    return set(storage.listdir("consents")[1]) if storage.exists("consents") else set()


def test_the_same_signature_again_is_the_same_consent() -> None:
    room = Room()
    first = room.signed()
    before = stored()
    assert room.signed(now=LATER) == first
    page = room.signed(pad="", paper=a_page(), now=LATER)
    assert room.signed(pad="", paper=a_page(), now=LATER) == page
    assert (Consent.objects.count(), len(stored() - before)) == (2, 1)


def test_another_signature_is_another_consent() -> None:
    room = Room()
    room.signed()
    room.signed(pad=json.dumps(LINES[:1]), is_deep=True)
    room.signed(pad="", paper=a_page())
    room.signed(pad="", paper=a_page("blue"))
    assert Consent.objects.count() == 4


def test_nobody_signs_what_changed_while_she_read() -> None:
    room = Room()
    seen, before = room.seen(), stored()
    type(room.text).objects.update(state="retired")
    a_consent_text(room.protocol, number=2)
    assert room.sign(seen=seen) == Refused("changed_meanwhile")
    assert stored() == before


def test_without_a_text_in_force_there_is_nothing_to_sign() -> None:
    room = Room()
    seen = room.seen()
    type(room.text).objects.update(state="retired")
    assert room.sign(seen=seen) == Refused("no_text")


def test_a_record_that_went_into_another_one_takes_no_signature() -> None:
    room = Room()
    Patient.objects.filter(pk=room.patient.pk).update(merged_into=a_patient(), archived_at=MONDAY)
    assert room.sign() == Refused("patient_archived")


def test_a_plan_without_dates_is_agreed_to_with_the_kind_of_device_it_will_be() -> None:
    room = Room()
    plan = room.booking.plan
    assert plan

    def subject() -> Any:
        return subject_of_plan(plan, device_kind="pen", day=MONDAY.date())

    consent = sign_consent(
        subject=subject,
        seen=terms_seen(subject(), state_of(subject())),
        signature=Signature(name="Amira", pad=PAD),
        answered_by=room.practitioner,
        is_outside_confirmed=False,
        is_deep=False,
        by=room.pia,
        now=MONDAY,
    )

    assert consent_state(room.visit).given == consent


def test_she_withdraws_and_nothing_older_stays_in_force_behind_it() -> None:
    room = Room()
    first, deep = room.signed(), room.signed(pad=json.dumps(LINES[:1]), is_deep=True)

    answer = withdraw_consent(consent_id=deep.pk, reason=" Afraid ", by=room.desk, now=LATER)

    assert isinstance(answer, Consent)
    assert (answer.withdrawn_at, answer.withdrawn_by, answer.withdrawn_reason) == (
        LATER,
        room.desk,
        "Afraid",
    )
    assert consent_state(room.visit).why == "withdrawn"
    assert Trail.objects.get(verb="withdrew_consent").facts == {"consents": [first.pk, deep.pk]}


def test_to_withdraw_again_changes_nothing() -> None:
    room = Room()
    consent = room.signed()
    withdraw_consent(consent_id=consent.pk, by=room.desk, now=LATER)
    withdraw_consent(consent_id=consent.pk, reason="x", by=room.pia, now=LATER + LATER.resolution)
    consent.refresh_from_db()
    assert (consent.withdrawn_at, consent.withdrawn_reason) == (LATER, "")
    assert Trail.objects.filter(verb="withdrew_consent").count() == 1


def test_a_signature_that_was_withdrawn_does_not_come_back_with_a_repeat() -> None:
    room = Room()
    withdraw_consent(consent_id=room.signed().pk, by=room.desk, now=LATER)
    assert room.sign(now=LATER) == Refused("signed_and_withdrawn")
    room.signed(pad=json.dumps(LINES[:1]), now=LATER)
    assert consent_state(room.visit).is_fine


def test_consents_come_along_when_two_records_become_one() -> None:
    room = Room()
    consent = room.signed()
    kept = a_patient()
    merge_patients(
        kept_id=kept.pk,
        other_id=room.patient.pk,
        choices={},
        by=a_user(Role.MANAGER),
        now=LATER,
    )
    consent.refresh_from_db()
    assert (consent.patient, consent_state(room.visit).given) == (kept, consent)
