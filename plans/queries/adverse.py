"""Adverse events with their clocks, and what a new one begins with."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet

from plans.engine.adverse import Clock, clock_of, is_told
from plans.models import AdverseEvent, Lot, LotUse, Patient, Record, Visit
from plans.queries.supply import today_at

IN_A_PAGE = 50
SHOWN = 5
"""So many stand beside the day."""


@dataclass(frozen=True, slots=True)
class EventRow:
    event: AdverseEvent
    clock: Clock

    @classmethod
    def of(cls, event: AdverseEvent, today: dt.date) -> Self:
        return cls(
            event,
            clock_of(
                due_on=event.report_due_on,
                has_told=is_told(event.severity, event.told_maker_on, event.told_authority_on),
                is_closed=event.closed_at is not None,
                today=today,
            ),
        )


def events_with_all() -> QuerySet[AdverseEvent]:
    return AdverseEvent.objects.select_related(
        "patient", "visit__location", "device", "operator", "written_by"
    ).prefetch_related("lots")


def event_page(number: str, *, closed: bool) -> Page[AdverseEvent]:
    """Those that are open, by the day on which their report is due; or the closed ones."""
    found = AdverseEvent.objects.select_related("patient").filter(closed_at__isnull=not closed)
    order = (F("report_due_on").asc(nulls_last=True), F("known_at").desc(), F("pk").desc())
    return Paginator(found.order_by(*order), IN_A_PAGE).get_page(number)


def due_events(today: dt.date) -> list[EventRow]:
    """Open events whose report nobody has sent yet, the most urgent first. One query."""
    waiting = (
        AdverseEvent.objects.filter(closed_at=None, report_due_on__isnull=False)
        .exclude(told_maker_on__isnull=False, told_authority_on__isnull=False)
        .exclude(severity="serious", told_maker_on__isnull=False)
        .exclude(severity="serious", told_authority_on__isnull=False)
        .select_related("patient")
        .order_by("report_due_on", "pk")[:SHOWN]
    )
    return [EventRow.of(event, today) for event in waiting]


def last_treated(patient: Patient) -> Visit | None:
    """The newest session of hers that has a record."""
    rows = Record.objects.filter(visit__patient=patient).select_related("visit__location")
    record = rows.order_by("-visit__start", "-pk").first()
    return record.visit if record else None


def event_begun(patient: Patient, visit: Visit | None, reporter: str) -> AdverseEvent:
    """A new event with what the session's record knows: day, device, operator."""
    event = AdverseEvent(patient=patient, visit=visit, reporter=reporter)
    if visit is None:
        return event
    record = Record.objects.filter(visit=visit).select_related("device", "operator").first()
    event.happened_on = today_at(visit.location, visit.start)
    event.device = record.device if record and record.device else visit.device
    event.operator = record.operator if record and record.operator else visit.practitioner
    return event


def lots_of(visit: Visit | None) -> list[int]:
    """The lots that were used in a session."""
    if visit is None:
        return []
    uses = LotUse.objects.filter(record__visit=visit)
    return list(uses.order_by("lot").values_list("lot", flat=True).distinct())


def lots_that_touched(patient: Patient) -> QuerySet[Lot]:
    """Every lot that she may have to do with."""
    uses = LotUse.objects.filter(record__visit__patient=patient).values("lot")
    hers = Lot.objects.filter(pk__in=uses) | Lot.objects.filter(adverse_events__patient=patient)
    return hers.distinct()
