"""What the page of a merge shows before anything is changed."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.actions.contact import write_contact_note
from plans.actions.refusal import Refused
from plans.models import ContactNote, Hold, Patient
from plans.queries.merge import (
    first_overlap,
    merge_candidates,
    merge_hits,
    merge_preview,
)
from plans.wording.booking import booking_refusal
from plans.wording.merge import clash_words, moved_words, value_words
from plans.wording.visit import refusal_words
from tests.world import MONDAY, Clinic, a_patient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_costs_the_same_however_much_there_is(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    other = a_patient()
    for hour in range(count):
        clinic.booked(patient=other)
        write_contact_note(
            patient_id=other.pk,
            result=ContactNote.Result.CALLED,
            by=clinic.desk,
            now=MONDAY + dt.timedelta(hours=hour),
        )
    kept, other = Patient.objects.get(pk=clinic.patient.pk), Patient.objects.get(pk=other.pk)
    with django_assert_num_queries(7):
        preview = merge_preview(kept, other, now=MONDAY)
    assert [preview.counts[kind] for kind in ("plans", "visits", "notes")] == [
        count,
        4 * count,
        count,
    ]


def test_one_chooses_only_where_both_say_something_else() -> None:
    kept = a_patient(name="Amira Haddad", phone="+49305550142", alerts="", zone="")
    other = a_patient(name="Amira Hadad", phone="+49305550142", alerts="Latex", email=kept.email)
    assert merge_preview(kept, other, now=MONDAY).choices == ["name"]


def test_two_dates_of_birth_are_a_warning() -> None:
    kept, other = a_patient(birth_date=dt.date(1991, 3, 4)), a_patient()
    assert not merge_preview(kept, other, now=MONDAY).are_born_apart
    other.birth_date = dt.date(1992, 3, 4)
    assert merge_preview(kept, other, now=MONDAY).are_born_apart


def test_a_clash_names_both_visits() -> None:
    clinic = Clinic()
    other = a_patient()
    mine = clinic.booked().visits.earliest("start")
    hers = clinic.booked(patient=other).visits.earliest("start")
    held = Hold.objects.filter(visit=mine, patient__isnull=False).values("start_epoch", "end_epoch")
    Hold.objects.filter(visit=hers, patient__isnull=False).update(**held[0])
    clash = merge_preview(clinic.patient, other, now=MONDAY).clash
    assert clash == (mine, hers)
    words = clash_words(clash)
    assert "session 1 of 4, Enlarged pores" in words
    assert "Tue 12 Jan, 09:00" in words
    turned = merge_preview(other, clinic.patient, now=MONDAY).clash
    assert turned == (hers, mine)


@pytest.mark.parametrize(
    ("held", "pair"),
    [
        ([(1, 0, 10, 100), (2, 10, 20, 200)], None),
        ([(1, 0, 10, 100), (2, 9, 20, 200)], (100, 200)),
        ([(1, 0, 90, 100), (2, 10, 20, 200)], (100, 200)),
        ([(1, 0, 5, 100), (1, 5, 9, 101), (2, 8, 20, 200)], (101, 200)),
        ([(1, 0, 5, 100), (1, 5, 9, 101)], None),
        ([], None),
    ],
)
def test_two_that_only_touch_do_not_overlap(
    held: list[tuple[int, int, int, int]], pair: tuple[int, int] | None
) -> None:
    assert first_overlap(held) == pair


def test_likely_records_come_without_her_own() -> None:
    patient = a_patient(name="Amira Haddad")
    other = a_patient(name="Amira Hadad")
    assert [candidate.patient for candidate in merge_candidates(patient)] == [other]
    assert merge_hits("amira", besides=[patient.pk]) == [other]


def test_what_moves_is_told_in_words() -> None:
    none = dict.fromkeys(["plans", "visits", "bookings", "messages", "notes"], 0)
    assert moved_words(none) == "The other record holds no plan, visit, message or note."
    assert moved_words({**none, "plans": 1, "visits": 4}) == (
        "These move to the kept record: 1 plan and 4 visits."
    )


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("phone", "+49 30 5550142 (no text messages)"),
        ("email", "amira@x.example (agreed 11 Jan 2027)"),
        ("birth_date", "4 Mar 1991"),
        ("fitzpatrick", "III"),
        ("channel", "E-mail"),
        ("alerts", ""),
    ],
)
def test_each_value_is_told_in_words(unit: str, words: str) -> None:
    patient = a_patient(
        email="amira@x.example",
        phone="+49305550142",
        birth_date=dt.date(1991, 3, 4),
        fitzpatrick=3,
    )
    patient.refresh_from_db()
    assert value_words(patient, unit, "Europe/Berlin") == words


def test_whoever_worked_with_a_record_that_was_merged_meanwhile_is_told() -> None:
    gone = Refused("patient_archived")
    assert refusal_words(gone) == "Her record went into another one meanwhile. Open it again."
    assert booking_refusal(gone) == "This patient is archived. Nothing is booked."
