"""What holds after every step of a living series, read from the rows themselves."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from clinic.models import Role
from plans.engine.terms import Step
from plans.engine.visit import holds
from plans.models import Hold, Outcome, Plan, Reminder, Visit
from tests.actions.twin_living import OVER, Stop

DATES = ("booked", "moved", "cancelled")
OVERLAPS = """
    SELECT count(*) FROM plans_hold a JOIN plans_hold b ON a.id < b.id
    AND (a.resource_id = b.resource_id OR a.patient_id = b.patient_id)
    AND a.start_epoch < b.end_epoch AND b.start_epoch < a.end_epoch
    WHERE a.is_live AND b.is_live
"""


def overlaps() -> int:
    """How many pairs of live holds keep one resource or patient twice."""
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        return int(cursor.fetchone()[0])


def held_wrongly(steps: Sequence[Step]) -> list[int]:
    """Visits that hold something else than their steps say, or something while they are over."""
    visits = Visit.objects.filter(kind="session").prefetch_related("holds")
    return [
        visit.pk
        for visit in visits
        if held_by(visit) != ([] if visit.state in OVER else due_to(visit, steps))
    ]


def held_by(visit: Visit) -> list[tuple[int, int, int]]:
    live = [hold for hold in visit.holds.all() if hold.is_live]
    return sorted((hold.resource_id or 0, hold.start_epoch, hold.end_epoch) for hold in live)


def due_to(visit: Visit, steps: Sequence[Step]) -> list[tuple[int, int, int]]:
    return sorted(
        (0 if kind == "patient" else getattr(visit, f"{kind}_id"), start, end)
        for kind, start, end in holds(steps, int(visit.start.timestamp()))
    )


def is_free(visits: Iterable[Visit], leaving: Iterable[Visit] = ()) -> bool:
    """Whether nobody but those leaving holds what these visits held."""
    visits = list(visits)
    mine = [visit.pk for visit in (*visits, *leaving)]
    others = Hold.objects.filter(is_live=True).exclude(visit__in=mine)
    return not any(
        others.filter(
            resource=hold.resource_id,
            patient=hold.patient_id,
            start_epoch__lt=hold.end_epoch,
            end_epoch__gt=hold.start_epoch,
        ).exists()
        for hold in Hold.objects.filter(visit__in=visits)
    )


def standing_twice() -> list[int]:
    """Sessions with more than one visit that is not over."""
    standing = Visit.objects.exclude(state__in=OVER).exclude(session=None)
    counted = Counter(standing.values_list("session", flat=True))
    return [session for session, many in counted.items() if session and many > 1]


def gaps_outside(
    plan: Plan, stops: Mapping[int, Stop], reviews: list[dt.date]
) -> list[tuple[int, int]]:
    """Sessions whose gap is neither the plan's nor agreed by somebody who may."""
    return [
        (later.number, (days(later) - days(earlier)).days)
        for earlier, later in itertools.pairwise(stop for stop in stops.values() if stop.day)
        if not gap_is_agreed(plan, earlier, later, reviews)
    ]


def days(stop: Stop) -> dt.date:
    assert stop.day
    return stop.day


def gap_is_agreed(plan: Plan, earlier: Stop, later: Stop, reviews: list[dt.date]) -> bool:
    gap = (days(later) - days(earlier)).days
    many = later.number - earlier.number
    if gap < plan.gap_floor * many:
        return False
    if many > 1 or plan.gap_min <= gap <= plan.gap_max:
        return True
    visit = later.visit
    if visit is None or visit.gap_min is None or visit.gap_max is None:
        return False
    by = visit.gap_agreed_by
    if gap < plan.gap_min and (by is None or by.role != Role.PRACTITIONER):
        return False
    looked_again = any(days(earlier) < day <= days(later) for day in reviews)
    if gap > plan.gap_stalled and not looked_again:
        return False
    return visit.gap_min <= gap <= visit.gap_max and bool(visit.gap_reason and by)


def gaps_keep(plan: Plan, stops: Mapping[int, Stop], number: int) -> bool:
    """Whether one session's gaps, to both neighbours with a date, lie in what is agreed."""
    dated = [stop for stop in stops.values() if stop.day]
    for earlier, later in itertools.pairwise(dated):
        if number in (earlier.number, later.number):
            between = [stops[n] for n in stops if earlier.number < n <= later.number]
            gap = (days(later) - days(earlier)).days
            if not sum(one.least for one in between) <= gap <= sum(one.most for one in between):
                return False
    return True


def plan_told_of(row: Reminder) -> Plan | None:
    """The plan whose dates a message tells, if it tells any."""
    if row.reason not in DATES:
        return None
    if row.booking:
        return row.booking.plan
    return row.visit.session.plan if row.visit and row.visit.session else None


def waiting_about_dates(plan: Plan) -> list[str]:
    rows = Reminder.objects.filter(state="planned", reason__in=DATES)
    hers = rows.filter(booking__plan=plan) | rows.filter(visit__session__plan=plan)
    return list(hers.distinct().order_by("pk").values_list("reason", flat=True))


def ended_wrongly(plan: Plan, stops: Sequence[Stop], now: dt.datetime) -> str:
    """Whether the plan's state and what follows from it tell of its sessions. Empty: they do."""
    all_had = bool(stops) and all(stop.visit and stop.visit.state == "done" for stop in stops)
    outcomes = list(Outcome.objects.filter(plan=plan).values_list("days_after", "due_on"))
    expected: list[tuple[int, dt.date]] = []
    if plan.state in ("active", "completed") and (plan.state == "completed") != all_had:
        return "completed if and only if all its sessions were had"
    if plan.state == "completed":
        last = max(days(stop) for stop in stops)
        expected = [(after, last + dt.timedelta(after)) for after in (30, 90, 180)]
    if outcomes != expected:
        return f"outcomes {outcomes}, not {expected}"
    ahead = Visit.objects.filter(session__plan=plan, state="booked", start__gt=now)
    if plan.state == "stopped" and ahead.exists():
        return "stopped, and a visit lies ahead"
    return ""
