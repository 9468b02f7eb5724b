"""What touched the skin, by lot: cartridges, numbing products and what was put on afterwards.

Refused, with the reason: what is expired on the session's day, recalled, or a single piece that
was used in another session. The database holds the last one too, whoever writes.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import IntegrityError

from clinic.models import User
from plans.actions.locks import guarded
from plans.actions.record_rules import hold_record, trace_record
from plans.actions.refusal import Refused
from plans.engine.gs1 import Code, Unread, read_code
from plans.models import Lot, LotUse, Record
from plans.queries.record_care import day_of

TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something that was used, as it was scanned or typed."""

    kind: str
    code: str = ""
    name: str = ""
    number: str = ""
    serial: str = ""
    gtin: str = ""
    expires_on: dt.date | None = None


def add_use(*, visit_id: int, asked: Asked, by: User, now: dt.datetime) -> LotUse | Refused:
    """Note what was used; the same thing twice is there once. What a code says counts before what
    was typed beside it."""

    def work() -> LotUse | Refused:
        record = hold_record(visit_id, by, now)
        return record if isinstance(record, Refused) else _add(record, asked, by, now)

    return _once_more(lambda: guarded(work))


def _once_more(work: Callable[[], LotUse | Refused]) -> LotUse | Refused:
    """Two sessions may bring the same new lot, or the same cartridge, at the same moment: the
    database lets one through, and the other looks again."""
    for _try in range(TRIES):
        try:
            return work()
        except IntegrityError:
            continue
    return Refused("busy_now")


def _add(record: Record, asked: Asked, by: User, now: dt.datetime) -> LotUse | Refused:
    whole = _read(record, asked)
    if isinstance(whole, Refused):
        return whole
    refused = _used_before(record, whole)
    if refused:
        return refused
    lot, is_new = Lot.objects.get_or_create(
        kind=whole.kind,
        name=whole.name,
        number=whole.number,
        defaults={"gtin": whole.gtin, "expires_on": whole.expires_on},
    )
    refused = refuse_lot(lot, whole.expires_on, day_of(record.visit))
    if refused:
        if is_new:
            lot.delete()
        return refused
    _learn(lot, whole)
    use, is_first = LotUse.objects.get_or_create(
        record=record,
        lot=lot,
        serial=whole.serial,
        defaults={"kind": whole.kind, "code": whole.code},
    )
    if is_first:
        facts = {"use": use.pk, "lot": lot.pk, "expires": str(whole.expires_on or "")}
        trace_record(record, "used_lot", by, now, **facts)
    return use


def _read(record: Record, asked: Asked) -> Asked | Refused:
    """With a lot's name and number, from its code where it has one."""
    if asked.kind not in Lot.Kind.values:
        return Refused("no_such_choice", {"field": "kind"})
    asked = replace(asked, name=asked.name.strip(), number=asked.number.strip())
    if asked.code.strip():
        read = _with_code(record, asked)
        if isinstance(read, Refused):
            return read
        asked = read
    if not asked.number:
        return Refused("lot_without_number", {"field": "number"})
    asked = replace(asked, name=asked.name or _name_of(record, asked))
    if not asked.name:
        return Refused("lot_without_name", {"field": "name"})
    return _refuse_long(asked) or asked


def _with_code(record: Record, asked: Asked) -> Asked | Refused:
    code = read_code(asked.code, day_of(record.visit))
    if isinstance(code, Unread):
        return Refused(f"code_{code.what}", {"field": "code", "part": code.part})
    if code.system != "gs1" and not code.raw.isprintable():
        return Refused("code_characters", {"field": "code", "part": ""})
    if code.system == "other" and not asked.number:
        # A lot number that was typed where a code is expected.
        return replace(asked, code="", number=code.raw)
    return _merged(asked, code)


def _merged(asked: Asked, code: Code) -> Asked:
    return replace(
        asked,
        code=code.raw,
        gtin=code.gtin,
        number=code.lot or asked.number,
        serial=code.serial or asked.serial.strip(),
        expires_on=code.expires_on or asked.expires_on,
    )


def _name_of(record: Record, asked: Asked) -> str:
    """By its item number, the record's own numbing product, or the model of the device: whoever
    scans types nothing."""
    if asked.gtin:
        known = Lot.objects.filter(gtin=asked.gtin, kind=asked.kind).order_by("-pk").first()
        if known:
            return known.name
    if asked.kind == Lot.Kind.NUMBING:
        return record.numbing_product
    if asked.kind == Lot.Kind.CARTRIDGE and record.device:
        return record.device.model
    return asked.gtin


def _refuse_long(asked: Asked) -> Refused | None:
    for name, most in (("name", 80), ("number", 40), ("serial", 40)):
        value = getattr(asked, name)
        if len(value) > most:
            return Refused("too_long", {"field": name, "most": most})
        if not value.isprintable():
            return Refused("not_text", {"field": name})
    return None


def _used_before(record: Record, asked: Asked) -> Refused | None:
    """A cartridge whose code names the single piece, in whatever name its lot was written."""
    if asked.kind != Lot.Kind.CARTRIDGE or not asked.serial:
        return None
    found = LotUse.objects.filter(
        kind=Lot.Kind.CARTRIDGE, serial=asked.serial, lot__number=asked.number
    ).exclude(record=record)
    if asked.gtin:
        found = found.filter(lot__gtin__in=["", asked.gtin])
    before = found.select_related("record__visit__location").first()
    if before is None:
        return None
    facts = {"serial": asked.serial, "number": asked.number}
    day = day_of(before.record.visit).isoformat()
    return Refused("cartridge_used_before", {**facts, "visit": before.record.visit_id, "day": day})


def refuse_lot(lot: Lot, expires_on: dt.date | None, day: dt.date) -> Refused | None:
    """Recalled, or over on the session's day by what its package or our own books say."""
    facts = {"name": lot.name, "number": lot.number}
    if lot.recalled_at:
        return Refused("lot_recalled", {**facts, "because": lot.recalled_because})
    last = min((each for each in (expires_on, lot.expires_on) if each), default=None)
    if last and last < day:
        return Refused("lot_expired", {**facts, "day": last.isoformat()})
    return None


def _learn(lot: Lot, asked: Asked) -> None:
    """What its package says and our books do not yet."""
    news = {
        name: getattr(asked, name)
        for name in ("gtin", "expires_on")
        if getattr(asked, name) and not getattr(lot, name)
    }
    if news:
        Lot.objects.filter(pk=lot.pk).update(**news)


def remove_use(*, visit_id: int, use_id: int, by: User, now: dt.datetime) -> Record | Refused:
    """It was not used after all; gone twice is gone once."""

    def work() -> Record | Refused:
        record = hold_record(visit_id, by, now)
        if isinstance(record, Refused):
            return record
        use = record.uses.filter(pk=use_id).first()
        if use:
            trace_record(record, "removed_lot", by, now, lot=use.lot_id, serial=use.serial)
            use.delete()
        return record

    return guarded(work)
