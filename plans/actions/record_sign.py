"""A record is signed, then only amended; one that was kept on paper is entered with its times."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from clinic.models import Practitioner, User
from plans.actions.locks import guarded, lock_visit
from plans.actions.record_fields import at_time, text_of
from plans.actions.record_rules import (
    Wrote,
    hold_record,
    refuse_cream,
    refuse_incomplete,
    trace_changes,
    trace_record,
)
from plans.actions.refusal import Refused
from plans.actions.visit import arrive_visit, start_visit
from plans.models import Amendment, Record, Visit
from plans.queries.consent import consent_state

REASON_MOST = 300
"""Characters that the reason of an amendment may have."""


def sign_record(*, visit_id: int, by: User, now: dt.datetime) -> Record | Refused:
    """For its operator or who supervises that one, once the visit is done and nothing is missing.
    From then on the database refuses every change; signing again changes nothing."""

    def work() -> Record | Refused:
        visit = lock_visit(visit_id)
        record = Record.objects.select_related("operator").filter(visit=visit).first()
        if record is None:
            return Refused("record_not_begun")
        record.visit = visit
        if record.signed_at:
            return record
        signer = Practitioner.objects.filter(user=by).first()
        refused = _refuse_signer(record, signer) or _refuse_state(visit)
        if refused or signer is None:
            return refused or Refused("no_practitioner")
        return _sign(record, signer, by, now)

    return guarded(work)


def _refuse_signer(record: Record, signer: Practitioner | None) -> Refused | None:
    if signer is None:
        return Refused("no_practitioner")
    if record.operator is None:
        return Refused("record_without_operator")
    if signer.pk in (record.operator_id, record.operator.supervisor_id):
        return None
    return Refused("not_yours_to_sign", {"operator": record.operator.name})


def _refuse_state(visit: Visit) -> Refused | None:
    if visit.state != Visit.State.DONE:
        return Refused("sign_when_done")
    return refuse_incomplete(visit)


def _sign(record: Record, signer: Practitioner, by: User, now: dt.datetime) -> Record:
    visit = record.visit
    record.consent = record.consent or consent_state(visit).given
    record.screening = record.screening or visit.screenings.filter(taken_at__lte=now).first()
    record.signed_by, record.signed_at = signer, now
    record.sha256 = seal_of(record)
    record.save()
    trace_record(record, "signed_record", by, now, sha256=record.sha256)
    return record


def seal_of(record: Record) -> str:
    """SHA-256 over everything that the record says, in one writing: anybody can compute it again
    from the rows and see that they are what was signed."""
    rows = {
        "record": _columns(record, ("signed_at", "signed_by", "sha256")),
        "visit": _columns(record.visit, only=("start", "arrived_at", "started_at", "done_at")),
        "zones": [_columns(zone) for zone in record.zones.order_by("zone")],
        "uses": [
            {**_columns(use), "lot": _columns(use.lot, only=("kind", "name", "number", "gtin"))}
            for use in record.uses.select_related("lot").order_by("pk")
        ],
    }
    said = json.dumps(rows, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _columns(
    row: models.Model, leave: tuple[str, ...] = (), only: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Plain values by column; instants in UTC, decimals as they read."""
    return {
        field.name: _plain(field.value_from_object(row))
        for field in row._meta.concrete_fields
        if field.name not in leave and (not only or field.name in only)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value if isinstance(value, int | str | bool | None) else f"{value.normalize():f}"


def amend_record(
    *, visit_id: int, text: str, reason: str, by: User, now: dt.datetime
) -> Amendment | Refused:
    """Say something beside a signed record. The same words of the same person count once, however
    often they are sent."""

    def work() -> Amendment | Refused:
        visit = lock_visit(visit_id)
        record = Record.objects.filter(visit=visit, signed_at__isnull=False).first()
        if record is None:
            return Refused("amend_when_signed")
        said = {"text": text.strip(), "reason": reason.strip()}
        refused = _refuse_words(**said)
        if refused:
            return refused
        record.visit = visit
        how = {"written_at": now}
        amendment, is_new = record.amendments.get_or_create(**said, written_by=by, defaults=how)
        if is_new:
            trace_record(record, "amended_record", by, now, amendment=amendment.pk)
        return amendment

    return guarded(work)


def _refuse_words(text: str, reason: str) -> Refused | None:
    if not text or not reason:
        return Refused("amendment_needs_words")
    if "\x00" in text + reason:
        return Refused("not_text")
    return Refused("too_long", {"most": REASON_MOST}) if len(reason) > REASON_MOST else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What the paper says: wall-clock times of the visit's own day. Cream times are absent where
    nothing was put on."""

    started: dt.time
    done: dt.time
    cream_on: dt.time | None = None
    cream_off: dt.time | None = None


def enter_later(*, visit_id: int, times: Times, by: User, now: dt.datetime) -> Wrote | Refused:
    """A visit that was kept on paper: its true times, and the record marked as entered later. It
    starts by the same gates as any other; the rest of the sheet is filled in and finished as
    usual."""

    def work() -> Wrote | Refused:
        visit = lock_visit(visit_id)
        at = {name: at_time(visit, time) for name, time in _told(times).items()}
        refused = _refuse_times(at, now) or _start(visit, by, now)
        if refused:
            return refused
        record = hold_record(visit_id, by, now)
        return record if isinstance(record, Refused) else _enter(record, at, by, now)

    return guarded(work)


def _told(times: Times) -> dict[str, dt.time]:
    told = {
        "started": times.started,
        "cream_on": times.cream_on,
        "cream_off": times.cream_off,
        "done": times.done,
    }
    return {name: time for name, time in told.items() if time is not None}


def _refuse_times(at: Mapping[str, dt.datetime], now: dt.datetime) -> Refused | None:
    if at["done"] > now:
        return Refused("time_ahead", {"field": "done"})
    if at["started"] > at["done"]:
        return Refused("times_out_of_order", {"field": "done"})
    on, off = at.get("cream_on"), at.get("cream_off")
    refused = refuse_cream(on, off, is_not_numbed=False, now=now, name="cream_off")
    if refused:
        return refused
    is_late = any(each and each > at["done"] for each in (on, off))
    return Refused("times_out_of_order", {"field": "cream_off"}) if is_late else None


def _start(visit: Visit, by: User, now: dt.datetime) -> Refused | None:
    """Bring a visit that nobody marked on its day as far as its treatment."""
    steps = {Visit.State.BOOKED: (arrive_visit, start_visit), Visit.State.ARRIVED: (start_visit,)}
    for step in steps.get(Visit.State(visit.state), ()):
        answer = step(visit_id=visit.pk, by=by, now=now)
        if isinstance(answer, Refused):
            transaction.set_rollback(True)  # an arrival that was marked on the way goes, too
            return answer
    return None


def _enter(
    record: Record, at: Mapping[str, dt.datetime], by: User, now: dt.datetime
) -> Wrote | Refused:
    on = at.get("cream_on", record.numbing_on_at)
    off = at.get("cream_off", record.numbing_off_at)
    refused = refuse_cream(on, off, record.is_not_numbed, now, "cream_on")
    if refused:
        transaction.set_rollback(True)
        return refused
    visit = Visit.objects.get(pk=record.visit_id)
    visit.started_at, visit.done_at = at["started"], at["done"]
    visit.arrived_at = min(visit.arrived_at or at["started"], at["started"])
    visit.save(update_fields=["arrived_at", "started_at", "done_at"])
    news = {
        "numbing_on_at": on,
        "numbing_off_at": off,
        "is_entered_later": True,
    }
    changes: dict[str, tuple[str, str]] = {}
    for name, value in news.items():
        pair = text_of(getattr(record, name), visit), text_of(value, visit)
        setattr(record, name, value)
        changes |= {name: pair} if pair[0] != pair[1] else {}
    record.save()
    for name in ("started", "done"):
        changes[name] = ("", text_of(at[name], visit))
    return trace_changes(record, changes, by, now)
