"""The clinic's clinical settings: drafts are written, a named clinician's approval puts one in
force, none changes after that."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from clinic.models import User
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.engine.standard import Fault, faults_of
from plans.models import Standard
from plans.shipped.standards import SHIPPED

State = Standard.State


@dataclass(frozen=True, slots=True)
class Faults:
    """Nothing was written: each fault belongs beside its cell."""

    faults: tuple[Fault, ...]


@transaction.atomic
def ship_standards(*, now: dt.datetime) -> list[Standard]:
    """Write the shipped drafts of the sheets that the clinic does not have yet."""
    known = set(Standard.objects.values_list("sheet", flat=True))
    made = []
    for shipped in SHIPPED:
        if shipped.sheet not in known:
            standard = Standard.objects.create(
                sheet=shipped.sheet, number=1, rows=shipped.stored(), source=shipped.source()
            )
            leave_trace(
                actor=None, verb="shipped_standard", now=now, facts={"standard": standard.pk}
            )
            made.append(standard)
    return made


@transaction.atomic
def begin_draft(*, sheet: str, by: User, now: dt.datetime) -> Standard:
    """A draft that copies the version in force; the one that is open already, where there is one;
    the shipped one in a clinic that is older than its sheets."""
    versions = _locked(sheet)
    if not versions:
        return next(one for one in ship_standards(now=now) if one.sheet == sheet)
    newest = versions[0]
    if newest.state == State.DRAFT:
        return newest
    in_force = next((one for one in versions if one.state == State.APPROVED), newest)
    draft = Standard.objects.create(
        sheet=sheet, number=newest.number + 1, rows=in_force.rows, source=in_force.source
    )
    facts = {"standard": draft.pk, "copied_from": in_force.pk}
    leave_trace(actor=by, verb="began_standard", now=now, facts=facts)
    return draft


@transaction.atomic
def save_sheet(
    *,
    standard_id: int,
    rows: Sequence[Mapping[str, Any]],
    source: str,
    by: User,
    now: dt.datetime,
) -> Standard | Faults | Refused:
    """Write what a draft says. Refused, "not_a_draft", once it was approved."""
    standard = _draft(standard_id)
    if standard is None:
        return Refused("not_a_draft")
    faults = faults_of(standard.sheet, rows)
    if faults:
        return Faults(faults)
    old = len(standard.rows)
    standard.rows, standard.source = [dict(row) for row in rows], source
    standard.save(update_fields=["rows", "source"])
    facts = {"standard": standard.pk, "rows": [old, len(rows)]}
    leave_trace(actor=by, verb="saved_standard", now=now, facts=facts)
    return standard


@transaction.atomic
def approve_sheet(
    *, standard_id: int, approved_by: str, by: User, now: dt.datetime
) -> Standard | Faults | Refused:
    """Put a draft in force in the name of a clinician; the version in force until now retires."""
    standard = _draft(standard_id)
    if standard is None:
        return Refused("not_a_draft")
    faults = faults_of(standard.sheet, standard.rows)
    if faults:
        return Faults(faults)
    old = Standard.objects.filter(sheet=standard.sheet, state=State.APPROVED)
    retired = list(old.values_list("pk", flat=True))
    old.update(state=State.RETIRED)
    standard.state, standard.approved_by, standard.approved_at = State.APPROVED, approved_by, now
    standard.save(update_fields=["state", "approved_by", "approved_at"])
    facts = {"standard": standard.pk, "approved_by": approved_by, "retired": retired}
    leave_trace(actor=by, verb="approved_standard", now=now, facts=facts)
    return standard


def _locked(sheet: str) -> list[Standard]:
    """All versions of a sheet, the newest first: two managers write one after the other."""
    return list(Standard.objects.select_for_update().filter(sheet=sheet).order_by("-number"))


def _draft(pk: int) -> Standard | None:
    """The draft as it stands, its sheet locked; None once it was approved."""
    sheet = Standard.objects.values_list("sheet", flat=True).get(pk=pk)
    found = (one for one in _locked(sheet) if one.pk == pk and one.state == State.DRAFT)
    return next(found, None)
