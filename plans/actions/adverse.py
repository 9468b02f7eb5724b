"""Adverse events: written down, changed, reported, closed. The trail names the fields that
changed, never their words."""

import datetime as dt
import zoneinfo
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from clinic.models import User
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.engine.adverse import is_told, report_due_on
from plans.models import AdverseEvent, Lot
from plans.queries.patient import first_zone

TEXTS = ("severity", "happened_on", "known_at", "narrative", "outcome", "device_id")
FIELDS = (*TEXTS, "device_kept", "operator_id", "other_products", "reporter")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which field: ahead (not yet come), before (earlier than the event)."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Faults:
    """Nothing was written: each fault belongs beside its field."""

    faults: tuple[Fault, ...]


def zone_of(event: AdverseEvent) -> str:
    """Where its days are counted."""
    return event.visit.location.zone if event.visit else first_zone()


@transaction.atomic
def write_event(
    *, event: AdverseEvent, lots: Collection[Lot], by: User, now: dt.datetime
) -> AdverseEvent | Faults:
    """Write a new one down; its clock runs from when the clinic knew."""
    faults = _faults_of(event, now)
    if faults:
        return Faults(faults)
    event.written_by, event.written_at = by, now
    event.report_due_on = _due_on(event)
    event.save(force_insert=True)
    event.lots.set(lots)
    _trace("wrote_event", event, by, now, {"lots": sorted(lot.pk for lot in lots)})
    return event


@transaction.atomic
def change_event(
    *, event: AdverseEvent, lots: Collection[Lot], by: User, now: dt.datetime
) -> AdverseEvent | Faults | Refused:
    """Write what `event` says now. Refused, "event_closed", once it is closed."""
    stored = AdverseEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if stored.closed_at:
        return Refused("event_closed")
    faults = _faults_of(event, now)
    if faults:
        return Faults(faults)
    changed = [name for name in FIELDS if getattr(stored, name) != getattr(event, name)]
    event.report_due_on = _due_on(event)
    event.save(update_fields=[*changed, "report_due_on"])
    before = set(event.lots.values_list("pk", flat=True))
    event.lots.set(lots)
    if before != {lot.pk for lot in lots}:
        changed.append("lots")
    _trace("changed_event", event, by, now, {"changed": changed})
    return event


@transaction.atomic
def tell_event(
    *,
    event_id: int,
    maker_on: dt.date | None,
    authority_on: dt.date | None,
    by: User,
    now: dt.datetime,
) -> AdverseEvent | Faults | Refused:
    """Note on which days the maker and the authority were told."""
    event = _locked(event_id)
    if event.closed_at:
        return Refused("event_closed")
    told = {"told_maker_on": maker_on, "told_authority_on": authority_on}
    faults = [
        Fault(name, "ahead" if day > _today(event, now) else "before")
        for name, day in told.items()
        if day and not event.happened_on <= day <= _today(event, now)
    ]
    if faults:
        return Faults(tuple(faults))
    event.told_maker_on, event.told_authority_on = maker_on, authority_on
    event.save(update_fields=list(told))
    _trace("told_event", event, by, now, {name: str(day or "") for name, day in told.items()})
    return event


@transaction.atomic
def close_event(*, event_id: int, by: User, now: dt.datetime) -> AdverseEvent | Refused:
    """Nothing more is to be done. Refused: "event_closed"; "event_not_told", where a report is due
    that nobody has sent."""
    event = _locked(event_id)
    if event.closed_at:
        return Refused("event_closed")
    if not is_told(event.severity, event.told_maker_on, event.told_authority_on):
        return Refused("event_not_told")
    event.closed_at = now
    event.save(update_fields=["closed_at"])
    _trace("closed_event", event, by, now, {})
    return event


@transaction.atomic
def reopen_event(*, event_id: int, by: User, now: dt.datetime) -> AdverseEvent | Refused:
    """Something more came to light. Refused, "event_open", where it is not closed."""
    event = _locked(event_id)
    if not event.closed_at:
        return Refused("event_open")
    event.closed_at = None
    event.save(update_fields=["closed_at"])
    _trace("reopened_event", event, by, now, {})
    return event


def _locked(event_id: int) -> AdverseEvent:
    rows = AdverseEvent.objects.select_for_update(of=("self",))
    return rows.select_related("patient", "visit__location").get(pk=event_id)


def _trace(
    verb: str, event: AdverseEvent, by: User, now: dt.datetime, facts: dict[str, object]
) -> None:
    leave_trace(
        actor=by, verb=verb, now=now, patient=event.patient, facts={"event": event.pk, **facts}
    )


def _today(event: AdverseEvent, now: dt.datetime) -> dt.date:
    return now.astimezone(zoneinfo.ZoneInfo(zone_of(event))).date()


def _known_on(event: AdverseEvent) -> dt.date:
    return event.known_at.astimezone(zoneinfo.ZoneInfo(zone_of(event))).date()


def _due_on(event: AdverseEvent) -> dt.date | None:
    return report_due_on(event.severity, _known_on(event))


def _faults_of(event: AdverseEvent, now: dt.datetime) -> tuple[Fault, ...]:
    found = []
    if event.happened_on > _today(event, now):
        found.append(Fault("happened_on", "ahead"))
    if event.known_at > now:
        found.append(Fault("known_at", "ahead"))
    elif not found and _known_on(event) < event.happened_on:
        found.append(Fault("known_at", "before"))
    return tuple(found)
