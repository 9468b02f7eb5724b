"""The products that a patient uses at home: when each rests is said in days around a session, so
that a session that moves takes the dates along."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from clinic.models import User
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.engine.skin import is_darker
from plans.models import Plan, Skincare
from plans.queries.standard import standards_in_force

NEVER_BEGUN = (Plan.State.UNDONE, Plan.State.LAPSED)
Days = tuple[int | None, int | None]
"""To stop before a session, and to restart after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What is said of a product. Without days the clinic's own for its kind hold; `is_kept`: it
    is used all along."""

    name: str
    kind: str
    note: str = ""
    is_kept: bool = False
    stop_days: int | None = None
    restart_days: int | None = None


def add_product(
    *, plan_id: int, product: Product, by: User, now: dt.datetime
) -> Skincare | Refused:
    """List a product of the patient's for the course of a plan."""
    with transaction.atomic():
        plan = _locked(plan_id)
        if plan.state in NEVER_BEGUN:
            return Refused("plan_is_over")
        written = _write(Skincare(plan=plan, added_by=by, added_at=now), product)
        if isinstance(written, Skincare):
            facts = {"skincare": written.pk, **_facts(written)}
            leave_trace(
                actor=by,
                verb="added_product",
                now=now,
                patient=plan.patient,
                plan=plan,
                facts=facts,
            )
        return written


def change_product(
    *, product_id: int, product: Product, by: User, now: dt.datetime
) -> Skincare | Refused:
    """Say something else of a product that is listed."""
    with transaction.atomic():
        found = Skincare.objects.get(pk=product_id)
        plan = _locked(found.plan_id)
        found.refresh_from_db()
        if found.ended_at:
            return Refused("product_ended")
        before = _facts(found)
        written = _write(found, product)
        if isinstance(written, Skincare):
            after = _facts(written)
            changes = {name: [before[name], after[name]] for name in after}
            facts = {
                "skincare": written.pk,
                **{name: both for name, both in changes.items() if both[0] != both[1]},
            }
            leave_trace(
                actor=by,
                verb="changed_product",
                now=now,
                patient=plan.patient,
                plan=plan,
                facts=facts,
            )
        return written


def end_product(*, product_id: int, by: User, now: dt.datetime) -> Skincare:
    """She does not use it any more; what was said of it is kept."""
    with transaction.atomic():
        found = Skincare.objects.get(pk=product_id)
        plan = _locked(found.plan_id)
        found.refresh_from_db()
        if found.ended_at is None:
            found.ended_at = now
            found.save(update_fields=["ended_at"])
            facts = {"skincare": found.pk}
            leave_trace(
                actor=by,
                verb="ended_product",
                now=now,
                patient=plan.patient,
                plan=plan,
                facts=facts,
            )
        return found


def _locked(plan_id: int) -> Plan:
    """Two people change the list of a plan one after the other."""
    Plan.objects.select_for_update(no_key=True).get(pk=plan_id)
    return Plan.objects.select_related("patient").get(pk=plan_id)


def _write(row: Skincare, product: Product) -> Skincare | Refused:
    others = Skincare.objects.filter(plan=row.plan, ended_at=None).exclude(pk=row.pk)
    if others.filter(name__iexact=product.name).exists():
        return Refused("product_doubled", {"name": product.name})
    days = _days(product, row.plan)
    if isinstance(days, Refused):
        return days
    row.name, row.kind, row.note = product.name, product.kind, product.note
    row.stop_days, row.restart_days = days
    row.save()
    return row


def _days(product: Product, plan: Plan) -> Days | Refused:
    """Those that were said, else the clinic's own for the kind and the patient's skin."""
    if product.is_kept:
        return None, None
    if product.stop_days is not None and product.restart_days is not None:
        return product.stop_days, product.restart_days
    if product.stop_days is not None or product.restart_days is not None:
        return Refused("rest_halved")
    rest = standards_in_force().rests.get(product.kind)
    if rest is None:
        return Refused("rest_unknown")
    restart = rest.restart_days
    if is_darker(plan.patient.fitzpatrick) and rest.darker_restart_days is not None:
        restart = rest.darker_restart_days
    if rest.stop_days is None and restart is None:
        return None, None
    return rest.stop_days or 0, restart or 0


def _facts(row: Skincare) -> dict[str, Any]:
    names = ("name", "kind", "note", "stop_days", "restart_days")
    return {name: getattr(row, name) for name in names}
