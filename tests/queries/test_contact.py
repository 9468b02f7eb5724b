"""The latest contact notes, for a list in one query."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.actions.contact import write_contact_note
from plans.models import ContactNote, Patient
from plans.queries.contact import SHOWN, latest_notes, notes_of
from plans.wording.contact import note_words
from tests.world import MONDAY, a_location, a_patient, a_user

pytestmark = pytest.mark.django_db
Result = ContactNote.Result
HOUR = dt.timedelta(hours=1)


def called(patient: Patient, result: str = "called", ago: dt.timedelta = HOUR) -> None:
    write_contact_note(patient_id=patient.pk, result=Result(result), by=a_user(), now=MONDAY - ago)


@pytest.mark.parametrize("count", [1, 3])
def test_the_latest_note_of_each_patient_costs_one_query(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    patients = [a_patient() for _ in range(count)]
    for patient in patients:
        called(patient, "no_answer", 2 * HOUR)
        called(patient, "agreed")
    with django_assert_num_queries(1):
        notes = latest_notes([patient.pk for patient in patients], now=MONDAY)
    assert {pk: note.label for pk, note in notes.items()} == dict.fromkeys(
        [patient.pk for patient in patients], "Agreed"
    )


def test_who_was_never_called_has_no_note() -> None:
    called(a_patient())
    assert latest_notes([a_patient().pk], now=MONDAY) == {}
    assert latest_notes([], now=MONDAY) == {}


def test_a_note_of_today_says_the_time_and_an_older_one_the_day_too() -> None:
    """08:00 in Berlin on Monday; two hours before is still Monday there, nine are Sunday."""
    a_location()
    patient, other = a_patient(), a_patient()
    called(patient, "no_answer", 2 * HOUR)
    called(other, "left", 9 * HOUR)
    notes = latest_notes([patient.pk, other.pk], now=MONDAY)
    assert note_words(notes[patient.pk]) == "No answer, 06:00, Dana Desk"
    assert note_words(notes[other.pk]) == "Left a message, Sun 10 Jan, 23:00, Dana Desk"


@pytest.mark.parametrize("count", [1, 3])
def test_her_last_notes_come_latest_first_in_one_query(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    patient = a_patient()
    for hours in range(1, count + 1):
        called(patient, "called", hours * HOUR)
    with django_assert_num_queries(1):
        notes = notes_of(patient.pk, now=MONDAY)
    assert [note.at for note in notes] == [MONDAY - n * HOUR for n in range(1, count + 1)]


def test_only_the_last_few_are_shown() -> None:
    patient = a_patient()
    for hours in range(SHOWN + 2):
        called(patient, "called", hours * HOUR)
    assert len(notes_of(patient.pk, now=MONDAY)) == SHOWN
