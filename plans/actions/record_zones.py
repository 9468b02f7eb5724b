"""The zones of a record as a whole: filled in one tap, confirmed, taken out again."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from clinic.models import User
from plans.actions.locks import guarded
from plans.actions.record import confirmed
from plans.actions.record_fields import ZONE, Named, read_value, text_of, zone_field
from plans.actions.record_rules import Wrote, hold_record, trace_changes
from plans.actions.refusal import Refused
from plans.engine.depth import Care, judge_depth
from plans.models import Record, ZoneRecord
from plans.queries.record_care import ground_of, record_before

FACE: Final = tuple(zone for zone in ZoneRecord.Zone.values if zone != ZoneRecord.Zone.NECK)
"""The whole face; the neck is another use of most devices and is chosen by itself."""
TAKEN_OVER: Final = ("depth", "passes", "pattern")
"""What "as last time" takes over; what was seen and felt is of its own day."""

Values = Mapping[str, Mapping[str, Any]]
How = Literal["same", "last"]


def fill_zones(
    *,
    visit_id: int,
    how: How,
    by: User,
    now: dt.datetime,
    depth: str = "",
    passes: str = "",
) -> Wrote | Refused:
    """Fill the whole face: the same everywhere (this depth as far as each zone's soft limit allows,
    else where each zone starts), or as in the session before. Zones that somebody wrote or
    confirmed stay as they are; what is filled in is unconfirmed."""

    def work() -> Wrote | Refused:
        record = hold_record(visit_id, by, now)
        if isinstance(record, Refused):
            return record
        care = ground_of(record.visit, record).care
        values = _same(record, care, depth, passes) if how == "same" else _last(record, care)
        if isinstance(values, Refused):
            return values
        return trace_changes(record, _fill(record, values), by, now)

    return guarded(work)


def _same(record: Record, care: Care, depth: str, passes: str) -> Values | Refused:
    read: dict[str, Any] = {}
    for column, said in (("depth", depth), ("passes", passes)):
        read[column] = read_value(Named(column, column, ZONE[column]), said, record.visit)
        if isinstance(read[column], Refused):
            refused: Refused = read[column]
            return refused
    if read["depth"] is None and not care.depths:
        return Refused("no_depths_approved")
    return {zone: {**read, "depth": depth_in(zone, read["depth"], care)} for zone in FACE}


def depth_in(zone: str, depth: Decimal | None, care: Care) -> Decimal | None:
    """This depth where the zone bears it without a reason, else as much as it does."""
    soft = care.soft(zone)
    if depth is None:
        return care.start(zone)
    return min(depth, soft) if soft is not None else depth


def _last(record: Record, care: Care) -> Values | Refused:
    before = record_before(record.visit)
    if before is None:
        return Refused("no_session_before")
    return {
        zone.zone: {
            **{column: getattr(zone, column) for column in TAKEN_OVER},
            "depth": None if is_refused(zone, care) else zone.depth,
        }
        for zone in before.zones.all()
    }


def is_refused(zone: ZoneRecord, care: Care) -> bool:
    """Whether a depth of then may not be recorded any more."""
    found = judge_depth(zone.zone, zone.depth, "", care)
    return any(each.level == "refuse" for each in found)


def _fill(record: Record, values: Values) -> dict[str, tuple[str, str]]:
    held = {zone.zone: zone for zone in record.zones.all()}
    changes: dict[str, tuple[str, str]] = {}
    for zone, columns in values.items():
        row = held.get(zone) or ZoneRecord(record=record, zone=zone)
        if row.is_confirmed:
            continue
        for column, value in columns.items():
            pair = text_of(getattr(row, column), record.visit), text_of(value, record.visit)
            if pair[0] != pair[1]:
                changes[zone_field(zone, column)] = pair
            setattr(row, column, value)
        row.save()
    return changes


def confirm_zones(*, visit_id: int, by: User, now: dt.datetime, zone: str = "") -> Wrote | Refused:
    """ "This is what I did": of one zone, or of all that have a depth."""

    def work() -> Wrote | Refused:
        if zone and zone not in ZoneRecord.Zone.values:
            return Refused("no_such_choice", {"field": "zone"})
        record = hold_record(visit_id, by, now)
        if isinstance(record, Refused):
            return record
        rows = record.zones.filter(is_confirmed=False, depth__isnull=False)
        rows = rows.filter(zone=zone) if zone else rows
        changes = {confirmed(row.zone): ("", "yes") for row in rows}
        rows.update(is_confirmed=True)
        return trace_changes(record, changes, by, now)

    return guarded(work)


def remove_zone(*, visit_id: int, zone: str, by: User, now: dt.datetime) -> Wrote | Refused:
    """The zone was not treated; the history keeps what stood there."""

    def work() -> Wrote | Refused:
        if zone not in ZoneRecord.Zone.values:
            return Refused("no_such_choice", {"field": "zone"})
        record = hold_record(visit_id, by, now)
        if isinstance(record, Refused):
            return record
        row = record.zones.filter(zone=zone).first()
        if row is None:
            return Wrote(record)
        changes = dict(_emptied(row, ZONE))
        row.delete()
        return trace_changes(record, {**changes, f"zone.{zone}": ("yes", "")}, by, now)

    return guarded(work)


def _emptied(row: ZoneRecord, columns: Iterable[str]) -> Iterable[tuple[str, tuple[str, str]]]:
    for column in columns:
        told = text_of(getattr(row, column), row.record.visit)
        if told:
            yield zone_field(row.zone, column), (told, "")
