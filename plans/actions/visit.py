"""What happens to a visit on its day: she arrives, is treated, and goes home with a note."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from clinic.models import User
from plans.actions.aftercare import give_note
from plans.actions.course import complete_if_last
from plans.actions.locks import guarded, lock_visit
from plans.actions.record_rules import refuse_incomplete
from plans.actions.refusal import Refused
from plans.actions.reminder import plan_recovery, replan_plan
from plans.actions.trail import trace_visit
from plans.engine.session import after
from plans.models import Plan, Visit
from plans.queries.gates import readiness
from plans.queries.supply import today_at

Check = Callable[[Visit], Refused | None]
Follow = Callable[[Visit], None]


def arrive_visit(*, visit_id: int, by: User, now: dt.datetime) -> Visit | Refused:
    return take(step="arrive", visit_id=visit_id, by=by, now=now)


def take_back_arrival(*, visit_id: int, by: User, now: dt.datetime) -> Visit | Refused:
    """A stopped plan has no dates any more: its last visit goes on or is cancelled."""
    return take(step="not_yet", visit_id=visit_id, by=by, now=now, check=refuse_stopped)


def start_visit(*, visit_id: int, by: User, now: dt.datetime) -> Visit | Refused:
    """A treatment starts only where nothing stands in its way; the refusal names all that does."""

    def check(visit: Visit) -> Refused | None:
        return readiness(visit, now).refusal

    return take(step="start", visit_id=visit_id, by=by, now=now, check=check)


def finish_visit(*, visit_id: int, by: User, now: dt.datetime) -> Visit | Refused:
    """Done, once its record holds what the clinic asks for: the patient gets her aftercare note,
    copied from the protocol, and the recovery reminder is set; after its last session the plan is
    completed."""

    def follow(visit: Visit) -> None:
        give_note(visit, by=by, now=now)
        plan_recovery(visit=visit, now=now)
        if visit.session:
            complete_if_last(visit.session.plan, by=by, now=now)
            replan_plan(plan=visit.session.plan, now=now)

    return take(
        step="finish",
        visit_id=visit_id,
        by=by,
        now=now,
        check=refuse_incomplete,
        follow=follow,
    )


def end_consultation(*, visit_id: int, outcome: str, by: User, now: dt.datetime) -> Visit | Refused:
    """A consultation ends as suitable, not suitable, referred or thinking; it may be said again."""
    with transaction.atomic():
        visit = lock_visit(visit_id)
        if visit.kind != Visit.Kind.CONSULTATION or outcome not in Visit.Outcome.values:
            return Refused("no_such_outcome")
        if visit.state not in ("booked", "arrived", "in_treatment", "done"):
            return Refused("visit_is_over")
        if today_at(visit.location, now) < today_at(visit.location, visit.start):
            return Refused("not_its_day")
        before = visit.outcome
        visit.outcome, visit.state = outcome, Visit.State.DONE
        visit.done_at = visit.done_at or now
        visit.save(update_fields=["outcome", "state", "done_at"])
        trace_visit(visit, "ended_consultation", by, now, {"outcome": [before, outcome]})
        return visit


def take(
    *,
    step: str,
    visit_id: int,
    by: User,
    now: dt.datetime,
    check: Check | None = None,
    follow: Follow | None = None,
) -> Visit | Refused:
    """Take one step from a state that allows it, on the visit's own day. What was forgotten then
    can be made up for later; its instant is the planned one, and the trail says when it was said.
    """
    stamps = {"arrive": "arrived_at", "start": "started_at", "finish": "done_at"}

    def work() -> Visit | Refused:
        visit = lock_visit(visit_id)
        state = after(visit.state, step)
        if state is None:
            return Refused("step_not_now", {"state": visit.state, "step": step})
        day, today = today_at(visit.location, visit.start), today_at(visit.location, now)
        if today < day:
            return Refused("not_its_day")
        refused = check(visit) if check else None
        if refused:
            return refused
        visit.state = state
        if step in stamps:
            planned = visit.end if step == "finish" else visit.start
            # Where the true time was told already (a visit kept on paper), it stays.
            told = visit.done_at if step == "finish" else None
            setattr(visit, stamps[step], told or (now if today == day else planned))
        if step == "not_yet":
            visit.arrived_at = None
        visit.save(update_fields=["state", "arrived_at", "started_at", "done_at"])
        if follow:
            follow(visit)
        trace_visit(visit, step, by, now, {})
        return visit

    return guarded(work)


def refuse_stopped(visit: Visit) -> Refused | None:
    if visit.session and visit.session.plan.state == Plan.State.STOPPED:
        return Refused("plan_stopped")
    return None
