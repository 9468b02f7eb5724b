"""One plan as its page shows it, for the desk and for the patient."""

import datetime as dt
import itertools
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from plans.engine.age import age_on
from plans.engine.gaps import Window
from plans.engine.session import OVER
from plans.models import AftercareNote, Booking, Outcome, Plan, Session, Trail, Visit
from plans.queries.aftercare import NotePage
from plans.queries.price import price_of
from plans.queries.ribbon import Picture, picture_of_plan, stop_of
from plans.queries.skincare import Care, care_of
from plans.queries.standing import Course, Stand, stands_of

# States in which a plan is something to look forward to, or back on, for its patient.
SHOWN_TO_PATIENT = (Plan.State.ACTIVE, Plan.State.COMPLETED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One session of a plan. `gap` is the calendar days since the one before, in the location's
    zone; `is_young`: under the age from which the device is cleared, on the session's date. One
    that `waits` has no date, or one that is struck: `window` are the dates that keep its gaps,
    `closes` the last of them seen from the session before."""

    number: int
    day: dt.date | None
    had_where: str
    visit: Visit | None
    gap: int | None
    is_young: bool = False
    may_move: bool = False
    waits: bool = False
    window: Window | None = None
    closes: dt.date | None = None
    is_late: bool = False
    is_stalled: bool = False

    @property
    def is_done(self) -> bool:
        return (self.visit is None and self.day is not None) or self.is_visit_done

    @property
    def is_visit_done(self) -> bool:
        return self.visit is not None and self.visit.state == Visit.State.DONE

    @property
    def note(self) -> AftercareNote | None:
        """What the patient was told after it: the newest note."""
        return next(iter(self.visit.aftercare_notes.all()), None) if self.visit else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    plan: Plan
    rows: Sequence[SessionRow]
    picture: Picture
    booking: Booking | None
    care: Care
    now: dt.datetime

    @property
    def zone(self) -> str:
        return self.plan.location.zone

    @property
    def price(self) -> Decimal | None:
        """What the whole series costs, as the planner said."""
        usual = self.plan.version.sessions_usual
        return price_of(self.plan, count=self.plan.sessions_count, usual=usual)

    @property
    def next_row(self) -> SessionRow | None:
        """The first session that is not done and has a date."""
        return next((row for row in self.rows if row.visit and not row.is_done), None)

    @property
    def done(self) -> int:
        return sum(row.is_done for row in self.rows)

    @property
    def last_note(self) -> SessionRow | None:
        """The latest session that left an aftercare note."""
        return next((row for row in reversed(self.rows) if row.note), None)

    @property
    def told(self) -> NotePage | None:
        """What she is told after that session."""
        row = self.last_note
        if row is None or row.visit is None or row.note is None:
            return None
        return NotePage(visit=row.visit, note=row.note, now=self.now)

    @property
    def older_notes(self) -> list[SessionRow]:
        """The other sessions that left a note, the latest first."""
        return [row for row in reversed(self.rows) if row.note][1:]

    @property
    def waiting(self) -> list[SessionRow]:
        """Sessions to book again."""
        return [row for row in self.rows if row.waits]

    @property
    def undated(self) -> list[SessionRow]:
        return [row for row in self.waiting if row.day is None]

    @property
    def visits(self) -> list[Visit]:
        return [row.visit for row in self.rows if row.visit]


def plans_with_all() -> QuerySet[Plan]:
    return Plan.objects.select_related(
        "patient",
        "version__protocol",
        "location",
        "ordered_by",
        "unusual_count_by",
        "created_by",
    )


def plan_page(plan: Plan, *, now: dt.datetime) -> PlanPage:
    """A bounded number of queries besides the plan itself, which comes from `plans_with_all`."""
    zone = zoneinfo.ZoneInfo(plan.location.zone)
    visits = {visit.session_id: visit for visit in standing_visits(plan)}
    sessions = list(Session.objects.filter(plan=plan).order_by("number"))
    today = now.astimezone(zone).date()
    stands = tuple(stands_of(plan, sessions, visits))
    course = Course(plan=plan, stands=stands, today=today, now=now)
    rows = rows_of(course)
    stops = [stop_of(session, visits.get(session.pk), zone) for session in sessions]
    return PlanPage(
        plan=plan,
        rows=rows,
        picture=picture_of_plan(plan, stops, zone, now),
        booking=Booking.objects.filter(plan=plan).first(),
        care=care_of(plan, [stand.day for stand in stands if stand.day], today=today),
        now=now,
    )


def standing_visits(plan: Plan) -> QuerySet[Visit]:
    """Where its sessions stand; of a plan that is over, where they stood."""
    visits = Visit.objects.filter(session__plan=plan).select_related(
        "practitioner", "room", "device", "location", "version"
    )
    visits = visits.prefetch_related("aftercare_notes")
    is_over = plan.state in (Plan.State.UNDONE, Plan.State.LAPSED)
    return visits if is_over else visits.exclude(state__in=OVER)


def rows_of(course: Course) -> list[SessionRow]:
    days = [stand.day for stand in course.stands]
    gaps = [None, *((b - a).days if a and b else None for a, b in itertools.pairwise(days))]
    return [row_of(course, stand, gap) for stand, gap in zip(course.stands, gaps, strict=False)]


def row_of(course: Course, stand: Stand, gap: int | None) -> SessionRow:
    is_open = course.plan.state == Plan.State.ACTIVE
    waits = is_open and stand in course.waiting
    number = stand.number
    return SessionRow(
        number=number,
        day=stand.day,
        had_where=stand.session.had_where,
        visit=stand.visit,
        gap=gap,
        is_young=is_young(course.plan.patient.birth_date, stand.day, stand.visit),
        may_move=is_open and stand.visit is not None and stand.visit.state in Visit.NOT_BEGUN,
        waits=waits,
        window=course.window(number) if waits else None,
        closes=course.closes(number) if waits else None,
        is_late=waits and course.is_late(number),
        is_stalled=waits and course.is_stalled(number),
    )


def is_young(born: dt.date | None, day: dt.date | None, visit: Visit | None) -> bool:
    """Under the age that the maker's clearance of the device names, on this day."""
    if born is None or day is None or visit is None or visit.device is None:
        return False
    return age_on(born, day) < visit.device.cleared_age


def trail_of_plan(plan: Plan) -> QuerySet[Trail]:
    """Who did what to it, latest first."""
    return Trail.objects.filter(plan=plan).exclude(verb="saw").select_related("actor")[:50]


def outcomes_of(plan: Plan) -> QuerySet[Outcome]:
    """When to look at what it did."""
    return Outcome.objects.filter(plan=plan).order_by("days_after")


def gone_visits(plan: Plan) -> QuerySet[Visit]:
    """Its visits that did not take place, without those that moved; the latest first."""
    gone = Visit.objects.filter(
        session__plan=plan, state__in=(Visit.State.NO_SHOW, Visit.State.CANCELLED)
    ).exclude(cancelled_because=Visit.Because.MOVED)
    return gone.select_related("session").order_by("-start")
