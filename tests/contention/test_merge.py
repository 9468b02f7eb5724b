"""A merge and a booking, or two merges, at the same moment: nothing stays with the archived
record."""

import pytest

from clinic.models import User
from plans.actions.merge import Merged, merge_patients
from plans.actions.refusal import Refused
from plans.models import Booking, Patient, Visit
from tests.contention.race import one_after_the_other
from tests.world import MONDAY, Clinic, a_patient

pytestmark = pytest.mark.django_db(transaction=True)


def merge(kept: Patient, other: Patient, by: User) -> Merged | Refused:
    return merge_patients(kept_id=kept.pk, other_id=other.pk, choices={}, by=by, now=MONDAY)


def test_what_is_being_booked_moves_along() -> None:
    clinic, kept = Clinic(), a_patient()
    other, places = clinic.patient, clinic.places()
    booked, merged = one_after_the_other(
        lambda: clinic.book(places=places), lambda: merge(kept, other, clinic.desk)
    )
    assert isinstance(booked, Booking)
    assert isinstance(merged, Merged)
    assert (kept.visits.count(), other.visits.count()) == (4, 0)


def test_nothing_is_booked_for_a_record_that_is_being_merged() -> None:
    clinic, kept = Clinic(), a_patient()
    other, places = clinic.patient, clinic.places()
    _, booked = one_after_the_other(
        lambda: merge(kept, other, clinic.desk), lambda: clinic.book(places=places)
    )
    assert booked == Refused("patient_archived")
    assert Visit.objects.count() == 0


def test_two_merges_the_other_way_round_leave_one_record() -> None:
    clinic, kept = Clinic(), a_patient()
    other = clinic.patient
    first, second = one_after_the_other(
        lambda: merge(kept, other, clinic.desk), lambda: merge(other, kept, clinic.desk)
    )
    assert isinstance(first, Merged)
    assert second == Refused("kept_archived")
    assert [patient.pk for patient in Patient.objects.filter(archived_at=None)] == [kept.pk]


def test_a_click_made_twice_at_once_merges_once() -> None:
    clinic, kept = Clinic(), a_patient()
    other = clinic.patient
    answers = one_after_the_other(
        lambda: merge(kept, other, clinic.desk), lambda: merge(kept, other, clinic.desk)
    )
    assert all(isinstance(answer, Merged) for answer in answers)
    assert kept.trail.filter(verb="merged").count() == 1
