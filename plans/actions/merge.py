"""Two records of one patient become one: all that belongs to either belongs to the kept one."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from clinic.models import Role, User
from plans.actions.locks import guarded, lock_rows
from plans.actions.patient import (
    Account,
    close_account,
    fit_account,
    make_searchable,
    values_of,
)
from plans.actions.photo_consent import settle_photo_levels
from plans.actions.refusal import Refused
from plans.actions.reminder import replan_patient
from plans.actions.reservation import release_met
from plans.actions.trail import leave_trace
from plans.models import Patient
from plans.queries.merge import UNITS, Side, clash_of, has_account, pointers, side_taken


@dataclass(frozen=True, slots=True)
class Merged:
    """The record that stays. `account` says whether she can sign in now."""

    patient: Patient
    account: Account


def merge_patients(
    *,
    kept_id: int,
    other_id: int,
    choices: Mapping[str, Side],
    by: User,
    now: dt.datetime,
) -> Merged | Refused:
    """Move everything of the other record to the kept one and archive it. `choices` say whose
    value stays where both have one; what the kept record does not know is filled up. The same
    again changes nothing.

    Refused: "same_record"; "merged_elsewhere", "kept_archived", where another merge came first;
    "both_held", where both keep her at one time; "staff_account", where the account that would be
    shut is not a patient's.
    """
    if kept_id == other_id:
        return Refused("same_record")

    def work() -> Merged | Refused:
        kept, other = lock_both(kept_id, other_id)
        if other.merged_into_id == kept.pk:
            return Merged(kept, Account.OPEN if has_account(kept) else Account.NONE)
        for patient in (kept, other):
            release_met(resources=(), patient=patient, now=now)
        return refuse(kept, other, now) or join(kept, other, choices, by, now)

    answer = guarded(work)
    return Refused("both_held") if answer == Refused("taken") else answer


def lock_both(kept_id: int, other_id: int) -> tuple[Patient, Patient]:
    """In the order of their keys, so that two merges of the same records never wait for each
    other; a booking of either waits until this is over."""
    lock_rows(resources=())
    rows = Patient.objects.select_for_update(of=("self",)).select_related("user").order_by("pk")
    found = {patient.pk: patient for patient in rows.filter(pk__in=[kept_id, other_id])}
    return found[kept_id], found[other_id]


def refuse(kept: Patient, other: Patient, now: dt.datetime) -> Refused | None:
    if other.merged_into_id is not None:
        return Refused("merged_elsewhere", {"patient": other.merged_into_id})
    if kept.archived_at is not None:
        return Refused("kept_archived")
    if clash := clash_of(kept, other, now=now):
        return Refused("both_held", {"kept": clash[0].pk, "other": clash[1].pk})
    is_staff = any(patient.user and patient.user.role != Role.PATIENT for patient in (kept, other))
    return Refused("staff_account") if is_staff else None


def join(
    kept: Patient, other: Patient, choices: Mapping[str, Side], by: User, now: dt.datetime
) -> Merged:
    before = values_of(kept)
    taken = {unit: side_taken(kept, other, unit, choices) for unit in UNITS}
    settled = settle_photo_levels(kept=kept, other=other, by=by, now=now)
    moved = move_rows(kept, other)
    for unit, side in taken.items():
        take_over(kept, other, unit, side)
    account = join_accounts(kept, other)
    make_searchable([kept])
    kept.save()
    # Its text leaves the index of the search, where it would take the place of others.
    other.merged_into, other.archived_at, other.search_text = kept, other.archived_at or now, ""
    other.save()
    changes = {
        field: [before[field], value]
        for field, value in values_of(kept).items()
        if value != before[field]
    }
    replan_patient(patient=kept, now=now)
    facts = {"kept": kept.pk, "other": other.pk, "moved": moved, "changes": changes}
    if settled:
        facts["photo_levels"] = settled
    leave_trace(actor=by, verb="merged", now=now, patient=kept, facts=facts)
    return Merged(kept, account)


def move_rows(kept: Patient, other: Patient) -> dict[str, list[int]]:
    """Every row of every table that points to the other record points to the kept one. The keys
    of what moved, by table and column: the trail keeps them, so that it could be told apart."""
    moved: dict[str, list[int]] = {}
    for pointer in pointers():
        rows = pointer.model._base_manager.filter(**{pointer.column: other.pk})  # type: ignore[attr-defined]
        if keys := sorted(rows.values_list("pk", flat=True)):
            rows.update(**{pointer.column: kept.pk})
            moved[pointer.name] = keys
    return moved


def take_over(kept: Patient, other: Patient, unit: str, side: Side) -> None:
    if side == Side.BOTH:
        kept.alerts = "\n".join([kept.alerts, other.alerts])
    if side == Side.OTHER:
        for field in UNITS[unit]:
            setattr(kept, field, getattr(other, field))


def join_accounts(kept: Patient, other: Patient) -> Account:
    """One way into the portal stays: the account of the address that stays, else the kept
    record's. The other account is shut and stays with the archived record."""
    hers = other.user
    if hers and has_account(other) and (not has_account(kept) or is_address_of(hers, kept)):
        Patient.objects.filter(pk=other.pk).update(user=None)
        other.user, kept.user = kept.user, hers
        kept.save(update_fields=["user"])
    close_account(other.user)
    return fit_account(kept)


def is_address_of(user: User, patient: Patient) -> bool:
    return user.email == patient.email.lower()
