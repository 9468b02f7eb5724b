"""The end of a plan, early or as it was meant, and its extension after a review."""

import datetime as dt

from clinic.models import Practitioner, User
from plans.actions.booking_rules import USUAL_COUNTS
from plans.actions.cancel import end_as_cancelled
from plans.actions.locks import guarded, lock_rows
from plans.actions.refusal import Refused
from plans.actions.reminder import plan_cancelled, replan_plan
from plans.actions.trail import leave_trace
from plans.engine.outcome import due_dates
from plans.models import Outcome, Plan, Session, Visit
from plans.queries.standing import Course, course_of, reassessed_on

OPEN = (Plan.State.ORDERED, Plan.State.ACTIVE)
EXTENDABLE = (Plan.State.ACTIVE, Plan.State.COMPLETED)


def stop_plan(
    *, plan_id: int, because: str, note: str, by: User, now: dt.datetime
) -> Plan | Refused:
    """End a plan early. Everything ahead is free, and the patient is told in one message. A visit
    for which she is here goes on."""

    def work() -> Plan | Refused:
        plan = locked_plan(plan_id)
        if plan.state == Plan.State.RESERVED:
            return Refused("reserved_only")
        if plan.state not in OPEN:
            return Refused("plan_is_over")
        ahead = Visit.objects.select_for_update(of=("self",), no_key=True).filter(
            session__plan=plan, state=Visit.State.BOOKED
        )
        visits = list(ahead.select_related("patient", "location").order_by("start"))
        for visit in visits:
            end_as_cancelled(
                visit,
                cancelled_by=Visit.CancelledBy.CLINIC,
                because=Visit.Because.STOPPED,
                note="",
                by=by,
                now=now,
            )
        plan.state, plan.ended_at = Plan.State.STOPPED, now
        plan.stopped_because, plan.stopped_note = because, note
        plan.save(update_fields=["state", "ended_at", "stopped_because", "stopped_note"])
        plan_cancelled(visits=visits, now=now)
        replan_plan(plan=plan, now=now)
        facts = {"because": because, "visits": [visit.pk for visit in visits]}
        leave_trace(actor=by, verb="stopped", now=now, patient=plan.patient, plan=plan, facts=facts)
        return plan

    return guarded(work)


def complete_if_last(plan: Plan, *, by: User, now: dt.datetime) -> None:
    """After its last session a plan is completed, with the dates on which to look at what it did
    and, where the protocol says so, a time for maintenance."""
    course = course_of(plan, now=now)
    if plan.state != Plan.State.ACTIVE or not all(is_done(course)):
        return
    last = max(stand.day for stand in course.stands if stand.day)
    version = plan.version
    plan.state, plan.ended_at = Plan.State.COMPLETED, now
    if version.maintenance_days_from and version.maintenance_days_until:
        plan.maintenance_from = last + dt.timedelta(version.maintenance_days_from)
        plan.maintenance_until = last + dt.timedelta(version.maintenance_days_until)
    plan.save(update_fields=["state", "ended_at", "maintenance_from", "maintenance_until"])
    Outcome.objects.bulk_create(
        Outcome(plan=plan, days_after=days, due_on=day) for days, day in due_dates(last)
    )
    leave_trace(actor=by, verb="completed", now=now, patient=plan.patient, plan=plan)


def is_done(course: Course) -> list[bool]:
    """For each session whether it was had."""
    return [
        stand.session.had_on is not None
        or (stand.visit is not None and stand.visit.state == Visit.State.DONE)
        for stand in course.stands
    ]


def extend_plan(
    *, plan_id: int, count: int, reason: str, decider: Practitioner, by: User, now: dt.datetime
) -> Plan | Refused:
    """More sessions, `count` in all, up to the protocol's most: a practitioner's decision at a
    review after the last session. They wait for their dates."""

    def work() -> Plan | Refused:
        plan = locked_plan(plan_id)
        if plan.state not in EXTENDABLE:
            return Refused("plan_is_over")
        if not plan.sessions_count < count <= plan.version.sessions_max:
            most = plan.version.sessions_max
            return Refused("count_outside", {"least": plan.sessions_count + 1, "most": most})
        if reassessed_on(course_of(plan, now=now)) is None:
            return Refused("review_first")
        Session.objects.bulk_create(
            Session(plan=plan, number=number)
            for number in range(plan.sessions_count + 1, count + 1)
        )
        facts = {"sessions": [plan.sessions_count, count], "reason": reason}
        reopen(plan)
        plan.sessions_count = count
        if count not in USUAL_COUNTS:
            plan.unusual_count_by, plan.unusual_count_reason = decider, reason
        plan.save()
        replan_plan(plan=plan, now=now)
        leave_trace(
            actor=by, verb="extended", now=now, patient=plan.patient, plan=plan, facts=facts
        )
        return plan

    return guarded(work)


def reopen(plan: Plan) -> None:
    """What followed from its completion is planned anew when it is completed again."""
    plan.state, plan.ended_at = Plan.State.ACTIVE, None
    plan.maintenance_from = plan.maintenance_until = plan.maintenance_declined_at = None
    Outcome.objects.filter(plan=plan).delete()


def decline_maintenance(*, plan_id: int, by: User, now: dt.datetime) -> Plan | Refused:
    """The patient wants none: nobody asks her again."""

    def work() -> Plan | Refused:
        plan = locked_plan(plan_id)
        if plan.maintenance_from is None:
            return Refused("no_maintenance")
        if plan.maintenance_declined_at is None:
            plan.maintenance_declined_at = now
            plan.save(update_fields=["maintenance_declined_at"])
            replan_plan(plan=plan, now=now)
            verb = "declined_maintenance"
            leave_trace(actor=by, verb=verb, now=now, patient=plan.patient, plan=plan)
        return plan

    return guarded(work)


def locked_plan(plan_id: int) -> Plan:
    """The plan under the lock of its patient: nothing of hers is booked or moved meanwhile."""
    plans = Plan.objects.select_related("patient", "location", "version")
    patient = Plan.objects.values_list("patient", flat=True).get(pk=plan_id)
    lock_rows(resources=(), patient=patient)
    return plans.select_for_update(of=("self",), no_key=True).get(pk=plan_id)
