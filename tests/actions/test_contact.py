"""A contact note is written once, and the trail says so."""

import datetime as dt

import pytest

from plans.actions.contact import write_contact_note
from plans.actions.refusal import Refused
from plans.models import ContactNote, Patient, Trail
from tests.world import MONDAY, Clinic, a_patient, a_user

pytestmark = pytest.mark.django_db
Result = ContactNote.Result


def test_a_note_keeps_who_called_when_and_what_came_of_it() -> None:
    dana, patient = a_user(), a_patient()
    note = write_contact_note(
        patient_id=patient.pk,
        result=Result.LEFT_MESSAGE,
        note=" asked to ring back ",
        by=dana,
        now=MONDAY,
    )
    assert isinstance(note, ContactNote)
    assert (note.patient, note.visit, note.result) == (patient, None, "left")
    assert (note.note, note.written_by, note.written_at) == ("asked to ring back", dana, MONDAY)
    line = Trail.objects.get(verb="contacted")
    assert (line.actor, line.patient, line.plan) == (dana, patient, None)
    assert line.facts == {"note": note.pk, "visit": None, "result": "left"}


def test_a_note_about_a_session_stands_on_the_trail_of_its_plan() -> None:
    clinic = Clinic()
    visit = clinic.booked().visits.earliest("start")
    note = write_contact_note(
        patient_id=clinic.patient.pk,
        visit_id=visit.pk,
        result=Result.AGREED,
        by=clinic.desk,
        now=MONDAY,
    )
    assert isinstance(note, ContactNote)
    assert note.visit == visit
    line = Trail.objects.get(verb="contacted")
    assert visit.session
    assert line.plan == visit.session.plan


def test_a_visit_of_somebody_else_is_refused() -> None:
    clinic = Clinic()
    visit = clinic.booked().visits.earliest("start")
    answer = write_contact_note(
        patient_id=a_patient().pk,
        visit_id=visit.pk,
        result=Result.CALLED,
        by=clinic.desk,
        now=MONDAY,
    )
    assert answer == Refused("not_her_visit")
    assert ContactNote.objects.count() == 0


@pytest.mark.parametrize(("seconds", "notes"), [(2, 1), (60, 2)])
def test_a_click_made_twice_is_one_note_and_a_later_call_another(seconds: int, notes: int) -> None:
    dana, patient = a_user(), a_patient()
    for now in (MONDAY, MONDAY + dt.timedelta(seconds=seconds)):
        write_contact_note(patient_id=patient.pk, result=Result.NO_ANSWER, by=dana, now=now)
    assert ContactNote.objects.count() == Trail.objects.count() == notes


def test_two_who_call_at_once_both_keep_their_note() -> None:
    patient = a_patient()
    for caller in (a_user(), a_user()):
        write_contact_note(patient_id=patient.pk, result=Result.NO_ANSWER, by=caller, now=MONDAY)
    assert ContactNote.objects.count() == 2


def test_a_record_that_was_merged_takes_no_note() -> None:
    kept, other = a_patient(), a_patient()
    Patient.objects.filter(pk=other.pk).update(merged_into=kept, archived_at=MONDAY)
    answer = write_contact_note(patient_id=other.pk, result=Result.CALLED, by=a_user(), now=MONDAY)
    assert answer == Refused("merged", {"patient": kept.pk})
    assert ContactNote.objects.count() == 0
