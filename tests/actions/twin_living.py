"""What a plan, its sessions and their visits may do: a twin written from the rules of the clinic.

It knows rows and dates only, and shares nothing with the code that it is compared with.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from plans.models import Plan, Session, Visit

BERLIN = ZoneInfo("Europe/Berlin")
OVER = ("no_show", "cancelled", "undone", "lapsed")

STEPS: Mapping[tuple[str, str], str] = {
    ("booked", "arrive"): "arrived",
    ("arrived", "not_yet"): "booked",
    ("arrived", "start"): "in_treatment",
    ("in_treatment", "finish"): "done",
    ("booked", "cancel"): "cancelled",
    ("arrived", "cancel"): "cancelled",
    ("booked", "no_show"): "no_show",
    ("no_show", "came"): "booked",
}

BECOMES: Mapping[str, set[str]] = {
    "reserved": {"booked", "undone", "lapsed"},
    "booked": {"arrived", "cancelled", "no_show", "undone"},
    "arrived": {"booked", "in_treatment", "cancelled"},
    "in_treatment": {"done"},
    "done": set(),
    "no_show": {"booked"},
    "cancelled": {"booked", "arrived"},
    "undone": set(),
    "lapsed": set(),
}
"""Every way in which the state of a visit changes in one act. What is cancelled stands again only
where a move is undone."""


def day_of(instant: dt.datetime) -> dt.date:
    return instant.astimezone(BERLIN).date()


@dataclass(frozen=True, slots=True)
class Stop:
    """One session: the visit at which it stands, if any, and the bounds of the gap before it."""

    number: int
    visit: Visit | None
    least: int
    most: int

    @property
    def day(self) -> dt.date | None:
        return day_of(self.visit.start) if self.visit else None


def stops_of(plan: Plan) -> dict[int, Stop]:
    """By number, in order."""
    standing = {
        visit.session_id: visit
        for visit in Visit.objects.filter(session__plan=plan).exclude(state__in=OVER)
    }
    found = {}
    for session in Session.objects.filter(plan=plan).order_by("number"):
        visit = standing.get(session.pk)
        least = visit.gap_min if visit and visit.gap_min else plan.gap_min
        most = visit.gap_max if visit and visit.gap_max else plan.gap_max
        found[session.number] = Stop(session.number, visit, least, most)
    return found


def is_had(stop: Stop, now: dt.datetime) -> bool:
    visit = stop.visit
    return visit is not None and (visit.state in ("in_treatment", "done") or visit.start < now)


def is_reassessed(stops: Mapping[int, Stop], reviews: Sequence[dt.date], now: dt.datetime) -> bool:
    """Whether a review was done after the last session that was had."""
    had = [stop.day for stop in stops.values() if stop.day and is_had(stop, now)]
    return bool(reviews) and (not had or max(reviews) > max(had))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """New dates by session number, the visits that were said to leave, and who says why."""

    days: Mapping[int, dt.date]
    leaves: Mapping[int, int | None]
    by_doctor: bool
    reason: bool
    reassessed: bool


def may_move(plan: Plan, stops: Mapping[int, Stop], asked: Asked) -> bool:
    """Whether these dates may be booked, if the times are free."""
    if plan.state != "active":
        return False
    for number, leaves in asked.leaves.items():
        stop = stops.get(number)
        if stop is None or (stop.visit.pk if stop.visit else None) != leaves:
            return False
        if stop.visit and stop.visit.state not in ("booked", "arrived"):
            return False
    return gaps_agree(plan, stops, asked)


def gaps_agree(plan: Plan, stops: Mapping[int, Stop], asked: Asked) -> bool:
    """Every gap that changes: outside of its bounds only as far as this person may go."""
    before: int | None = None
    for number, stop in stops.items():
        day = asked.days.get(number) or stop.day
        if day is None:
            continue
        if before is not None and {number, before} & set(asked.days):
            earlier = asked.days.get(before) or stops[before].day
            assert earlier
            between = [stops[n] for n in stops if before < n <= number]
            if not gap_agrees(plan, (day - earlier).days, between, asked):
                return False
        before = number
    return True


def gap_agrees(plan: Plan, gap: int, between: Sequence[Stop], asked: Asked) -> bool:
    """The bounds of sessions without a date add up; a session that moves has the plan's own."""
    own = (plan.gap_min, plan.gap_max)
    bounds = [own if stop.number in asked.days else (stop.least, stop.most) for stop in between]
    least, most = (sum(side) for side in zip(*bounds, strict=True))
    floor = sum(min(plan.gap_floor, low) for low, _high in bounds)
    stalled = most + max(plan.gap_stalled - bounds[-1][1], 0)
    if gap < floor:
        return False
    if gap < least:
        return asked.by_doctor and asked.reason
    if gap <= most:
        return True
    return asked.reason and (gap <= stalled or asked.reassessed)
