"""Two records of one patient become one, with all that belongs to either."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db.models import ForeignKey, OneToOneField

from clinic.models import Role, User
from plans.actions.contact import write_contact_note
from plans.actions.merge import Merged, merge_patients
from plans.actions.order import order_plan
from plans.actions.patient import Account, Details, update_patient
from plans.actions.refusal import Refused
from plans.models import ContactNote, Hold, Patient, Reminder, Spelling, Trail, Visit
from plans.queries.merge import Side
from plans.queries.search import find_patients
from tests.house.clinical import clinical_ids
from tests.world import MONDAY, Clinic, a_patient, a_user

pytestmark = pytest.mark.django_db
LATER = MONDAY + dt.timedelta(days=1)


def merge(kept: Patient, other: Patient, **choices: Side) -> Merged | Refused:
    return merge_patients(
        kept_id=kept.pk, other_id=other.pk, choices=choices, by=a_user(Role.MANAGER), now=LATER
    )


def merged(kept: Patient, other: Patient, **choices: Side) -> Patient:
    """The kept record as it stands afterwards."""
    answer = merge(kept, other, **choices)
    assert isinstance(answer, Merged), answer
    return Patient.objects.get(pk=kept.pk)


def an_account(patient: Patient, *, is_active: bool = True) -> User:
    user = a_user(Role.PATIENT, email=patient.email, is_active=is_active)
    Patient.objects.filter(pk=patient.pk).update(user=user)
    return user


def columns_to_patients() -> list[tuple[Any, str]]:
    """Every column of every table that points to a patient, from the registry of all models."""
    return [
        (model, field.attname)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey | OneToOneField) and field.related_model is Patient
    ]


def rows_of(patient: Patient) -> dict[str, int]:
    return {
        f"{model.__name__}.{column}": model._base_manager.filter(**{column: patient.pk}).count()
        for model, column in columns_to_patients()
    }


def a_full_record(clinic: Clinic, patient: Patient) -> None:
    """With a row in every table that points to patients; a new table is to be added here."""
    booking = clinic.booked(patient=patient)
    visit = booking.visits.first()
    assert booking.plan
    assert visit
    clinical_ids(booking.plan, visit, clinic.practitioner, a_user(Role.PRACTITIONER))
    write_contact_note(
        patient_id=patient.pk, result=ContactNote.Result.CALLED, by=clinic.desk, now=MONDAY
    )
    old = a_patient()
    Patient.objects.filter(pk=old.pk).update(merged_into=patient, archived_at=MONDAY)


def test_every_row_of_every_table_that_points_to_her_moves() -> None:
    clinic = Clinic()
    kept, other = clinic.patient, a_patient()
    a_full_record(clinic, other)
    before = rows_of(other)
    assert [name for name, count in before.items() if not count] == []
    merged(kept, other)
    assert rows_of(other) == dict.fromkeys(before, 0)
    extra = {"Trail.patient_id": 1, "Patient.merged_into_id": 1}  # "merged", and the other itself
    assert rows_of(kept) == {name: rows + extra.get(name, 0) for name, rows in before.items()}


def test_the_other_record_is_archived_and_says_into_which_it_went() -> None:
    kept, other = a_patient(), a_patient()
    merged(kept, other)
    other.refresh_from_db()
    assert (other.merged_into, other.archived_at) == (kept, LATER)


def test_the_trail_names_both_records_and_all_that_moved() -> None:
    clinic = Clinic()
    other = a_patient(alerts="Latex")
    booking = clinic.booked(patient=other)
    merged(clinic.patient, other)
    line = Trail.objects.get(verb="merged")
    assert (line.patient, line.facts["other"]) == (clinic.patient, other.pk)
    assert line.facts["moved"]["plans.plan.patient_id"] == [booking.plan_id]
    assert len(line.facts["moved"]["plans.visit.patient_id"]) == 4
    assert line.facts["changes"] == {"alerts": ["", "Latex"]}


def test_what_the_kept_record_does_not_know_is_filled_up() -> None:
    kept = a_patient(phone="", birth_date=None, alerts="")
    other = a_patient(
        phone="+49305550142", birth_date=dt.date(1991, 3, 4), alerts="Latex", sms_consent_at=MONDAY
    )
    kept = merged(kept, other)
    assert (str(kept.phone), kept.birth_date, kept.alerts) == (
        "+49305550142",
        dt.date(1991, 3, 4),
        "Latex",
    )
    assert kept.sms_consent_at == MONDAY


def test_where_both_say_something_else_the_manager_chooses() -> None:
    kept = a_patient(name="Amira Haddad", alerts="Latex", fitzpatrick=3)
    other = a_patient(name="Amira Haddad-Weber", alerts="Lidocaine", fitzpatrick=4)
    kept = merged(kept, other, name=Side.OTHER, fitzpatrick=Side.KEPT)
    assert (kept.name, kept.fitzpatrick) == ("Amira Haddad-Weber", 3)
    assert kept.alerts == "Latex\nLidocaine"


@pytest.mark.parametrize(("side", "alerts"), [(Side.KEPT, "Latex"), (Side.OTHER, "Lidocaine")])
def test_an_alert_goes_only_if_somebody_says_so(side: Side, alerts: str) -> None:
    kept = merged(a_patient(alerts="Latex"), a_patient(alerts="Lidocaine"), alerts=side)
    assert kept.alerts == alerts


@pytest.mark.parametrize(("side", "agreed"), [(Side.KEPT, None), (Side.OTHER, MONDAY)])
def test_an_agreement_stays_with_its_address(side: Side, agreed: dt.datetime | None) -> None:
    kept = a_patient(email="amira@x.example", email_consent_at=None)
    other = a_patient(email="amira@y.example", email_consent_at=MONDAY)
    assert merged(kept, other, email=side).email_consent_at == agreed


def test_an_agreement_that_was_taken_back_does_not_come_back_by_itself() -> None:
    kept = a_patient(email="amira@x.example", email_consent_at=None)
    other = a_patient(email="amira@x.example", email_consent_at=MONDAY)
    assert merged(kept, other).email_consent_at is None


def test_planned_messages_go_to_the_kept_record() -> None:
    clinic = Clinic()
    other = a_patient()
    clinic.booked(patient=other)
    planned = Reminder.objects.filter(state="planned").count()
    merged(clinic.patient, other)
    assert Reminder.objects.filter(state="planned", patient=clinic.patient).count() == planned > 0


def test_two_visits_at_one_time_keep_the_records_apart() -> None:
    clinic = Clinic()
    other = a_patient()
    mine = clinic.booked().visits.earliest("start")
    hers = clinic.booked(patient=other).visits.earliest("start")
    held = Hold.objects.filter(visit=mine, patient__isnull=False).values("start_epoch", "end_epoch")
    Hold.objects.filter(visit=hers, patient__isnull=False).update(**held[0])
    answer = merge(clinic.patient, other)
    assert answer == Refused("both_held", {"kept": mine.pk, "other": hers.pk})
    assert Visit.objects.filter(patient=other).count() == 4
    assert Trail.objects.filter(verb="merged").count() == 0


def test_a_reservation_that_has_lapsed_stands_in_nobodys_way() -> None:
    clinic = Clinic()
    other = a_patient()
    mine = clinic.booked(reserve=True).visits.earliest("start")
    hers = clinic.booked(patient=other).visits.earliest("start")
    held = Hold.objects.filter(visit=mine, patient__isnull=False).values("start_epoch", "end_epoch")
    Hold.objects.filter(visit=hers, patient__isnull=False).update(**held[0])
    answer = merge_patients(
        kept_id=clinic.patient.pk,
        other_id=other.pk,
        choices={},
        by=clinic.desk,
        now=MONDAY + dt.timedelta(days=3),
    )
    assert isinstance(answer, Merged)
    mine.refresh_from_db()
    assert mine.state == "lapsed"


def test_a_second_click_changes_nothing() -> None:
    kept, other = a_patient(), a_patient()
    merged(kept, other)
    lines = Trail.objects.count()
    assert isinstance(merge(kept, other), Merged)
    assert Trail.objects.count() == lines


def test_what_cannot_be_merged_is_refused() -> None:
    kept, other, third = a_patient(), a_patient(), a_patient()
    assert merge(kept, kept) == Refused("same_record")
    merged(kept, other)
    assert merge(third, other) == Refused("merged_elsewhere", {"patient": kept.pk})
    assert merge(other, third) == Refused("kept_archived")


def test_the_account_of_the_address_that_stays_goes_on() -> None:
    kept, other = a_patient(email="a@x.example"), a_patient(email="b@x.example")
    mine, hers = an_account(kept), an_account(other)
    kept = merged(kept, other, email=Side.OTHER)
    assert (kept.user, kept.email) == (hers, "b@x.example")
    mine.refresh_from_db()
    assert not mine.is_active
    assert Patient.objects.get(pk=other.pk).user == mine


def test_the_kept_records_account_goes_on_where_its_address_stays() -> None:
    kept, other = a_patient(email="a@x.example"), a_patient(email="b@x.example")
    mine, hers = an_account(kept), an_account(other)
    answer = merge(kept, other)
    assert isinstance(answer, Merged)
    assert answer.account == Account.OPEN
    assert Patient.objects.get(pk=kept.pk).user == mine
    hers.refresh_from_db()
    assert not hers.is_active


def test_an_account_comes_along_to_a_record_without_one() -> None:
    kept, other = a_patient(email="", phone="+49305550142"), a_patient(email="b@x.example")
    hers = an_account(other)
    kept = merged(kept, other)
    assert (kept.user, kept.email) == (hers, "b@x.example")


def test_an_account_of_staff_is_never_shut_this_way() -> None:
    kept, other = a_patient(), a_patient()
    Patient.objects.filter(pk=other.pk).update(user=a_user(Role.DESK))
    assert merge(kept, other) == Refused("staff_account")


def test_the_search_finds_the_kept_record_and_only_that_one() -> None:
    kept = a_patient(name="Amira Haddad", email="amira@x.example")
    other = a_patient(name="Amira Weber", email="weber@x.example", phone="+49305550142")
    merged(kept, other, name=Side.OTHER)
    for words in ("weber", "5550142", "wber"):
        assert [hit.pk for hit in find_patients(words, limit=5)] == [kept.pk]
    assert find_patients("haddad", limit=5) == []
    assert Spelling.objects.filter(word="weber").exists()


def test_nothing_is_booked_for_a_record_that_was_merged_meanwhile() -> None:
    """Who read it before still has it in hand; the lock shows that it is gone."""
    clinic = Clinic()
    kept, other = a_patient(), clinic.patient
    places = clinic.places()
    merged(kept, other)
    assert other.archived_at is None
    answer = clinic.book(places=places, now=LATER)
    assert answer == Refused("patient_archived")
    assert Visit.objects.count() == 0


def test_nothing_is_ordered_for_a_record_that_was_merged() -> None:
    clinic = Clinic()
    merged(a_patient(), clinic.patient)
    answer = order_plan(
        patient=Patient.objects.get(pk=clinic.patient.pk),
        version=clinic.version,
        location=clinic.location,
        count=4,
        goals="",
        reason="",
        orderer=clinic.practitioner,
        by=clinic.desk,
        now=LATER,
    )
    assert answer == Refused("patient_archived")


def test_a_record_that_was_merged_is_not_changed() -> None:
    kept, other = a_patient(), a_patient()
    merged(kept, other)
    answer = update_patient(
        patient_id=other.pk, details=Details(name="New", phone="+49301"), by=a_user(), now=LATER
    )
    assert answer == Refused("merged")
