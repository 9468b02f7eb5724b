"""Planning messages: written, replaced and taken back in the transaction that causes them."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from plans.actions.reminder_dates import plan_dates, redirect_dates, tell_cancelled
from plans.actions.reminder_rows import replace
from plans.actions.reminder_steps import replan_plans, replan_visits
from plans.models import Booking, Patient, Plan, Reminder, Visit
from plans.queries.message_facts import ways_of

LOOKED_AT = dt.timedelta(days=60)
"""So long after a visit its messages follow a change of the patient, waiting or not."""


def plan_reminders(*, booking: Booking, now: dt.datetime) -> None:
    """Plan the messages of a firm booking: one with all dates, and those of each visit and of the
    plan. A reservation gets none.

    A visit that begins before the booking can no longer be undone is told of nothing: she is here.
    """
    if booking.state != Booking.State.FIRM:
        return
    with transaction.atomic():
        booked = booking.visits.filter(state=Visit.State.BOOKED).order_by("start")
        visits = list(booked.select_related("patient", "version", "location"))
        ahead = [visit for visit in visits if visit.start > booking.undo_until]
        plan_dates(booking, ahead, now)
        replan_visits([visit.pk for visit in visits], now)
        if booking.plan_id:
            replan_plans([booking.plan_id], now)


def plan_reminders_of(*, visits: Iterable[Visit], now: dt.datetime) -> None:
    """Plan anew the messages of visits that stand again. What she was told already is not said
    twice."""
    with transaction.atomic():
        replan_visits([visit.pk for visit in visits], now)
        replan_plans_of(visits, now)


def plan_cancelled(*, visits: Sequence[Visit], now: dt.datetime) -> None:
    """Plan one message about visits of one patient that were cancelled in one act, and what her
    plan wants said now."""
    with transaction.atomic():
        tell_cancelled(visits, now)
        replan_plans_of(visits, now)


def plan_recovery(*, visit: Visit, now: dt.datetime) -> None:
    """Plan what follows a session anew, from the day on which it was really done."""
    replan_visit(visit=visit, now=now)


def supersede_reminders(
    *, booking: Booking | None = None, visit: Visit | None = None, now: dt.datetime
) -> None:
    """Take back every message of a booking, or of one visit, that has not gone out."""
    with transaction.atomic():
        if booking:
            replace(Q(booking=booking) | Q(visit__booking=booking), now)
        if visit:
            replace(Q(visit=visit), now)


def replan_visit(*, visit: Visit, now: dt.datetime) -> None:
    """Compare what the visit wants said now with what waits, and mend the difference."""
    with transaction.atomic():
        replan_visits([visit.pk], now)


def replan_plan(*, plan: Plan, now: dt.datetime) -> None:
    """The same for what is about the whole plan."""
    with transaction.atomic():
        replan_plans([plan.pk], now)


def replan_patient(*, patient: Patient, now: dt.datetime) -> None:
    """Everything that waits for her goes by the ways that are open to her now, and in the hours
    of her zone."""
    with transaction.atomic():
        waits = Q(reminders__state=Reminder.State.PLANNED) | Q(end__gt=now - LOOKED_AT)
        visits = patient.visits.filter(waits).exclude(state__in=Visit.OVER)
        replan_visits(list(visits.distinct().values_list("pk", flat=True)), now)
        plans = patient.plans.filter(state__in=[Plan.State.ACTIVE, Plan.State.COMPLETED])
        replan_plans(list(plans.values_list("pk", flat=True)), now)
        redirect_dates(patient, ways_of(patient), now)


def replan_plans_of(visits: Iterable[Visit], now: dt.datetime) -> None:
    keys = {visit.session.plan_id for visit in visits if visit.session}
    if keys:
        replan_plans(keys, now)
