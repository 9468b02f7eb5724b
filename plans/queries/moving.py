"""A visit that shall lie elsewhere, or a session without one: between what it lies, and what a day
would do to the gaps."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, replace

from clinic.models import Location
from plans.engine.gaps import (
    Bounds,
    Need,
    Part,
    Window,
    bounds_between,
    dated_after,
    dated_before,
    need_of,
)
from plans.engine.interval import wall_clock
from plans.engine.nearest import Wanted
from plans.models import Patient, ProtocolVersion, Visit
from plans.queries.standing import Course, Stand, bounds_of, course_of, reassessed_on
from plans.queries.supply import today_at

SINGLE_WITHIN = dt.timedelta(days=28)
"""A single visit is looked for so long from its old day, or from today."""

AHEAD = dt.timedelta(days=60)
"""So far one looks for a session that no neighbour bounds."""

OF_MOVING = (
    "patient",
    "version__protocol",
    "location",
    "practitioner",
    "room",
    "device",
    "session__plan__patient",
    "session__plan__version__protocol",
    "session__plan__location",
)
"""What a visit is read with where it may move."""

FREE = Bounds(floor=1, least=1, ideal=1, most=AHEAD.days, stalled=AHEAD.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A visit that shall lie elsewhere, or a session that waits for a date. `course` is None for
    a single visit. `reassessed` is the date of a re-assessment after the last session."""

    patient: Patient
    version: ProtocolVersion
    location: Location
    course: Course | None
    number: int
    visit: Visit | None
    reassessed: dt.date | None
    today: dt.date
    now: dt.datetime

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.location.zone)

    @property
    def old_day(self) -> dt.date | None:
        return self.visit.start.astimezone(self.zone).date() if self.visit else None

    @property
    def leaving(self) -> tuple[int, ...]:
        return (self.visit.pk,) if self.visit else ()

    @property
    def is_stalled(self) -> bool:
        """Whether a re-assessment must come before any date, and none did."""
        is_late = self.course is not None and self.course.is_stalled(self.number)
        return is_late and self.reassessed is None

    @property
    def window(self) -> Window:
        """The dates that keep what is agreed, from today on."""
        if self.course is None:
            start = max(self.old_day or self.today, self.today)
            return Window(self.today, start + SINGLE_WITHIN)
        found = self.course.window(self.number)
        first = max(found.first or self.today, self.today)
        if self.course.is_late(self.number):
            return Window(first, self.last_late_day)
        return Window(first, found.last or max(first, self.old_day or first) + AHEAD)

    @property
    def last_late_day(self) -> dt.date | None:
        """Once the window is over: so long as the series has not stalled, or so long after the
        re-assessment as a gap may be."""
        before = self.before
        if self.course is None or before is None or before.day is None:
            return None
        bounds = self.bounds
        if self.course.is_stalled(self.number):
            return self.reassessed + dt.timedelta(bounds.most) if self.reassessed else None
        return before.day + dt.timedelta(bounds.stalled)

    @property
    def before(self) -> Part | None:
        return dated_before(self.course.parts, self.number) if self.course else None

    @property
    def after(self) -> Part | None:
        return dated_after(self.course.parts, self.number) if self.course else None

    def gap_before(self, day: dt.date) -> int | None:
        before = self.before
        return (day - before.day).days if before and before.day else None

    def gap_after(self, day: dt.date) -> int | None:
        after = self.after
        return (after.day - day).days if after and after.day else None

    @property
    def bounds(self) -> Bounds:
        """Those of the gap before it."""
        before = self.before
        if self.course is None or before is None:
            return FREE
        return bounds_between(self.course.parts, before.number, self.number)

    def need(self, day: dt.date) -> Need:
        """What the gap before that day asks for."""
        gap = self.gap_before(day)
        return Need.NOTHING if gap is None else need_of(gap, self.bounds)

    def breaks(self, day: dt.date) -> bool:
        """Whether the sessions after it must follow."""
        gap, after = self.gap_after(day), self.after
        if self.course is None or after is None or gap is None:
            return False
        bounds = bounds_between(self.course.parts, self.number, after.number)
        return not bounds.least <= gap <= bounds.most

    @property
    def wanted(self) -> Wanted:
        """What is best: near the old time, near the ideal gap, with the same practitioner."""
        day = minute = ideal = who = None
        before = self.before
        if self.visit:
            day, second = wall_clock(self.location.zone, int(self.visit.start.timestamp()))
            minute, who = second // 60, self.visit.practitioner_id
        elif self.course and before:
            earlier = self.course.stand(before.number)
            who = earlier.visit.practitioner_id if earlier and earlier.visit else None
        if self.course and before and before.day:
            ideal = before.day.toordinal() + self.bounds.ideal
        return Wanted(day=day, minute=minute, ideal=ideal, who=str(who) if who else None)


def moving_session(
    course: Course, stand: Stand, reviewed: Mapping[int, dt.datetime] | None = None
) -> Moving:
    """The plan of the course comes with its patient, version and location. One query, and none
    where the reviews were read already. What was agreed for its old gap does not hold for a new
    one."""
    plan = course.plan
    own = replace(stand, part=replace(stand.part, bounds=bounds_of(plan)))
    stands = [own if one is stand else one for one in course.stands]
    return Moving(
        patient=plan.patient,
        version=plan.version,
        location=plan.location,
        course=replace(course, stands=stands),
        number=stand.number,
        visit=stand.visit,
        reassessed=reassessed_since(course, stand.number, reviewed),
        today=course.today,
        now=course.now,
    )


def reassessed_since(
    course: Course, number: int, reviewed: Mapping[int, dt.datetime] | None
) -> dt.date | None:
    """The date of a re-assessment after the session before this one, which must have been had."""
    before, found = dated_before(course.parts, number), reassessed_on(course, reviewed)
    if before is None or before.day is None or found is None or found < before.day:
        return None
    return found


def moving_visit(visit: Visit, *, now: dt.datetime) -> Moving:
    """A single visit, which comes with its patient, version and location."""
    return Moving(
        patient=visit.patient,
        version=visit.version,
        location=visit.location,
        course=None,
        number=1,
        visit=visit,
        reassessed=None,
        today=today_at(visit.location, now),
        now=now,
    )


def moving_of(visit: Visit, *, now: dt.datetime) -> Moving:
    """A visit of either kind, which comes with what `OF_MOVING` names. Two queries more for a
    session, and one for its re-assessment."""
    if visit.session is None:
        return moving_visit(visit, now=now)
    course = course_of(visit.session.plan, now=now)
    stand = course.stand(visit.session.number)
    if stand is None:
        raise LookupError(f"visit {visit.pk} has a session that is not in its plan")
    return moving_session(course, stand)
