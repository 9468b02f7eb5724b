"""A visit that does not take place: cancelled for a reason, or the patient did not come.

What it held is free in the same transaction, and its messages are taken back. A no-show is only
ever recorded by a person, and can be corrected.
"""

import datetime as dt

from clinic.models import User
from plans.actions.locks import guarded, lock_rows, lock_visit
from plans.actions.refusal import Refused
from plans.actions.reminder import (
    plan_cancelled,
    plan_reminders_of,
    replan_plan,
    supersede_reminders,
)
from plans.actions.trail import trace_visit
from plans.engine.gaps import Part, window_of
from plans.engine.session import after, is_late
from plans.models import Hold, Visit
from plans.queries.standing import bounds_of, course_of
from plans.queries.supply import today_at


def cancel_visit(
    *,
    visit_id: int,
    cancelled_by: str,
    because: str,
    note: str,
    by: User,
    now: dt.datetime,
) -> Visit | Refused:
    """Cancel one visit for one of the reasons of `Visit.Because`; its session waits for a new
    date. The patient is told unless the visit has begun."""

    def work() -> Visit | Refused:
        # Whoever moves or cancels another of her visits waits: she shall hear of both in one.
        lock_rows(
            resources=(), patient=Visit.objects.values_list("patient", flat=True).get(pk=visit_id)
        )
        visit = lock_visit(visit_id)
        if visit.state == Visit.State.RESERVED:
            return Refused("reserved_only")
        if after(visit.state, "cancel") is None:
            return Refused("step_not_now", {"state": visit.state, "step": "cancel"})
        end_as_cancelled(
            visit, cancelled_by=cancelled_by, because=because, note=note, by=by, now=now
        )
        plan_cancelled(visits=[visit], now=now)
        facts: dict[str, object] = {
            "cancelled_by": cancelled_by,
            "because": because,
            "late": is_late(visit.start, now),
        }
        trace_visit(visit, "cancelled", by, now, facts)
        return visit

    return guarded(work)


def end_as_cancelled(
    visit: Visit, *, cancelled_by: str, because: str, note: str, by: User, now: dt.datetime
) -> None:
    """The visit is cancelled, holds nothing, and its messages are taken back."""
    visit.state = Visit.State.CANCELLED
    visit.ended_at, visit.ended_by = now, by
    visit.cancelled_by, visit.cancelled_because, visit.cancelled_note = cancelled_by, because, note
    visit.save()
    Hold.objects.filter(visit=visit).update(is_live=False)
    supersede_reminders(visit=visit, now=now)


def mark_no_show(*, visit_id: int, by: User, now: dt.datetime) -> Visit | Refused:
    """She did not come. What is left of the time is free."""

    def work() -> Visit | Refused:
        visit = lock_visit(visit_id)
        if after(visit.state, "no_show") is None:
            return Refused("step_not_now", {"state": visit.state, "step": "no_show"})
        if now < visit.start:
            return Refused("not_begun")
        visit.state = Visit.State.NO_SHOW
        visit.ended_at, visit.ended_by = now, by
        visit.save(update_fields=["state", "ended_at", "ended_by"])
        Hold.objects.filter(visit=visit).update(is_live=False)
        supersede_reminders(visit=visit, now=now)
        if visit.session:
            replan_plan(plan=visit.session.plan, now=now)
        trace_visit(visit, "no_show", by, now, {})
        return visit

    return guarded(work)


def take_back_no_show(*, visit_id: int, by: User, now: dt.datetime) -> Visit | Refused:
    """She came after all: the visit stands again, if its place and its session are still free."""

    def work() -> Visit | Refused:
        visit = lock_visit(visit_id)
        held = Hold.objects.filter(visit=visit, resource__isnull=False)
        lock_rows(resources=held.values_list("resource", flat=True), patient=visit.patient_id)
        if after(visit.state, "came") is None:
            return Refused("step_not_now", {"state": visit.state, "step": "came"})
        if visit.session and visit.session.visits.exclude(state__in=Visit.OVER).exists():
            return Refused("has_another_date")
        if not keeps_window(visit, now):
            return Refused("gap_meanwhile")
        visit.state = Visit.State.BOOKED
        visit.ended_at = visit.ended_by = None
        visit.save(update_fields=["state", "ended_at", "ended_by"])
        Hold.objects.filter(visit=visit).update(is_live=True)
        plan_reminders_of(visits=[visit], now=now)
        trace_visit(visit, "came", by, now, {})
        return visit

    return guarded(work)


def keeps_window(visit: Visit, now: dt.datetime) -> bool:
    """Whether the visit's date still keeps the gaps to the sessions beside it, as agreed."""
    if visit.session is None:
        return True
    plan, number = visit.session.plan, visit.session.number
    day = today_at(visit.location, visit.start)
    here = Part(number, day, bounds_of(plan, visit))
    parts = course_of(plan, now=now).parts
    window = window_of([here if part.number == number else part for part in parts], number)
    return (window.first or day) <= day <= (window.last or day)
