"""The run sheet of a visit: everything its page needs, in a bounded number of queries."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.db.models import Max, Q, QuerySet

from clinic.models import Device, Practitioner
from plans.actions.record_fields import RECORD, ZONE, text_of, zone_field
from plans.actions.record_zones import TAKEN_OVER
from plans.engine.depth import judge_depth, judge_use, needs_reason
from plans.engine.finding import Finding
from plans.engine.gs1 import Code, read_code
from plans.engine.numbing import Cream, applied_mg, clock_of, judge_numbing
from plans.engine.standard import Numbing
from plans.models import Amendment, LotUse, Photo, Record, Trail, Visit, ZoneRecord
from plans.queries.gates import readiness
from plans.queries.photo import WHOLE_FACE
from plans.queries.record_care import (
    OPEN,
    Ground,
    day_of,
    ground_of,
    missing_from,
    record_before,
)
from plans.queries.record_sheet import Entry, LastTime, RunSheet, UseRow, Written, ZoneRow

VERBS: Final = (
    *("opened_record", "wrote_record", "used_lot", "removed_lot", "signed_record"),
    *("amended_record", "arrive", "not_yet", "start", "finish"),
)
"""What changes a run sheet."""
HISTORY: Final = 300
"""So many lines of its history are read; older ones stay in the trail."""

Wrote = Mapping[str, tuple[str, dt.datetime]]


def visits_with_all() -> QuerySet[Visit]:
    """Visits with what a run sheet asks of them."""
    return Visit.objects.select_related(
        "patient",
        "session__plan__ordered_by",
        "version__protocol",
        "location",
        "practitioner",
        "device",
        "booking",
    )


def run_sheet(visit: Visit, now: dt.datetime) -> RunSheet:
    """Some 18 queries, however much is written on it; of a visit from `visits_with_all`."""
    record = record_of(visit)
    zones = list(record.zones.all()) if record else []
    uses = list(record.uses.select_related("lot")) if record else []
    ground = ground_of(visit, record)
    product = product_of(record, ground)
    cream = cream_of(record)
    last = last_time(visit)
    lines = lines_of(visit)
    wrote = last_writes(lines)
    return RunSheet(
        visit=visit,
        now=now,
        record=record,
        is_open=visit.kind in Visit.TREATED and visit.state in OPEN and not is_signed(record),
        is_required=visit.kind in Visit.TREATED,
        is_first=ground.care.is_first,
        entries=entries_of(visit, record, wrote),
        zones=list(zone_rows(visit, zones, ground, last, wrote)),
        uses=[use_row(use, visit) for use in uses],
        findings=(
            *judge_use(ground.care, [zone.zone for zone in zones]),
            *judge_numbing(cream, product, ground.limits, age=ground.age, now=now),
        ),
        products=[row for row in ground.in_force.numbing if row.is_offered],
        applied_mg=applied_mg(cream.grams, cream.percent),
        clock=clock_of(cream, product, now),
        limits=ground.limits,
        missing=missing_from(record, zones, uses, ground) if visit.kind in Visit.TREATED else (),
        last=last,
        consent=ground.consent,
        readiness=readiness(visit, now, in_force=ground.in_force, consent=ground.consent),
        devices=devices_for(visit, record),
        operators=operators_for(visit, record),
        amendments=amendments_of(record),
        history=list(history_of(lines)),
        views_due=views_due(visit),
        stamp=max((line.pk for line in lines), default=0),
        may_sign=signers_of(record),
    )


def record_of(visit: Visit) -> Record | None:
    found = Record.objects.select_related("operator__supervisor", "device", "signed_by").filter(
        visit=visit
    )
    record = found.first()
    if record:
        record.visit = visit
    return record


def is_signed(record: Record | None) -> bool:
    return record is not None and record.signed_at is not None


def entries_of(visit: Visit, record: Record | None, wrote: Wrote) -> dict[str, Entry]:
    """Every field of the record; before it is opened, what it will open with."""
    row = record or Record(visit=visit, operator=visit.practitioner, device=visit.device)
    return {name: entry_of(name, text_of(getattr(row, name), visit), wrote) for name in RECORD}


def entry_of(name: str, value: str, wrote: Wrote) -> Entry:
    by, at = wrote.get(name, ("", None))
    return Entry(name, value, by, at)


def zone_rows(
    visit: Visit,
    zones: Sequence[ZoneRecord],
    ground: Ground,
    last: LastTime | None,
    wrote: Wrote,
) -> Iterator[ZoneRow]:
    """Every zone of the face, treated or not, in the order of the drawing."""
    held = {zone.zone: zone for zone in zones}
    for zone in ZoneRecord.Zone:
        before = last.zones.get(zone, {}) if last else {}
        yield zone_row(visit, held.get(zone) or ZoneRecord(zone=zone), ground, before, wrote)


def zone_row(
    visit: Visit, row: ZoneRecord, ground: Ground, before: Mapping[str, str], wrote: Wrote
) -> ZoneRow:
    care, zone = ground.care, row.zone
    values = {column: text_of(getattr(row, column), visit) for column in ZONE}
    is_there = row.pk is not None
    return ZoneRow(
        zone=zone,
        label=str(ZoneRecord.Zone(zone).label),
        is_there=is_there,
        is_confirmed=row.is_confirmed,
        entries={
            column: entry_of(zone_field(zone, column), value, wrote)
            for column, value in values.items()
        },
        start=care.start(zone),
        soft=care.soft(zone),
        hard=care.hard(zone),
        findings=judge_depth(zone, row.depth, row.over_reason, care),
        needs_reason=needs_reason(zone, row.depth, care),
        last=before,
        differs=differing(values, before) if is_there else (),
    )


def differing(values: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    """The columns that are not as they were; none for a zone that was not treated then."""
    return [column for column in TAKEN_OVER if before and values[column] != before.get(column, "")]


def use_row(use: LotUse, visit: Visit) -> UseRow:
    return UseRow(use.pk, use.lot, use.kind, use.serial, use.code, tuple(lot_findings(use, visit)))


def lot_findings(use: LotUse, visit: Visit) -> Iterator[Finding]:
    """What became known of a lot after it was used, or what its package says otherwise."""
    lot = use.lot
    facts = {"name": lot.name, "number": lot.number}
    if lot.recalled_at:
        yield Finding("warn", "lot_recalled", {**facts, "because": lot.recalled_because})
    if lot.expires_on and lot.expires_on < day_of(visit):
        yield Finding("warn", "lot_expired", {**facts, "day": lot.expires_on.isoformat()})
    code = read_code(use.code, day_of(visit))
    told = code.expires_on if isinstance(code, Code) else None
    if told and lot.expires_on and told != lot.expires_on:
        days = {"day": told.isoformat(), "known": lot.expires_on.isoformat()}
        yield Finding("warn", "lot_other_expiry", {**facts, **days})


def cream_of(record: Record | None) -> Cream:
    if record is None:
        return Cream()
    return Cream(
        percent=record.numbing_percent,
        grams=record.numbing_grams,
        cm2=record.numbing_cm2,
        on_at=record.numbing_on_at,
        off_at=record.numbing_off_at,
    )


def product_of(record: Record | None, ground: Ground) -> Numbing | None:
    """The clinic's row for the product that was put on."""
    name = record.numbing_product if record else ""
    return next((row for row in ground.in_force.numbing if row.name == name), None)


