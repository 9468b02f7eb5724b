"""Contact notes as pages show them: the latest of each patient in a list, and the last of one."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clinic.models import Location
from plans.models import ContactNote

SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note. `zone` is that of the visit it is about, else of the first location; `is_today`
    by its wall clock."""

    patient_id: int
    label: str
    text: str
    at: dt.datetime
    zone: str
    by: str
    is_today: bool


def latest_notes(patients: Iterable[int], *, now: dt.datetime) -> dict[int, Note]:
    """The latest note of each of these patients who has one, in one query."""
    keys = set(patients)
    if not keys:
        return {}
    latest = ContactNote.objects.filter(patient=OuterRef("patient")).order_by("-written_at", "-pk")
    notes = _with_zones().filter(patient__in=keys, pk=Subquery(latest.values("pk")[:1]))
    return {row.patient_id: _note(row, now) for row in notes}


def notes_of(patient: int, *, now: dt.datetime) -> list[Note]:
    """Her last notes, the latest first; one query."""
    return [_note(row, now) for row in _with_zones().filter(patient=patient)[:SHOWN]]


def _with_zones() -> QuerySet[ContactNote]:
    first = Location.objects.order_by("pk").values("zone")[:1]
    notes = ContactNote.objects.select_related("written_by")
    return notes.annotate(zone=Coalesce("visit__location__zone", Subquery(first)))


def _note(row: ContactNote, now: dt.datetime) -> Note:
    zone = str(vars(row)["zone"] or "UTC")
    here = zoneinfo.ZoneInfo(zone)
    return Note(
        patient_id=row.patient_id,
        label=row.get_result_display(),
        text=row.note,
        at=row.written_at,
        zone=zone,
        by=row.written_by.name or row.written_by.email,
        is_today=row.written_at.astimezone(here).date() == now.astimezone(here).date(),
    )
