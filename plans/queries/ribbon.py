"""The values of a plan's picture: what lies where on the line over the months."""

import datetime as dt
import itertools
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from plans.models import Plan, Session, Visit

AFTER_LAST = dt.timedelta(days=21)
Days = tuple[dt.date, dt.date]
"""First and last day, both included."""


class StopState(StrEnum):
    PLANNED = "planned"
    NEXT = "next"
    DONE = "done"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Stop:
    """One session: its number, its date in the location's zone (None: it has none yet)."""

    number: int
    day: dt.date | None
    state: StopState = StopState.PLANNED


@dataclass(frozen=True, slots=True)
class Event:
    """A date that the patient keeps free, and what it is."""

    on: dt.date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One ribbon. The axis runs over whole months from `first` up to but not including `end`;
    `windows` are the dates on which a session keeps its gap to the one before it."""

    first: dt.date
    end: dt.date
    stops: tuple[Stop, ...]
    windows: tuple[Days, ...] = ()
    recovery_days: int = 0
    shut: tuple[Days, ...] = ()
    events: tuple[Event, ...] = ()
    today: dt.date | None = None

    @property
    def dated(self) -> tuple[tuple[Stop, dt.date], ...]:
        return tuple((stop, stop.day) for stop in self.stops if stop.day is not None)

    @property
    def months(self) -> tuple[dt.date, ...]:
        """The first day of each month on the axis."""
        found = [self.first]
        while (following := month_after(found[-1])) < self.end:
            found.append(following)
        return tuple(found)


def picture_of(
    *,
    stops: Sequence[Stop],
    gap: tuple[int, int],
    recovery_days: int,
    today: dt.date,
    shut: Iterable[Days] = (),
    events: Iterable[Event] = (),
) -> Picture:
    """The picture of these sessions; `gap` is the least and the most days between two."""
    days = [stop.day for stop in stops if stop.day is not None] or [today]
    return Picture(
        first=min(days).replace(day=1),
        end=month_after(max(days) + AFTER_LAST),
        stops=tuple(stops),
        windows=tuple(windows_of(stops, gap)),
        recovery_days=recovery_days,
        shut=tuple(shut),
        events=tuple(events),
        today=today,
    )


def on_one_axis(pictures: Sequence[Picture]) -> list[Picture]:
    """The same pictures over the same months, so that they compare by eye."""
    if not pictures:
        return []
    first = min(picture.first for picture in pictures)
    end = max(picture.end for picture in pictures)
    return [replace(picture, first=first, end=end) for picture in pictures]


def pictures_of_plans(plans: Sequence[Plan], *, now: dt.datetime) -> dict[int, Picture]:
    """The picture of each plan by its id, in two queries; the plans come with their version and
    location."""
    stops: dict[int, list[Stop]] = {plan.pk: [] for plan in plans}
    zones = {plan.pk: zoneinfo.ZoneInfo(plan.location.zone) for plan in plans}
    visits = {
        visit.session_id: visit
        for visit in Visit.objects.filter(session__plan__in=plans).exclude(state__in=Visit.OVER)
    }
    for session in Session.objects.filter(plan__in=plans).order_by("plan", "number"):
        zone = zones[session.plan_id]
        stops[session.plan_id].append(stop_of(session, visits.get(session.pk), zone))
    return {plan.pk: picture_of_plan(plan, stops[plan.pk], zones[plan.pk], now) for plan in plans}


def picture_of_plan(
    plan: Plan, stops: Sequence[Stop], zone: zoneinfo.ZoneInfo, now: dt.datetime
) -> Picture:
    return picture_of(
        stops=with_next(stops),
        gap=(plan.gap_min, plan.gap_max),
        recovery_days=plan.version.recovery_days,
        today=now.astimezone(zone).date(),
        events=events_of(plan.wishes),
    )


def stop_of(session: Session, visit: Visit | None, zone: zoneinfo.ZoneInfo) -> Stop:
    if session.had_on is not None:
        return Stop(session.number, session.had_on, StopState.DONE)
    if visit is None:
        return Stop(session.number, None)
    state = StopState.PLANNED
    if visit.state == Visit.State.DONE:
        state = StopState.DONE
    elif visit.rebook_reason:
        state = StopState.BAD
    return Stop(session.number, visit.start.astimezone(zone).date(), state)


def with_next(stops: Sequence[Stop]) -> list[Stop]:
    """The first planned session with a date is the next one."""
    found = next((s for s in stops if s.day and s.state == StopState.PLANNED), None)
    return [replace(stop, state=StopState.NEXT) if stop is found else stop for stop in stops]


def windows_of(stops: Sequence[Stop], gap: tuple[int, int]) -> Iterable[Days]:
    """Where each session that is not done may lie, seen from the one before it."""
    for before, after in itertools.pairwise(stops):
        if before.day is not None and after.state != StopState.DONE:
            yield before.day + dt.timedelta(days=gap[0]), before.day + dt.timedelta(days=gap[1])


def events_of(wishes: dict[str, object]) -> list[Event]:
    """What a plan's wishes keep free and name."""
    found = wishes.get("keep_free")
    return [
        Event(dt.date.fromisoformat(entry["marked"]), entry["name"])
        for entry in (found if isinstance(found, list) else [])
        if entry.get("name")
    ]


def runs_of_days(days: Iterable[dt.date]) -> list[Days]:
    """Single days as runs, first and last included."""
    runs: list[Days] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] == dt.timedelta(days=1):
            runs[-1] = runs[-1][0], day
        else:
            runs.append((day, day))
    return runs


def month_after(day: dt.date) -> dt.date:
    """The first day of the next month."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
