"""One plan as its page shows it, for the desk and for the patient."""

import datetime as dt
import itertools
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from plans.engine.age import age_on
from plans.engine.session import OVER
from plans.models import AftercareNote, Booking, Plan, Session, Trail, Visit
from plans.queries.price import price_of
from plans.queries.ribbon import Picture, picture_of_plan, stop_of

# States in which a plan is something to look forward to, or back on, for its patient.
SHOWN_TO_PATIENT = (Plan.State.ACTIVE, Plan.State.COMPLETED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One session of a plan. `gap` is the calendar days since the one before, in the location's
    zone; `is_young`: under the age from which the device is cleared, on the session's date."""

    number: int
    day: dt.date | None
    had_where: str
    visit: Visit | None
    gap: int | None
    is_young: bool = False

    @property
    def is_done(self) -> bool:
        return (self.visit is None and self.day is not None) or self.is_visit_done

    @property
    def is_visit_done(self) -> bool:
        return self.visit is not None and self.visit.state == Visit.State.DONE

    @property
    def note(self) -> AftercareNote | None:
        return getattr(self.visit, "aftercare_note", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    plan: Plan
    rows: Sequence[SessionRow]
    picture: Picture
    booking: Booking | None
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
    """Three queries besides the plan itself, which comes from `plans_with_all`."""
    zone = zoneinfo.ZoneInfo(plan.location.zone)
    visits = {visit.session_id: visit for visit in standing_visits(plan)}
    sessions = list(Session.objects.filter(plan=plan).order_by("number"))
    rows = rows_of(plan, sessions, visits, zone)
    stops = [stop_of(session, visits.get(session.pk), zone) for session in sessions]
    return PlanPage(
        plan=plan,
        rows=rows,
        picture=picture_of_plan(plan, stops, zone, now),
        booking=Booking.objects.filter(plan=plan).first(),
        now=now,
    )


def standing_visits(plan: Plan) -> QuerySet[Visit]:
    """Where its sessions stand; of a plan that is over, where they stood."""
    visits = Visit.objects.filter(session__plan=plan).select_related(
        "practitioner", "room", "device", "aftercare_note", "location", "version"
    )
    is_over = plan.state in (Plan.State.UNDONE, Plan.State.LAPSED)
    return visits if is_over else visits.exclude(state__in=OVER)


def rows_of(
    plan: Plan,
    sessions: Sequence[Session],
    visits: dict[int | None, Visit],
    zone: zoneinfo.ZoneInfo,
) -> list[SessionRow]:
    days = [day_of(session, visits.get(session.pk), zone) for session in sessions]
    gaps = [None, *((b - a).days if a and b else None for a, b in itertools.pairwise(days))]
    return [
        SessionRow(
            number=session.number,
            day=day,
            had_where=session.had_where,
            visit=visits.get(session.pk),
            gap=gap,
            is_young=is_young(plan.patient.birth_date, day, visits.get(session.pk)),
        )
        for session, day, gap in zip(sessions, days, gaps, strict=False)
    ]


def day_of(session: Session, visit: Visit | None, zone: zoneinfo.ZoneInfo) -> dt.date | None:
    if visit is not None:
        return visit.start.astimezone(zone).date()
    return session.had_on


def is_young(born: dt.date | None, day: dt.date | None, visit: Visit | None) -> bool:
    """Under the age that the maker's clearance of the device names, on this day."""
    if born is None or day is None or visit is None or visit.device is None:
        return False
    return age_on(born, day) < visit.device.cleared_age


def trail_of_plan(plan: Plan) -> QuerySet[Trail]:
    """Who did what to it, latest first."""
    return Trail.objects.filter(plan=plan).exclude(verb="saw").select_related("actor")[:50]
