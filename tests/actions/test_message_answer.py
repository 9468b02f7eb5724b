"""What came back from patients: read by one tap, and given to whom it belongs."""

from typing import Any

import pytest

from plans.actions.message_answer import assign_answer, read_answer
from plans.actions.refusal import Refused
from plans.models import Answer, Patient, Trail
from tests.letters import at
from tests.world import MONDAY, a_patient, a_user, count

pytestmark = pytest.mark.django_db

NOON = at("2027-01-11T12:00+01:00")


def an_answer(patient: Patient | None, **fields: Any) -> Answer:
    return Answer.objects.create(
        patient=patient,
        channel="sms",
        sender="+493012345678",
        provider_id=f"answer {next(count)}",
        received_at=MONDAY,
        **fields,
    )


def now_of(answer: Answer) -> Answer:
    return Answer.objects.get(pk=answer.pk)


def test_an_answer_is_read_by_one_tap() -> None:
    answer, desk = an_answer(a_patient()), a_user()
    read_answer(answer_id=answer.pk, by=desk, now=NOON)
    assert (now_of(answer).read_at, now_of(answer).read_by) == (NOON, desk)
    [line] = Trail.objects.filter(patient=answer.patient)
    assert (line.verb, line.actor) == ("read_answer", desk)


def test_who_read_it_first_stays_written() -> None:
    answer, first = an_answer(a_patient()), a_user()
    read_answer(answer_id=answer.pk, by=first, now=NOON)
    read_answer(answer_id=answer.pk, by=a_user(), now=NOON)
    assert now_of(answer).read_by == first
    assert Trail.objects.filter(patient=answer.patient).count() == 1


def test_the_answer_of_a_stranger_is_given_to_its_patient_unread() -> None:
    answer, patient, desk = an_answer(None), a_patient(), a_user()
    assign_answer(answer_id=answer.pk, patient_id=patient.pk, by=desk, now=NOON)
    assert (now_of(answer).patient, now_of(answer).read_at) == (patient, None)
    [line] = Trail.objects.filter(patient=patient)
    assert (line.verb, line.actor) == ("assigned_answer", desk)


def test_an_answer_that_has_a_patient_keeps_her() -> None:
    hers = a_patient()
    answer = an_answer(hers)
    other = a_patient()
    refused = assign_answer(answer_id=answer.pk, patient_id=other.pk, by=a_user(), now=NOON)
    assert refused == Refused("has_patient")
    assert now_of(answer).patient == hers


def test_giving_it_to_the_same_patient_twice_is_one_act() -> None:
    answer, patient = an_answer(None), a_patient()
    for _ in range(2):
        found = assign_answer(answer_id=answer.pk, patient_id=patient.pk, by=a_user(), now=NOON)
        assert found == answer
    assert Trail.objects.filter(patient=patient).count() == 1


def test_a_merged_record_gets_no_answer() -> None:
    kept = a_patient()
    gone = a_patient(merged_into=kept, archived_at=NOON)
    answer = an_answer(None)
    refused = assign_answer(answer_id=answer.pk, patient_id=gone.pk, by=a_user(), now=NOON)
    assert refused == Refused("merged", {"patient": kept.pk})


def test_a_stop_from_an_unknown_number_holds_once_it_has_a_patient() -> None:
    patient = a_patient(phone="+493012399999", sms_consent_at=MONDAY)
    answer = an_answer(None, keyword="stop")
    assign_answer(answer_id=answer.pk, patient_id=patient.pk, by=a_user(), now=NOON)
    patient.refresh_from_db()
    assert (patient.sms_consent_at, patient.sms_stopped_at) == (None, NOON)
