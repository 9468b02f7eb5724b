"""What a living series says to its patient: a slow twin, written from the message plan of the
clinic, of which messages must wait, when, and what may go.

It knows rows, dates and the wall clock of Berlin only, and shares nothing with the code that it is
compared with.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from plans.models import Plan, ProtocolVersion, Reminder, Visit
from tests.actions.twin_living import BERLIN, OVER, Stop, day_of, stops_of
from tests.world import a_message

DATES = ("booked", "moved", "cancelled")
BEFORE = {"prepare": (7, 10), "confirm": (3, 11), "day_before": (1, 17)}
"""Days before the visit, and the hour."""

AFTER = {"recovery": 1, "day_3": 3}
"""Days after the visit; all at ten."""

UNBOOKED_AFTER = 14
QUIET = (20, 8)
TOGETHER = dt.timedelta(hours=2)
"""So much sooner a message may go in another one's letter."""

LIVE = ("planned", "sending", "accepted", "delivered", "suppressed", "failed", "unknown")


def with_messages(version: ProtocolVersion) -> None:
    """The version has `prepare` and `recovery` already."""
    a_message(version, "confirm", days=3, minute=11 * 60)
    a_message(version, "day_before", days=1, minute=17 * 60)
    a_message(version, "recovery", slug="tonight", minute=None, offset_hours=2)
    a_message(version, "recovery", slug="day_3", days=3)
    a_message(version, "unbooked", days=UNBOOKED_AFTER)
    a_message(version, "review", days=21, after_session=2)


def at_hour(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), BERLIN).astimezone(dt.UTC)


def meant_for(slug: str, visit: Visit) -> dt.datetime | None:
    """When the clinic means to say it; None for tonight, which bends to the evening."""
    if slug in BEFORE:
        days, hour = BEFORE[slug]
        return at_hour(day_of(visit.start) - dt.timedelta(days), hour)
    if slug in AFTER:
        return at_hour(day_of(visit.done_at or visit.end) + dt.timedelta(AFTER[slug]), 10)
    return None


def over_at(slug: str, visit: Visit) -> dt.datetime:
    """From when on it would come too late."""
    if slug in BEFORE:
        return visit.start
    left = visit.done_at or visit.end
    if slug == "tonight":
        return at_hour(day_of(left) + dt.timedelta(1), 12)
    return at_hour(day_of(left) + dt.timedelta(AFTER[slug]), 10) + dt.timedelta(hours=48)


def is_quiet(instant: dt.datetime) -> bool:
    return not QUIET[1] <= instant.astimezone(BERLIN).hour < QUIET[0]


def faults_of_visits(now: dt.datetime) -> list[Any]:
    """Messages of visits that are missing, doubled, in vain or planned for another time."""
    found: list[Any] = []
    visits = Visit.objects.filter(kind="session").select_related("booking")
    for visit in visits.prefetch_related("reminders__step"):
        rows: dict[str, list[Reminder]] = {}
        for row in visit.reminders.all():
            if row.reason not in DATES and row.state in LIVE and row.step:
                rows.setdefault(row.step.slug, []).append(row)
        found += faults_of_visit(visit, rows, now)
    return found


def faults_of_visit(
    visit: Visit, rows: Mapping[str, list[Reminder]], now: dt.datetime
) -> list[Any]:
    if visit.state in OVER:
        waiting = [slug for slug in rows for row in rows[slug] if row.state == "planned"]
        return [(visit.pk, "waits in vain", slug) for slug in waiting]
    found: list[Any] = []
    is_ahead = visit.state == "booked" and visit.start > max(now, visit.booking.undo_until)
    for slug in (*BEFORE, *AFTER, "tonight"):
        told = rows.get(slug, [])
        if len(told) > 1 or (is_ahead and not told):
            found.append((visit.pk, slug, len(told), "of one"))
        for row in told:
            if row.state == "planned" and is_wrong(row, slug, visit):
                found.append((visit.pk, slug, row.due_at, meant_for(slug, visit)))
    return found


