"""Two records that are to become one: where they differ, what moves, and what stands in the way."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import ForeignKey

from plans.models import Patient, Visit
from plans.queries.patient import first_zone
from plans.queries.search import Candidate, find_patients, likely_duplicates, person_of
from plans.queries.supply import live_holds

MOST = 12

UNITS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "preferred_name": ("preferred_name",),
    "form_of_address": ("form_of_address",),
    "birth_date": ("birth_date",),
    "phone": ("phone", "sms_consent_at", "sms_stopped_at", "sms_dead_at"),
    "email": ("email", "email_consent_at", "email_stopped_at", "email_dead_at"),
    "zone": ("zone",),
    "language": ("language",),
    "channel": ("channel",),
    "fitzpatrick": ("fitzpatrick",),
    "alerts": ("alerts",),
}
"""What is chosen at once, by its leading field: an agreement, a stop and what the provider says
belong to their address or number."""


class Side(StrEnum):
    """Whose value stays. Alerts of both may stay: one that is lost may do harm."""

    KEPT = "kept"
    OTHER = "other"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Pointer:
    """A column of another table that points to patients."""

    model: type
    column: str

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePreview:
    """`choices` are the units in which both say something and differ; `counts` how many rows of
    each kind move; `clash` two visits, one of each, that keep her at the same time. Dates are told
    in `zone`."""

    kept: Patient
    other: Patient
    choices: Sequence[str]
    counts: Mapping[str, int]
    clash: tuple[Visit, Visit] | None
    zone: str

    @property
    def are_born_apart(self) -> bool:
        """Whether two dates of birth say that these are two people."""
        births = {self.kept.birth_date, self.other.birth_date} - {None}
        return len(births) > 1

    @property
    def have_both_accounts(self) -> bool:
        return has_account(self.kept) and has_account(self.other)


def has_account(patient: Patient) -> bool:
    """Whether she can sign in."""
    return patient.user is not None and patient.user.is_active


def merge_preview(kept: Patient, other: Patient, *, now: dt.datetime) -> MergePreview:
    """The records come with their accounts. Nine queries, however much they hold."""
    return MergePreview(
        kept=kept,
        other=other,
        choices=[unit for unit in UNITS if differ(kept, other, unit)],
        counts={
            "plans": other.plans.count(),
            "visits": other.visits.count(),
            "bookings": other.bookings.count(),
            "messages": other.reminders.count(),
            "notes": other.contact_notes.count(),
        },
        clash=clash_of(kept, other, now=now),
        zone=first_zone(),
    )


def differ(kept: Patient, other: Patient, unit: str) -> bool:
    """Whether somebody must choose: where one says nothing, the other's word is taken."""
    if not getattr(kept, unit) or not getattr(other, unit):
        return False
    return any(
        bool(mine) != bool(hers) if field.endswith("_at") else mine != hers
        for field in UNITS[unit]
        for mine, hers in [(getattr(kept, field), getattr(other, field))]
    )


def side_taken(kept: Patient, other: Patient, unit: str, choices: Mapping[str, Side]) -> Side:
    """Whose value of this unit stays: as chosen, else the kept record's unless it says nothing."""
    if differ(kept, other, unit):
        return choices.get(unit) or default_side(unit)
    return Side.KEPT if getattr(kept, unit) or not getattr(other, unit) else Side.OTHER


def default_side(unit: str) -> Side:
    return Side.BOTH if unit == "alerts" else Side.KEPT


def pointers() -> list[Pointer]:
    """Every column of the house that points to a patient, merged records among them."""
    fields = Patient._meta.get_fields(include_hidden=True)
    found = [field for field in fields if field.auto_created and not field.concrete]
    return [
        Pointer(relation.related_model, relation.field.attname)  # type: ignore[union-attr, arg-type]
        for relation in found
        if isinstance(getattr(relation, "field", None), ForeignKey)
    ]


def clash_of(kept: Patient, other: Patient, *, now: dt.datetime) -> tuple[Visit, Visit] | None:
    """The first two visits, the kept record's in front, that keep her at the same time. A
    reservation that has lapsed keeps nothing. One query, and one more where there is a clash."""
    held = live_holds(now).filter(patient__in=[kept.pk, other.pk])
    columns = ("patient_id", "start_epoch", "end_epoch", "visit_id")
    pair = first_overlap(held.order_by("start_epoch", "pk").values_list(*columns))
    if pair is None:
        return None
    visits = Visit.objects.select_related("session__plan", "version__protocol", "location")
    found = visits.in_bulk(pair)
    one, two = (found[key] for key in pair)
    return (one, two) if one.patient_id == kept.pk else (two, one)


def first_overlap(held: Iterable[tuple[int | None, int, int, int]]) -> tuple[int, int] | None:
    """Two visits of different patients; the holds come by their start, and those of one patient
    never overlap."""
    latest: dict[int | None, tuple[int, int]] = {}
    for patient, start, end, visit in held:
        for whose, (until, before) in latest.items():
            if whose != patient and until > start:
                return before, visit
        latest[patient] = end, visit
    return None


def merge_candidates(patient: Patient) -> list[Candidate]:
    """Records that may be hers, the strongest reason first."""
    return likely_duplicates(person_of(patient), besides=[patient.pk], limit=MOST)


def merge_hits(query: str, *, besides: Collection[int]) -> list[Patient]:
    """Patients found by name, phone or e-mail, the closest first."""
    keys = [hit.pk for hit in find_patients(query, limit=MOST) if hit.pk not in besides]
    found = Patient.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]
