"""Check-ins: what a patient is asked now, which of them wait for a practitioner, and which that
were asked for never came."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from clinic.models import Location
from plans.actions.refusal import Refused
from plans.engine.checkin import (
    LONGEST_DAYS,
    Answers,
    Context,
    Question,
    answers_of,
    questions_for,
)
from plans.engine.skin import is_darker
from plans.engine.standard import Triage
from plans.models import CheckIn, Patient, Record, Visit, ZoneRecord
from plans.queries.standard import InForce, standards_in_force
from plans.queries.supply import today_at

WAITS = ~Q(colour=CheckIn.Colour.GREEN) & Q(review=None)
"""Of a check-in: a practitioner has not looked at it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one patient is asked after one visit at one moment, and by which thresholds her answers
    are judged."""

    visit: Visit
    context: Context
    triage: Triage
    in_force: InForce

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions_for(self.context, self.triage)


def asked_of(visit: Visit, now: dt.datetime) -> Asked | Refused:
    """At most four queries besides what the visit did not bring along (location, patient, device).
    Refused: "check_ins_off" at its location or while nobody approved the thresholds; "not_done";
    "too_long_ago"."""
    in_force = standards_in_force()
    triage = in_force.triage
    if triage is None or not visit.location.has_check_ins:
        return Refused("check_ins_off")
    if visit.state != Visit.State.DONE or visit.kind not in Visit.TREATED:
        return Refused("not_done")
    context = context_of(visit, now, in_force)
    if context.day > LONGEST_DAYS:
        return Refused("too_long_ago", {"days": LONGEST_DAYS})
    return Asked(visit=visit, context=context, triage=triage, in_force=in_force)


def context_of(visit: Visit, now: dt.datetime, in_force: InForce) -> Context:
    """Days are those of the location's calendar."""
    done_at = visit.done_at or visit.end
    day = (today_at(visit.location, now) - today_at(visit.location, done_at)).days
    record = Record.objects.filter(visit=visit).select_related("device").first()
    device = (record.device if record else None) or visit.device
    fitzpatrick = visit.patient.fitzpatrick
    return Context(
        day=max(day, 0),
        hours=max((now - done_at).total_seconds(), 0) / 3600,
        kind=device.kind if device else "",
        is_deep=is_deep(record, in_force),
        is_darker=fitzpatrick is None or is_darker(fitzpatrick),
        is_numbed=record is None or not record.is_not_numbed,
        earlier=earlier_answers(visit),
    )


def is_deep(record: Record | None, in_force: InForce) -> bool:
    """Whether any zone was treated deeper than the clinic's usual consent covers."""
    if record is None or in_force.limits is None:
        return False
    deeper = {"depth__gt": in_force.limits.consent_depth}
    return ZoneRecord.objects.filter(record=record, **deeper).exists()


def earlier_answers(visit: Visit) -> tuple[Answers, ...]:
    """After this visit, the oldest first."""
    rows = CheckIn.objects.filter(visit=visit).order_by("answered_at", "pk")
    return tuple(answers_of(stored) for stored in rows.values_list("answers", flat=True))


def waiting_check_ins(location: Location | None = None) -> "QuerySet[CheckIn]":
    """Amber and red ones that nobody has looked at, the gravest first, then by their time. Without
    a location those of all."""
    rows = CheckIn.objects.filter(WAITS)
    if location is not None:
        rows = rows.filter(visit__location=location)
    return rows.order_by("-is_emergency", "-colour", "due_at", "pk")


def has_open(patient: Patient) -> bool:
    """Whether a check-in of hers waits for a practitioner: no session of hers starts, and none is
    confirmed without staff."""
    return CheckIn.objects.filter(WAITS, patient=patient).exists()