def is_wrong(row: Reminder, slug: str, visit: Visit) -> bool:
    """Whether it waits for another time than it is meant for or, being late, for too long."""
    if (
        is_quiet(row.due_at)
        or row.due_at >= row.expires_at
        or row.expires_at != over_at(slug, visit)
    ):
        return True
    meant = meant_for(slug, visit)
    if meant is None:
        return row.due_at < (visit.done_at or visit.end)
    if row.due_at == meant:
        return False
    # Written late: at once, or when the quiet hours are over.
    return meant > row.due_at or row.due_at > row.created_at + dt.timedelta(hours=12, minutes=3)


def faults_of_plan(plan: Plan, now: dt.datetime) -> list[Any]:
    """Whether she is reminded to book if and only if her next session has no date."""
    rows = [row for row in plan.reminders.select_related("step") if row.state == "planned"]
    unbooked = [row for row in rows if row.reason == "unbooked"]
    meant = unbooked_at(plan)
    if meant is None:
        return [(plan.pk, "is asked to book in vain")] if unbooked else []
    said = plan.reminders.filter(reason="unbooked", state__in=LIVE, due_at__gte=meant[0])
    if len(unbooked) > 1 or (meant[0] > now and meant[0] < meant[1] and not said.exists()):
        return [(plan.pk, "is not asked to book once", len(unbooked), meant)]
    wrong = [row.due_at for row in unbooked if row.due_at < meant[0] or row.due_at >= meant[1]]
    return [(plan.pk, "is asked to book at", wrong, meant)] if wrong else []


def unbooked_at(plan: Plan) -> tuple[dt.datetime, dt.datetime] | None:
    """When she is reminded of the session without a date that comes next, and until when that is
    of use."""
    stops = stops_of(plan)
    had = [stop for stop in stops.values() if stop.visit and stop.visit.state == "done"]
    ahead = [stop for stop in stops.values() if stop not in had]
    if plan.state != "active" or not had or not ahead or ahead[0].day:
        return None
    last = max(day_of(stop.visit.done_at or stop.visit.end) for stop in had if stop.visit)
    closes = last_day_for(stops, ahead[0].number)
    if closes is None:
        return None
    return at_hour(last + dt.timedelta(UNBOOKED_AFTER), 10), at_hour(closes + dt.timedelta(1), 0)


def last_day_for(stops: Mapping[int, Stop], number: int) -> dt.date | None:
    """The last day on which the session keeps its gaps to the nearest sessions with a date: every
    day is tried."""
    earlier = max((n for n in stops if n < number and stops[n].day), default=None)
    later = min((n for n in stops if n > number and stops[n].day), default=None)
    start = stops[earlier].day if earlier else None
    if earlier is None or start is None:
        return None
    most = sum(stops[n].most for n in stops if earlier < n <= number)
    days = [start + dt.timedelta(days) for days in range(-400, most + 1)]
    end = stops[later].day if later else None
    if later and end:
        least = sum(stops[n].least for n in stops if number < n <= later)
        days = [day for day in days if (end - day).days >= least]
    return max(days, default=None)


def fault_in_sending(row: Reminder, now: dt.datetime) -> str:
    """Why a message that goes now must not. Empty: it may."""
    if is_quiet(now):
        return "in quiet hours"
    if row.reason in DATES or row.step is None:
        return ""
    if row.plan and row.reason == "unbooked":
        meant = unbooked_at(row.plan)
        return "" if meant and meant[0] - TOGETHER <= now < meant[1] else "asked to book in vain"
    visit = row.visit
    if visit is None:
        return ""
    visit.refresh_from_db()
    slug = row.step.slug
    if visit.state != ("booked" if slug in BEFORE else "done"):
        return f"{slug} of a visit that is {visit.state}"
    meant_at = meant_for(slug, visit)
    if meant_at and now < meant_at - TOGETHER:
        return f"{slug} too early"
    return f"{slug} too late" if now >= over_at(slug, visit) else ""
