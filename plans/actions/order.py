"""Orders: a practitioner says that this patient gets this series."""

import datetime as dt

from django.db import transaction

from clinic.models import Location, Practitioner, User
from plans.actions.booking_rules import USUAL_COUNTS
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.models import Patient, Plan, ProtocolVersion
from plans.queries.gaps import gaps_of


def order_plan(
    *,
    patient: Patient,
    version: ProtocolVersion,
    location: Location,
    count: int,
    goals: str,
    reason: str,
    orderer: Practitioner,
    by: User,
    now: dt.datetime,
) -> Plan | Refused:
    """A plan without dates, which the desk then gives its dates. A number outside four to six,
    inside the protocol's range, needs a reason."""
    if patient.archived_at is not None:
        return Refused("patient_archived")
    if version.state != ProtocolVersion.State.APPROVED:
        return Refused("protocol_is_a_draft")
    if not version.sessions_min <= count <= version.sessions_max:
        return Refused(
            "count_outside", {"least": version.sessions_min, "most": version.sessions_max}
        )
    unusual = count not in USUAL_COUNTS
    if unusual and not reason:
        return Refused("unusual_count_needs_a_reason", {"count": count})
    gaps = gaps_of(version, patient.fitzpatrick)
    with transaction.atomic():
        plan = Plan.objects.create(
            patient=patient,
            version=version,
            location=location,
            state=Plan.State.ORDERED,
            sessions_count=count,
            gap_floor=gaps.floor,
            gap_min=gaps.min,
            gap_ideal=gaps.ideal,
            gap_max=gaps.max,
            gap_stalled=gaps.stalled,
            goals=goals,
            ordered_by=orderer,
            ordered_at=now,
            unusual_count_by=orderer if unusual else None,
            unusual_count_reason=reason if unusual else "",
            price_session=version.price_session,
            price_series=version.price_series,
            currency=version.currency,
            created_by=by,
            created_at=now,
        )
        leave_trace(actor=by, verb="ordered", now=now, patient=patient, plan=plan)
    return plan


def confirm_plan(
    *, plan_id: int, goals: str, orderer: Practitioner, by: User, now: dt.datetime
) -> Plan | Refused:
    """Order a plan whose dates the desk holds already."""
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_id)
        if plan.ordered_by_id:
            return Refused("ordered_already")
        if plan.state not in (Plan.State.RESERVED, Plan.State.ACTIVE):
            return Refused("plan_is_over")
        plan.ordered_by, plan.ordered_at = orderer, now
        plan.goals = goals or plan.goals
        plan.save(update_fields=["ordered_by", "ordered_at", "goals"])
        leave_trace(actor=by, verb="ordered", now=now, patient=plan.patient, plan=plan)
    return plan
