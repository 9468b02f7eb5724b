"""Check-ins: what a patient is asked now, which of them wait for a practitioner, and which that
were asked for never came."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value

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
from plans.models import CheckIn, Patient, Record, Reminder, Visit, ZoneRecord
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
    rows = _gravest_first(CheckIn.objects.filter(WAITS))
    return rows if location is None else rows.filter(visit__location=location)


def waiting_of(patient_id: int) -> "QuerySet[CheckIn]":
    """Those of one patient, the gravest first."""
    return _gravest_first(CheckIn.objects.filter(WAITS, patient=patient_id))


def _gravest_first(rows: "QuerySet[CheckIn]") -> "QuerySet[CheckIn]":
    return rows.order_by("-is_emergency", "-colour", "due_at", "pk")


def waiting_for(patient: str) -> Subquery:
    """To annotate rows with the check-in that waits; `patient` is their field that names whose."""
    rows = _gravest_first(CheckIn.objects.filter(WAITS, patient=OuterRef(patient)))
    return Subquery(rows.values("pk")[:1])


def has_open(patient: Patient) -> bool:
    """Whether a check-in of hers waits for a practitioner: no session of hers starts, and none is
    confirmed without staff."""
    return waiting_of(patient.pk).exists()


MISSED_FOR = dt.timedelta(days=14)
"""So long a check-in that never came is called missing."""
RECENT = dt.timedelta(days=60)
"""A session that asks for a check-in is not longer ago."""
ANSWERED_BEFORE = dt.timedelta(days=1)
"""Who checked in so shortly before she was asked has answered."""
SENT = (Reminder.State.ACCEPTED, Reminder.State.DELIVERED)


class Why(StrEnum):
    """Why a check-in that never came is somebody's task."""

    AFTER_AMBER = "after_amber"
    DEEP = "deep"
    DARKER = "darker"
    FIRST = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """She was asked how her skin feels and never said. `since`: from then on it counts as missing;
    `until`: until then somebody asks her, in hours of the clock. `why` is empty where it is a quiet
    mark only."""

    visit: Visit
    asked_at: dt.datetime
    since: dt.datetime
    until: dt.datetime
    why: tuple[Why, ...]

    @property
    def is_task(self) -> bool:
        return bool(self.why)


def missing_check_ins(location: Location | None, now: dt.datetime) -> list[Missing]:
    """Those that are somebody's task, the longest missing first; without a location those of all.
    At most two queries."""
    in_force = standards_in_force()
    visits = Visit.objects.filter(location__has_check_ins=True, start__gte=now - RECENT)
    if location is not None:
        visits = visits.filter(location=location)
    return [one for one in missing_among(visits, in_force, now) if one.is_task]


def missing_among(visits: "QuerySet[Visit]", in_force: InForce, now: dt.datetime) -> list[Missing]:
    """Of these visits those whose check-in was asked for and never came; one query."""
    triage = in_force.triage
    if triage is None:
        return []
    wait = dt.timedelta(hours=triage.missing_hours)
    asked = Reminder.objects.filter(asks_check_in(), visit=OuterRef("pk"), state__in=SENT)
    found = visits.filter(state=Visit.State.DONE, kind__in=Visit.TREATED)
    found = found.annotate(
        asked_at=Subquery(asked.order_by("-sent_at").values("sent_at")[:1]),
        answered_at=Subquery(_checked_in().values("answered_at")[:1]),
        last_colour=Subquery(_checked_in().values("colour")[:1]),
        is_deep=_has_deep_zone(in_force),
    ).filter(asked_at__gt=now - wait - MISSED_FOR, asked_at__lte=now - wait)
    rows = found.select_related("patient", "session__plan", "location", "practitioner")
    return [
        Missing(
            visit=visit,
            asked_at=visit.asked_at,
            since=visit.asked_at + wait,
            until=visit.asked_at + wait + dt.timedelta(hours=triage.amber_hours),
            why=_why(visit),
        )
        for visit in rows.order_by("asked_at", "pk")
        if visit.answered_at is None or visit.answered_at < visit.asked_at - ANSWERED_BEFORE
    ]


def asks_check_in() -> Q:
    """Messages that ask how the skin feels."""
    return Q(reason=Reminder.Reason.CHECK_IN) | Q(step__asks_check_in=True)


def _checked_in() -> "QuerySet[CheckIn]":
    return CheckIn.objects.filter(visit=OuterRef("pk")).order_by("-answered_at", "-pk")


def _has_deep_zone(in_force: InForce) -> Exists | Value:
    if in_force.limits is None:
        return Value(False)
    deeper = {"depth__gt": in_force.limits.consent_depth}
    return Exists(ZoneRecord.objects.filter(record__visit=OuterRef("pk"), **deeper))


def _why(visit: Any) -> tuple[Why, ...]:
    holds = {
        Why.AFTER_AMBER: visit.last_colour not in (None, CheckIn.Colour.GREEN),
        Why.DEEP: visit.is_deep,
        Why.DARKER: is_darker(visit.patient.fitzpatrick),
        Why.FIRST: visit.session is not None and visit.session.number == 1,
    }
    return tuple(why for why, is_so in holds.items() if is_so)
