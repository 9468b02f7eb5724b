"""The desk says that someone or something is off: shown first, saved once."""

import datetime as dt

import pytest

from clinic.models import Absence
from plans.actions.hours import enter_absence, save_absence
from plans.actions.refusal import Refused
from plans.actions.strike import Changed, Strikes
from plans.models import Trail, Visit
from plans.wording.place import refusal_words
from tests.world import MONDAY, Clinic

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY.date() + dt.timedelta(days=1)


def absence(clinic: Clinic, **fields: int) -> Absence:
    return Absence(
        resource_id=clinic.practitioner.pk, first_day=TUESDAY, last_day=TUESDAY, **fields
    )


def test_what_it_strikes_is_shown_before_it_is_saved() -> None:
    clinic = Clinic()
    clinic.booked()
    answer = enter_absence(absence=absence(clinic), by=clinic.desk, now=MONDAY)
    assert isinstance(answer, Strikes)
    assert Absence.objects.count() == 0
    kept = [visit.id for visit in answer.visits]
    answer = enter_absence(absence=absence(clinic), keep=kept, by=clinic.desk, now=MONDAY)
    assert answer == Changed(marked=1, restored=0)
    assert list(Visit.objects.exclude(rebook_reason="").values_list("pk", flat=True)) == kept


def test_the_same_again_finds_it_and_changes_nothing() -> None:
    clinic = Clinic()
    first, second = absence(clinic), absence(clinic)
    enter_absence(absence=first, by=clinic.desk, now=MONDAY)
    answer = enter_absence(absence=second, by=clinic.desk, now=MONDAY)
    assert answer == Changed(marked=0, restored=0)
    assert (second.pk, Absence.objects.count()) == (first.pk, 1)


def test_another_absence_at_the_same_time_is_refused() -> None:
    clinic = Clinic()
    enter_absence(absence=absence(clinic), by=clinic.desk, now=MONDAY)
    part = absence(clinic, start=540, end=600)
    answer = enter_absence(absence=part, by=clinic.desk, now=MONDAY)
    assert isinstance(answer, Refused)
    assert answer.what == "absence_overlaps"


def test_a_day_takes_in_an_hour_that_was_entered_before() -> None:
    clinic = Clinic()
    hour, day = absence(clinic, start=540, end=600), absence(clinic)
    enter_absence(absence=hour, by=clinic.desk, now=MONDAY)
    assert enter_absence(absence=day, by=clinic.desk, now=MONDAY) == Changed(0, 0)
    assert [(one.pk, one.start) for one in Absence.objects.all()] == [(day.pk, None)]
    took_in = [line.facts.get("took_in") for line in Trail.objects.filter(verb="saved_absence")]
    assert took_in == [[{"first": "2027-01-12", "last": "2027-01-12", "reason": ""}], None]


def test_what_only_reaches_into_another_is_refused() -> None:
    clinic = Clinic()
    enter_absence(absence=absence(clinic, start=540, end=660), by=clinic.desk, now=MONDAY)
    later = absence(clinic, start=600, end=720)
    answer = enter_absence(absence=later, by=clinic.desk, now=MONDAY)
    assert isinstance(answer, Refused)
    assert "Enter only the time that it leaves open" in refusal_words(answer)


def test_a_manager_still_changes_the_one_that_is_there() -> None:
    """Only whoever enters a bad morning has a shorter absence give way."""
    clinic = Clinic()
    enter_absence(absence=absence(clinic, start=540, end=600), by=clinic.desk, now=MONDAY)
    answer = save_absence(absence=absence(clinic), by=clinic.desk, now=MONDAY)
    assert isinstance(answer, Refused)
