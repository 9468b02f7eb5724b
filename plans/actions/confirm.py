"""She said that she comes: by herself, or to somebody of the staff."""

import datetime as dt

from clinic.models import User
from plans.actions.locks import guarded, lock_visit
from plans.actions.refusal import Refused
from plans.actions.reminder import replan_visit
from plans.actions.trail import leave_trace
from plans.models import Visit
from plans.queries.checkin import has_open


def confirm_visit(*, visit_id: int, by: User | None, now: dt.datetime) -> Visit | Refused:
    """Note that she comes; nobody as `by` is she herself. Said once more it changes nothing.
    Refused: visit_is_over; reserved_only; begun, where she is here or its time has come;
    check_in_open, where she says so herself while a check-in of hers waits for a practitioner."""

    def work() -> Visit | Refused:
        visit = lock_visit(visit_id)
        refused = refusal_of(visit, now)
        if refused:
            return refused
        if visit.confirmed_at is not None:
            return visit
        if by is None and has_open(visit.patient):
            return Refused("check_in_open")
        visit.confirmed_at, visit.confirmed_by = now, by
        return written(visit, "confirmed", by, now)

    return guarded(work)


def unconfirm_visit(*, visit_id: int, by: User, now: dt.datetime) -> Visit | Refused:
    """Take it back, where it was noted by mistake. Refused as `confirm_visit` is."""

    def work() -> Visit | Refused:
        visit = lock_visit(visit_id)
        refused = refusal_of(visit, now)
        if refused:
            return refused
        if visit.confirmed_at is None:
            return visit
        visit.confirmed_at, visit.confirmed_by = None, None
        return written(visit, "unconfirmed", by, now)

    return guarded(work)


def refusal_of(visit: Visit, now: dt.datetime) -> Refused | None:
    """Why nothing can be said about its coming."""
    if visit.state in Visit.OVER:
        return Refused("visit_is_over")
    if visit.state == Visit.State.RESERVED:
        return Refused("reserved_only")
    if visit.state != Visit.State.BOOKED or visit.start <= now:
        return Refused("begun")
    return None


def written(visit: Visit, verb: str, by: User | None, now: dt.datetime) -> Visit:
    """Who has confirmed is not asked any more."""
    visit.save(update_fields=["confirmed_at", "confirmed_by"])
    replan_visit(visit=visit, now=now)
    leave_trace(
        actor=by,
        verb=verb,
        now=now,
        patient=visit.patient,
        plan=visit.session.plan if visit.session else None,
        facts={"visit": visit.pk},
    )
    return visit
