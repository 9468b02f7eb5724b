"""Who did what: one line for each intention, written in the transaction that carries it out."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from clinic.models import User
from plans.models import Patient, Plan, Trail, Visit


def leave_trace(
    *,
    actor: User | None,
    verb: str,
    now: dt.datetime,
    patient: Patient | None = None,
    plan: Plan | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Trail:
    """`facts` holds ids and field names with old and new values; no actor: the clinic itself."""
    return Trail.objects.create(
        actor=actor, verb=verb, at=now, patient=patient, plan=plan, facts=dict(facts or {})
    )


def trace_visit(
    visit: Visit, verb: str, by: User, now: dt.datetime, facts: Mapping[str, object]
) -> None:
    """The same for something that happened to a visit."""
    leave_trace(
        actor=by,
        verb=verb,
        now=now,
        patient=visit.patient,
        plan=visit.session.plan if visit.session else None,
        facts={"visit": visit.pk, **facts},
    )
