"""Who did what: one line for each intention, written in the transaction that carries it out."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from clinic.models import User
from plans.models import Patient, Plan, Trail


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
