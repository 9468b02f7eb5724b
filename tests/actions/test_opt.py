"""STOP and START: obeyed at once, for everybody at the address, and kept in the trail."""

import itertools
from typing import Any

import pytest

from plans.actions.opt import start_channel, stop_address, stop_channel
from plans.actions.patient import Details, Entered, update_patient
from plans.actions.refusal import Refused
from plans.models import Patient, Trail
from tests.sent import LATER, NUMBER
from tests.world import MONDAY, a_patient, a_user

pytestmark = pytest.mark.django_db


def agreed(**fields: Any) -> Patient:
    return a_patient(**{"phone": NUMBER, "sms_consent_at": MONDAY, **fields})


def ways(patient: Patient) -> dict[str, bool]:
    """Which of her ways are agreed to, stopped, dead."""
    patient = Patient.objects.get(pk=patient.pk)
    fields = itertools.product(["email", "sms"], ["consent", "stopped", "dead"])
    names = [f"{channel}_{mark}_at" for channel, mark in fields]
    return {name: True for name in names if getattr(patient, name)}


def lines(patient: Patient) -> list[tuple[str, str]]:
    rows = Trail.objects.filter(patient=patient, verb__startswith="messages_").order_by("pk")
    return [(row.verb, row.facts["channel"]) for row in rows]


def test_a_stop_ends_the_consent_to_this_way_only() -> None:
    patient = agreed()
    stop_channel(patient_id=patient.pk, channel="sms", now=LATER)
    assert ways(patient) == {"email_consent_at": True, "sms_stopped_at": True}
    assert lines(patient) == [("messages_stopped", "sms")]


def test_the_same_stop_again_changes_nothing() -> None:
    patient = agreed()
    stop_channel(patient_id=patient.pk, channel="sms", now=LATER)
    assert stop_channel(patient_id=patient.pk, channel="sms", now=LATER) == []
    assert lines(patient) == [("messages_stopped", "sms")]


def test_a_stop_ends_messages_to_everybody_at_the_number() -> None:
    mother, child, stranger = agreed(), agreed(), agreed(phone="+4915187654321")
    stop_channel(patient_id=mother.pk, channel="sms", now=LATER)
    assert ["sms_stopped_at" in ways(patient) for patient in (mother, child, stranger)] == [
        True,
        True,
        False,
    ]


def test_addresses_are_the_same_whatever_their_case() -> None:
    one, other = a_patient(email="home@patients.example"), a_patient(email="Home@patients.example")
    stop_channel(patient_id=one.pk, channel="email", now=LATER)
    assert ways(other) == {"email_stopped_at": True}


def test_a_patient_without_a_number_stops_alone() -> None:
    patient, other = a_patient(), a_patient()
    stop_channel(patient_id=patient.pk, channel="sms", now=LATER)
    assert ("sms_stopped_at" in ways(patient), "sms_stopped_at" in ways(other)) == (True, False)


def test_a_stop_from_a_merged_record_reaches_the_one_that_stays() -> None:
    kept = agreed()
    merged = a_patient(merged_into=kept, archived_at=MONDAY)
    stop_channel(patient_id=merged.pk, channel="sms", now=LATER)
    assert "sms_stopped_at" in ways(kept)


def test_who_had_agreed_may_start_again() -> None:
    patient = agreed()
    stop_channel(patient_id=patient.pk, channel="sms", now=LATER)
    started = start_channel(patient_id=patient.pk, channel="sms", now=LATER)
    assert started == [patient]
    assert ways(patient) == {"email_consent_at": True, "sms_consent_at": True}
    assert lines(patient) == [("messages_stopped", "sms"), ("messages_started", "sms")]


def test_who_never_agreed_cannot_begin_by_a_word() -> None:
    patient = agreed(sms_consent_at=None)
    stop_channel(patient_id=patient.pk, channel="sms", now=LATER)
    assert start_channel(patient_id=patient.pk, channel="sms", now=LATER) == Refused("never_agreed")
    assert ways(patient) == {"email_consent_at": True, "sms_stopped_at": True}


def test_a_start_without_a_stop_changes_nothing() -> None:
    patient = agreed()
    assert start_channel(patient_id=patient.pk, channel="sms", now=LATER) == Refused("never_agreed")
    assert lines(patient) == []


def changed(patient: Patient, **details: Any) -> None:
    known = {"name": patient.name, "phone": str(patient.phone), "email": patient.email}
    answer = update_patient(
        patient_id=patient.pk, details=Details(**(known | details)), by=a_user(), now=LATER
    )
    assert isinstance(answer, Entered)


def test_another_address_begins_anew() -> None:
    marks = ("email_stopped_at", "sms_stopped_at", "email_dead_at", "sms_dead_at")
    consents = ("email_consent_at", "sms_consent_at")
    patient = agreed(**dict.fromkeys(marks, MONDAY), **dict.fromkeys(consents))
    changed(patient, email="new@patients.example")
    assert ways(patient) == {"sms_stopped_at": True, "sms_dead_at": True}
    changed(patient, email="new@patients.example", phone="+4915187654321")
    assert ways(patient) == {}


def test_a_new_consent_ends_a_stop() -> None:
    patient = agreed()
    stop_channel(patient_id=patient.pk, channel="sms", now=LATER)
    changed(patient, may_email=True)
    assert ways(patient) == {"email_consent_at": True, "sms_stopped_at": True}
    changed(patient, may_email=True, may_sms=True)
    assert ways(patient) == {"email_consent_at": True, "sms_consent_at": True}


def test_a_complaint_at_the_provider_stops_the_address() -> None:
    patient, other = a_patient(email="home@patients.example"), a_patient()
    assert stop_address(channel="email", address="HOME@patients.example", now=LATER) == [patient]
    assert ways(patient) == {"email_stopped_at": True}
    assert ways(other) == {"email_consent_at": True}