def last_time(visit: Visit) -> LastTime | None:
    record = record_before(visit)
    if record is None:
        return None
    zones = {
        zone.zone: {
            column: text_of(getattr(zone, column), visit)
            for column in TAKEN_OVER
            if getattr(zone, column)
        }
        for zone in record.zones.all()
    }
    number = record.visit.session.number if record.visit.session else None
    return LastTime(day_of(record.visit), number, zones)


def devices_for(visit: Visit, record: Record | None) -> list[Device]:
    """Those in service here, and the one that stands in the record."""
    held = record.device_id if record else None
    here = Device.objects.filter(location=visit.location_id)
    return list(here.filter(Q(is_active=True) | Q(pk=held)))


def operators_for(visit: Visit, record: Record | None) -> list[Practitioner]:
    held = record.operator_id if record else None
    here = Q(is_active=True, locations=visit.location_id)
    return list(Practitioner.objects.filter(here | Q(pk=held)).distinct())


def signers_of(record: Record | None) -> tuple[int, ...]:
    """The accounts of its operator and of who supervises that one."""
    operator = record.operator if record else None
    if operator is None:
        return ()
    both = (operator, operator.supervisor)
    return tuple(each.user_id for each in both if each and each.user_id)


def amendments_of(record: Record | None) -> list[Amendment]:
    return list(record.amendments.select_related("written_by")) if record else []


def views_due(visit: Visit) -> list[str]:
    """The views of which this visit has no photograph yet; close-ups are as many as one likes."""
    photos = Photo.objects.filter(visit=visit, hidden_at=None)
    taken = set(photos.values_list("view", flat=True))
    return [pose.view for pose in WHOLE_FACE if pose.view not in taken]


# History


def trail_of(visit: Visit) -> QuerySet[Trail]:
    """Every line that changes the run sheet of this visit, the newest first."""
    return Trail.objects.filter(patient=visit.patient_id, verb__in=VERBS, facts__visit=visit.pk)


def lines_of(visit: Visit) -> list[Trail]:
    return list(trail_of(visit).select_related("actor").order_by("-pk")[:HISTORY])


def newest_stamp(visit: Visit) -> int:
    """The number that a run sheet of now would bear. One query."""
    found: int | None = trail_of(visit).aggregate(newest=Max("pk"))["newest"]
    return found or 0


def history_of(lines: Sequence[Trail]) -> Iterator[Written]:
    """Who wrote what, the newest first."""
    for line in lines:
        by = line.actor.name if line.actor else ""
        for name, (was, now) in line.facts.get("fields", {}).items():
            yield Written(line.at, by, name, was, now)


def last_writes(lines: Sequence[Trail]) -> Wrote:
    """Who last wrote each field, and when."""
    found: dict[str, tuple[str, dt.datetime]] = {}
    for each in history_of(lines):
        found.setdefault(each.name, (each.by, each.at))
    return found
