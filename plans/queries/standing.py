"""How the sessions of plans stand: where each lies or may lie, and what has no date."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models

from plans.engine.gaps import Bounds, Part, Window, bounds_between, dated_before, window_of
from plans.models import Plan, Session, Visit

REASSESSING = (Visit.Kind.REVIEW, Visit.Kind.CONSULTATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One session of a plan with the visit at which it stands, if it has one."""

    session: Session
    visit: Visit | None
    part: Part

    @property
    def number(self) -> int:
        return self.session.number

    @property
    def day(self) -> dt.date | None:
        return self.part.day


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The sessions of one plan in their order; `today` is the location's date."""

    plan: Plan
    stands: Sequence[Stand]
    today: dt.date
    now: dt.datetime

    @property
    def parts(self) -> list[Part]:
        return [stand.part for stand in self.stands]

    def stand(self, number: int) -> Stand | None:
        return next((stand for stand in self.stands if stand.number == number), None)

    def window(self, number: int) -> Window:
        """The dates that keep the gaps to both neighbours."""
        return window_of(self.parts, number)

    def is_had(self, stand: Stand) -> bool:
        """Whether it is over or begun: nothing moves it any more."""
        if stand.visit is None:
            return stand.day is not None
        begun = (Visit.State.IN_TREATMENT, Visit.State.DONE)
        return stand.visit.state in begun or stand.visit.start < self.now

    @property
    def waiting(self) -> list[Stand]:
        """Sessions to book again: those without a date, and those whose place is struck."""
        return [
            stand
            for stand in self.stands
            if stand.day is None
            or (stand.visit and stand.visit.rebook_reason and not self.is_had(stand))
        ]

    @property
    def undated(self) -> list[Stand]:
        return [stand for stand in self.stands if stand.day is None]

    def closes(self, number: int) -> dt.date | None:
        """The last day of the session's window, seen from the one before it."""
        before = dated_before(self.parts, number)
        if before is None or before.day is None:
            return None
        return before.day + dt.timedelta(bounds_between(self.parts, before.number, number).most)

    def is_late(self, number: int) -> bool:
        """Whether its window is over."""
        closes = self.closes(number)
        return closes is not None and self.today > closes

    def is_stalled(self, number: int) -> bool:
        """Whether so many days have gone by that a re-assessment comes first."""
        before = dated_before(self.parts, number)
        if before is None or before.day is None:
            return False
        bounds = bounds_between(self.parts, before.number, number)
        return (self.today - before.day).days > bounds.stalled


def course_of(plan: Plan, *, now: dt.datetime) -> Course:
    """Two queries."""
    return courses_of([plan], now=now)[plan.pk]


def courses_of(plans: Sequence[Plan], *, now: dt.datetime) -> dict[int, Course]:
    """The courses of plans by their id, in two queries; the plans come with their location."""
    visits = {
        visit.session_id: visit
        for visit in Visit.objects.filter(session__plan__in=plans)
        .exclude(state__in=Visit.OVER)
        .select_related("practitioner", "room", "device", "location", "booking")
    }
    sessions: dict[int, list[Session]] = {plan.pk: [] for plan in plans}
    for session in Session.objects.filter(plan__in=plans).order_by("plan", "number"):
        sessions[session.plan_id].append(session)
    return {
        plan.pk: Course(
            plan=plan,
            stands=tuple(stands_of(plan, sessions[plan.pk], visits)),
            today=now.astimezone(zoneinfo.ZoneInfo(plan.location.zone)).date(),
            now=now,
        )
        for plan in plans
    }


def stands_of(
    plan: Plan, sessions: Iterable[Session], visits: dict[int | None, Visit]
) -> Iterable[Stand]:
    zone = zoneinfo.ZoneInfo(plan.location.zone)
    for session in sessions:
        visit = visits.get(session.pk)
        day = visit.start.astimezone(zone).date() if visit else session.had_on
        part = Part(session.number, day, bounds_of(plan, visit))
        yield Stand(session=session, visit=visit, part=part)


def bounds_of(plan: Plan, visit: Visit | None = None) -> Bounds:
    """The plan's own, or those agreed for this visit."""
    least = visit.gap_min if visit and visit.gap_min else plan.gap_min
    most = visit.gap_max if visit and visit.gap_max else plan.gap_max
    return Bounds(
        floor=min(plan.gap_floor, least),
        least=least,
        ideal=plan.gap_ideal,
        most=most,
        stalled=max(plan.gap_stalled, most),
    )


def plans_waiting(*, now: dt.datetime, location: int | None = None) -> list[Course]:
    """The active plans that have a session to book again, those whose window closes first in
    front. Three queries."""
    plans = Plan.objects.filter(state=Plan.State.ACTIVE).select_related(
        "patient", "location", "version__protocol"
    )
    if location is not None:
        plans = plans.filter(location=location)
    wanting = plans.filter(pk__in=sessions_waiting().values("plan"))
    found = [course for course in courses_of(list(wanting), now=now).values() if course.waiting]
    return sorted(found, key=lambda course: (closing(course), course.plan.pk))


def closing(course: Course) -> dt.date:
    """When the first of its waiting sessions must have its date."""
    return course.closes(course.waiting[0].number) or course.today


def sessions_waiting() -> models.QuerySet[Session]:
    """Sessions without a standing visit, or with one that the place does not carry any more."""
    standing = Visit.objects.filter(session=models.OuterRef("pk")).exclude(state__in=Visit.OVER)
    struck = standing.filter(state=Visit.State.BOOKED).exclude(rebook_reason="")
    return Session.objects.filter(
        ~models.Exists(standing) & models.Q(had_on=None) | models.Exists(struck)
    )


def reviews_of(courses: Iterable[Course]) -> dict[int, dt.datetime]:
    """When each patient was last re-assessed: the start of her latest review or consultation that
    is done."""
    done = Visit.objects.filter(
        patient__in=[course.plan.patient_id for course in courses],
        kind__in=REASSESSING,
        state=Visit.State.DONE,
    )
    return dict(done.values_list("patient_id").annotate(models.Max("start")).order_by())


def reassessed_on(
    course: Course, reviewed: Mapping[int, dt.datetime] | None = None
) -> dt.date | None:
    """The date of a re-assessment after the last session that was had; None where there is none.
    `reviewed` is what `reviews_of` has read already."""
    found = reviews_of([course]) if reviewed is None else reviewed
    start = found.get(course.plan.patient_id)
    if start is None:
        return None
    day = start.astimezone(zoneinfo.ZoneInfo(course.plan.location.zone)).date()
    had = [stand.day for stand in course.stands if stand.day and course.is_had(stand)]
    return day if not had or day > max(had) else None
