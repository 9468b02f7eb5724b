"""Who may write a record and when, what a value must keep to, and what each write leaves behind."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from clinic.models import User
from plans.actions.locks import lock_visit
from plans.actions.record_fields import Named
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.engine.depth import judge_depth
from plans.models import Record, Screening, Visit
from plans.queries.consent import consent_state
from plans.queries.record_care import OPEN, day_of, ground_of, missing_from
from plans.queries.supply import today_at

WROTE = "wrote_record"
"""The verb of the trail's lines that name fields."""

Changes = Mapping[str, tuple[str, str]]
"""Old and new text by the field's name."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """The record as it stands now, and what this write changed; nothing where it stood so."""

    record: Record
    changes: Changes = field(default_factory=dict)


def hold_record(visit_id: int, by: User, now: dt.datetime) -> Record | Refused:
    """The visit's record, locked with its visit and opened where nobody has yet."""
    visit = lock_visit(visit_id)
    if visit.kind not in Visit.TREATED:
        return Refused("no_record_here")
    if visit.state not in OPEN:
        return Refused("record_not_now", {"state": visit.state})
    record = Record.objects.filter(visit=visit).first()
    if record is None:
        return _opened(visit, by, now)
    record.visit = visit
    return Refused("record_signed") if record.signed_at else record


def _opened(visit: Visit, by: User, now: dt.datetime) -> Record:
    """With what the booking says of it already."""
    own = Screening.objects.filter(visit=visit).first()
    record = Record.objects.create(
        visit=visit,
        operator=visit.practitioner,
        device=visit.device,
        consent=consent_state(visit).given,
        screening=own,
        opened_by=by,
        opened_at=now,
    )
    trace_record(record, "opened_record", by, now)
    return record


def trace_record(record: Record, verb: str, by: User, now: dt.datetime, **facts: Any) -> None:
    """One line of the record's history. Its single fields are not the plan's history, too."""
    visit = record.visit
    plan = visit.session.plan if visit.session and verb != WROTE else None
    told = {"visit": visit.pk, "record": record.pk, **facts}
    leave_trace(actor=by, verb=verb, now=now, patient=visit.patient, plan=plan, facts=told)


def trace_changes(record: Record, changes: Changes, by: User, now: dt.datetime) -> Wrote:
    """The line of a write that changed something."""
    if changes:
        fields = {name: list(pair) for name, pair in changes.items()}
        trace_record(record, WROTE, by, now, fields=fields)
    return Wrote(record, changes)


def refuse_value(record: Record, of: Named, value: Any, now: dt.datetime) -> Refused | None:
    """Why this value may not stand in this field."""
    if of.column == "depth":
        return refuse_depth(record, of.zone, value)
    if of.name in ("numbing_on_at", "numbing_off_at", "is_not_numbed"):
        on, off = record.numbing_on_at, record.numbing_off_at
        return refuse_cream(
            value if of.name == "numbing_on_at" else on,
            value if of.name == "numbing_off_at" else off,
            value if of.name == "is_not_numbed" else record.is_not_numbed,
            now,
            of.name,
        )
    return None


def refuse_depth(record: Record, zone: str, depth: Decimal | None) -> Refused | None:
    if depth is None:
        return None
    found = judge_depth(zone, depth, "", ground_of(record.visit, record).care)
    refusal = next((each for each in found if each.level == "refuse"), None)
    return (
        Refused(refusal.what, {**refusal.facts, "field": f"zone.{zone}.depth"}) if refusal else None
    )


def refuse_cream(
    on: dt.datetime | None,
    off: dt.datetime | None,
    is_not_numbed: bool,
    now: dt.datetime,
    name: str,
) -> Refused | None:
    facts = {"field": name}
    if is_not_numbed and on:
        return Refused("numbed_or_not", facts)
    if off and not on:
        return Refused("off_without_on", facts)
    if off and on and off < on:
        return Refused("off_before_on", facts)
    ahead = any(at and at > now for at in (on, off))
    return Refused("time_ahead", facts) if ahead else None


def refuse_incomplete(visit: Visit) -> Refused | None:
    """What the record still lacks before the visit may be finished, all of it at once."""
    if visit.kind not in Visit.TREATED:
        return None
    record = Record.objects.filter(visit=visit).first()
    ground = ground_of(visit, record)
    zones, uses = (list(record.zones.all()), list(record.uses.all())) if record else ([], [])
    missing = missing_from(record, zones, uses, ground)
    if not missing:
        return None
    also = tuple(
        Refused(f"missing_{each.what}", {"zone": each.zone} if each.zone else {})
        for each in missing
    )
    return Refused("record_incomplete", {"visit": visit.pk, "count": len(missing)}, also)


def is_its_day(visit: Visit, now: dt.datetime) -> bool:
    return today_at(visit.location, now) == day_of(visit)
