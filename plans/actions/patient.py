"""Patients: entered, changed, made findable, and given the account that opens the portal."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from phonenumber_field.phonenumber import PhoneNumber

from clinic.models import Role, User
from plans.actions.refusal import Refused
from plans.actions.reminder import replan_patient
from plans.actions.trail import leave_trace
from plans.engine.patient import Person, search_text, slips_of, words_to_mistype
from plans.models import Patient, Spelling
from plans.queries.search import likely_duplicates

KEPT = (
    "name",
    "preferred_name",
    "form_of_address",
    "birth_date",
    "phone",
    "email",
    "zone",
    "language",
    "channel",
    "email_consent_at",
    "sms_consent_at",
    "fitzpatrick",
    "alerts",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the desk knows of somebody. `phone` is E.164; `may_email` and `may_sms` say that she
    agreed to be written to."""

    name: str
    preferred_name: str = ""
    form_of_address: str = ""
    birth_date: dt.date | None = None
    phone: str = ""
    email: str = ""
    zone: str = ""
    language: str = "en"
    channel: str = Patient.Channel.EMAIL
    may_email: bool = False
    may_sms: bool = False
    fitzpatrick: int | None = None
    alerts: str = ""


class Account(StrEnum):
    """Whether she can sign in to the portal."""

    OPEN = "open"
    TAKEN = "taken"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Entered:
    """A patient as she stands now. TAKEN: somebody else signs in with her e-mail."""

    patient: Patient
    account: Account


def register_patient(
    *, details: Details, by: User | None, now: dt.datetime, others: Collection[int] = ()
) -> Entered | Refused:
    """A name and one contact are enough. Somebody who may be here already is refused as a likely
    duplicate, unless the desk saw those records and said that they are `others`."""
    if missing := _missing(details):
        return missing
    with transaction.atomic():
        candidates = likely_duplicates(person_in(details), besides=others)
        if candidates:
            return Refused("likely_duplicate", {"count": len(candidates)})
        return _enter(details, verb="registered", by=by, now=now)


def import_patients(*, rows: Iterable[Details], by: User | None, now: dt.datetime) -> int:
    """Enter all of them or none; whoever calls has looked for duplicates. How many there were."""
    count = 0
    with transaction.atomic():
        for details in rows:
            _enter(details, verb="imported", by=by, now=now)
            count += 1
    return count


def update_patient(
    *, patient_id: int, details: Details, by: User, now: dt.datetime
) -> Entered | Refused:
    """The trail keeps what changed, with old and new values. Refused, "merged", where the record
    went into another one."""
    if missing := _missing(details):
        return missing
    with transaction.atomic():
        patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient_id)
        if patient.merged_into_id is not None:
            return Refused("merged")
        before = values_of(patient)
        _take_over(patient, details, now)
        changes = {
            field: [before[field], value]
            for field, value in values_of(patient).items()
            if value != before[field]
        }
        account = fit_account(patient)
        if changes:
            make_searchable([patient])
            facts = {"changes": changes}
            leave_trace(actor=by, verb="updated", now=now, patient=patient, facts=facts)
        patient.save()
        if changes:
            replan_patient(patient=patient, now=now)
    return Entered(patient, account)


def make_searchable(patients: Sequence[Patient]) -> None:
    """Spell out patients who are about to be saved, so that the search finds them, mistyped too."""
    words = set[str]()
    for patient in patients:
        names = (patient.name, patient.preferred_name)
        patient.search_text = search_text(
            names=names, email=patient.email, phones=ways_to_dial(patient.phone)
        )
        words |= words_to_mistype(names)
    known = Spelling.objects.filter(spelling=F("word"), word__in=words)
    new = words.difference(known.values_list("word", flat=True))
    Spelling.objects.bulk_create(
        (Spelling(spelling=slip, word=word) for word in sorted(new) for slip in slips_of(word)),
        ignore_conflicts=True,
        batch_size=5000,
    )


