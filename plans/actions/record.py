"""The record of a visit, written field by field while it happens.

Every write names what its page knew (`was`). Where another page wrote something else meanwhile,
nothing is changed and both texts are told; the same write twice has one effect.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from clinic.models import User
from plans.actions.locks import guarded
from plans.actions.record_fields import Named, named, read_value, text_of
from plans.actions.record_rules import (
    WROTE,
    Changes,
    Wrote,
    hold_record,
    is_its_day,
    refuse_cream,
    refuse_value,
    trace_changes,
)
from plans.actions.refusal import Refused
from plans.models import Record, Trail, Visit, ZoneRecord
from plans.queries.standard import standards_in_force


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else wrote `theirs` into the field since the page last read it."""

    name: str
    theirs: str
    by: str
    at: dt.datetime | None


Answer = Wrote | Conflict | Refused


def open_record(*, visit_id: int, by: User, now: dt.datetime) -> Record | Refused:
    """The record of a visit whose patient is here, made where there is none, with the operator
    and the device of the booking."""
    return guarded(lambda: hold_record(visit_id, by, now))


def write_field(
    *, visit_id: int, name: str, was: str, value: str, by: User, now: dt.datetime
) -> Answer:
    """Write one field by its name. `was` and `value` are texts; a zone that is written becomes
    confirmed."""

    def work() -> Answer:
        of = named(name)
        if of is None:
            return Refused("no_such_field", {"field": name[:80]})
        record = hold_record(visit_id, by, now)
        return record if isinstance(record, Refused) else _write(record, of, was, value, by, now)

    return guarded(work)


def _write(record: Record, of: Named, was: str, value: str, by: User, now: dt.datetime) -> Answer:
    visit = record.visit
    new = read_value(of, value, visit)
    if isinstance(new, Refused):
        return new
    row = row_of(record, of)
    held, wanted = text_of(getattr(row, of.column), visit), text_of(new, visit)
    if held == wanted:
        return _touch(record, row, by, now)
    if held != _known(of, was, visit):
        return _conflict(visit, of.name, held)
    refused = refuse_value(record, of, new, now)
    if refused:
        return refused
    changes = {of.name: (held, wanted), **_follow(record, of, new)}
    setattr(row, of.column, new)
    if isinstance(row, ZoneRecord):
        row.is_confirmed = True
    row.save()
    return trace_changes(record, changes, by, now)


def row_of(record: Record, of: Named) -> Record | ZoneRecord:
    """The row that holds the field; a zone that nobody wrote yet is a new one."""
    if not of.zone:
        return record
    found = ZoneRecord.objects.filter(record=record, zone=of.zone).first()
    return found or ZoneRecord(record=record, zone=of.zone)


def _touch(record: Record, row: Record | ZoneRecord, by: User, now: dt.datetime) -> Wrote:
    """Somebody set what stands there already: that confirms a zone that was filled in."""
    if not isinstance(row, ZoneRecord) or row.is_confirmed or row.pk is None:
        return Wrote(record)
    row.is_confirmed = True
    row.save(update_fields=["is_confirmed"])
    return trace_changes(record, {confirmed(row.zone): ("", "yes")}, by, now)


def confirmed(zone: str) -> str:
    """The name under which the history says that a zone was confirmed."""
    return f"zone.{zone}.confirmed"


def _known(of: Named, was: str, visit: Visit) -> str:
    """What the page knew, in our own writing; as it is where it means nothing to us."""
    value = read_value(of, was, visit)
    return was.strip() if isinstance(value, Refused) else text_of(value, visit)


def _conflict(visit: Visit, name: str, theirs: str) -> Conflict:
    lines = Trail.objects.filter(patient=visit.patient_id, verb=WROTE, facts__visit=visit.pk)
    last = lines.filter(facts__fields__has_key=name).select_related("actor").first()
    by = last.actor.name if last and last.actor else ""
    return Conflict(name, theirs, by, last.at if last else None)


def _follow(record: Record, of: Named, value: Any) -> Changes:
    """A product of the clinic's list brings its strength along, where none was typed."""
    if of.name != "numbing_product":
        return {}
    strengths = {row.name: Decimal(str(row.percent)) for row in standards_in_force().numbing}
    held, strength = record.numbing_percent, strengths.get(value)
    is_typed = held is not None and held != strengths.get(record.numbing_product)
    if strength is None or is_typed or held == strength:
        return {}
    record.numbing_percent = strength
    texts = text_of(held, record.visit), text_of(strength, record.visit)
    return {"numbing_percent": texts}


def mark_numbing(
    *, visit_id: int, act: Literal["on", "off"], by: User, now: dt.datetime
) -> Wrote | Refused:
    """Cream on or off at this very minute; a second tap changes nothing."""

    def work() -> Wrote | Refused:
        record = hold_record(visit_id, by, now)
        if isinstance(record, Refused):
            return record
        return _mark(record, f"numbing_{act}_at", by, now)

    return guarded(work)


def _mark(record: Record, column: str, by: User, now: dt.datetime) -> Wrote | Refused:
    if getattr(record, column):
        return Wrote(record)
    if not is_its_day(record.visit, now):
        return Refused("tap_on_its_day", {"field": column})
    setattr(record, column, now.replace(second=0, microsecond=0))
    refused = refuse_cream(
        record.numbing_on_at, record.numbing_off_at, record.is_not_numbed, now, column
    )
    if refused:
        return refused
    record.save(update_fields=[column])
    told = text_of(getattr(record, column), record.visit)
    return trace_changes(record, {column: ("", told)}, by, now)