def ways_to_dial(phone: PhoneNumber | str) -> list[str]:
    """The digits with the country code, and those that are dialled inside the country."""
    if not isinstance(phone, PhoneNumber):
        return []
    return ["".join(filter(str.isdigit, written)) for written in (phone.as_e164, phone.as_national)]


def _missing(details: Details) -> Refused | None:
    if not details.name.strip():
        return Refused("name_missing")
    return None if details.phone or details.email else Refused("contact_missing")


def _enter(details: Details, *, verb: str, by: User | None, now: dt.datetime) -> Entered:
    patient = Patient(created_at=now)
    _take_over(patient, details, now)
    make_searchable([patient])
    account = fit_account(patient)
    patient.save()
    leave_trace(actor=by, verb=verb, now=now, patient=patient, facts={"account": account})
    return Entered(patient, account)


def _take_over(patient: Patient, details: Details, now: dt.datetime) -> None:
    patient.name = " ".join(details.name.split())
    patient.preferred_name = details.preferred_name.strip()
    patient.form_of_address = details.form_of_address.strip()
    patient.birth_date = details.birth_date
    _take_over_ways(patient, details, now)
    patient.zone = details.zone
    patient.language = details.language
    patient.channel = details.channel
    patient.fitzpatrick = details.fitzpatrick
    patient.alerts = details.alerts.strip()


def _take_over_ways(patient: Patient, details: Details, now: dt.datetime) -> None:
    """What providers and she herself said of an address or number is over with another one; a new
    consent ends her stop."""
    email = details.email.strip()
    if email.lower() != patient.email.lower():
        patient.email_stopped_at = patient.email_dead_at = None
    if str(details.phone) != str(patient.phone):
        patient.sms_stopped_at = patient.sms_dead_at = None
    patient.email, patient.phone = email, details.phone
    patient.email_consent_at = (patient.email_consent_at or now) if details.may_email else None
    patient.sms_consent_at = (patient.sms_consent_at or now) if details.may_sms else None
    patient.email_stopped_at = None if details.may_email else patient.email_stopped_at
    patient.sms_stopped_at = None if details.may_sms else patient.sms_stopped_at


def values_of(patient: Patient) -> dict[str, Any]:
    """What the trail compares and keeps: texts, numbers and None."""
    values = {field: getattr(patient, field) for field in KEPT}
    return {
        field: value if value is None or isinstance(value, int) else str(value)
        for field, value in values.items()
    }


def person_in(details: Details) -> Person:
    """Who these details say that somebody is."""
    return Person(
        name=details.name,
        birth_date=details.birth_date,
        phone=details.phone,
        email=details.email,
    )


def fit_account(patient: Patient) -> Account:
    """Give the patient, not yet saved, the account that her e-mail asks for. An address that
    somebody else signs in with opens none: a family may share it, an account shows one chart."""
    user, email = patient.user, patient.email.lower()
    others = User.objects.filter(email__iexact=email)
    if user is not None:
        others = others.exclude(pk=user.pk)
    is_taken = bool(email) and others.exists()
    if is_taken or not email:
        close_account(user)
        return Account.TAKEN if is_taken else Account.NONE
    try:
        with transaction.atomic():
            patient.user = _open_account(user, email=email, name=patient.name)
    except IntegrityError:
        # Somebody took the address between the look and the write.
        patient.user = User.objects.get(pk=user.pk) if user else None
        close_account(patient.user)
        return Account.TAKEN
    return Account.OPEN


def _open_account(user: User | None, *, email: str, name: str) -> User:
    if user is None:
        return User.objects.create_user(email, role=Role.PATIENT, name=name)
    if user.email != email:
        # Also ends every session that the former address opened.
        user.set_unusable_password()
    user.email, user.name, user.is_active = email, name, True
    user.save()
    return user


def close_account(user: User | None) -> None:
    """Nobody signs in with it; its address is free for somebody else."""
    if user is None or not user.is_active:
        return
    user.email, user.is_active = f"closed-{user.pk}@account.invalid", False
    user.set_unusable_password()
    user.save()
