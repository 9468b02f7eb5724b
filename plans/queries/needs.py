"""What waits for the desk beside the day itself: whom to call, what to book again, what lapses."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clinic.models import Location
from plans.engine.interval import instant_at
from plans.models import Booking, Plan, Session, Visit
from plans.queries.price import price_of
from plans.queries.reminder import NOBODY_MISSES, TROUBLED, Message, message_of, with_visits
from plans.queries.standing import (
    Course,
    Stand,
    closing,
    courses_of,
    plans_waiting,
    sessions_waiting,
)
from plans.queries.supply import today_at
from plans.queries.today import Day

NEAR = dt.timedelta(hours=48)
"""A message that failed is a call to make once its visit is this near."""
SHOWN = 5
"""So many lines of one kind stand at the side; the rest is counted."""
LOOKED_AT = 15
LISTED = 200
AHEAD = (
    Visit.State.RESERVED,
    Visit.State.BOOKED,
    Visit.State.ARRIVED,
    Visit.State.IN_TREATMENT,
)
AHEAD_OR_DONE = (*AHEAD, Visit.State.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A session to book again. `lost` is its visit that was cancelled or to which nobody came;
    a visit that still stands has a reason in `stand`. The window ends with `closes`."""

    course: Course
    stand: Stand
    lost: Visit | None

    @property
    def plan(self) -> Plan:
        return self.course.plan

    @property
    def closes(self) -> dt.date | None:
        return self.course.closes(self.stand.number)

    @property
    def is_over(self) -> bool:
        return self.course.is_late(self.stand.number)

    @property
    def is_stalled(self) -> bool:
        return self.course.is_stalled(self.stand.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateless:
    """A plan without a next date: `undone` sessions have none, the last one was on `last_at`."""

    plan: Plan
    undone: int
    last_at: dt.datetime | None

    @property
    def worth(self) -> Decimal | None:
        """The undone sessions' share of what the whole series costs."""
        plan = self.plan
        whole = price_of(plan, count=plan.sessions_count, usual=plan.version.sessions_usual)
        return None if whole is None else whole * self.undone / plan.sessions_count


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """How many plans have no next date, and what their undone sessions are worth, by currency.
    `unpriced` of them have no price."""

    plans: int
    unpriced: int
    sums: Sequence[tuple[str, Decimal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """At most `SHOWN` of each kind; `more_waiting` sessions to book again are not shown."""

    messages: Sequence[Message]
    unordered: Sequence[Visit]
    waiting: Sequence[Waiting]
    more_waiting: int
    lapsing: Sequence[Booking]
    worth: Worth

    @property
    def is_empty(self) -> bool:
        lists = (self.messages, self.unordered, self.waiting, self.lapsing)
        return not any(lists) and not self.worth.plans


def needs_of(day: Day) -> Needs:
    """What one location needs at this moment. Eight queries, however much it is."""
    location, now = day.location, day.now
    waiting = sessions_waiting().filter(plan__location=location, plan__state=Plan.State.ACTIVE)
    count = waiting.values("plan").distinct().count()
    courses = first_waiting(waiting, now) if count else []
    lost = lost_visits([course.waiting[0] for course in courses])
    return Needs(
        messages=failed_messages(location, now),
        unordered=unordered(day),
        waiting=[waiting_of(course, lost) for course in courses],
        more_waiting=count - len(courses),
        lapsing=lapsing_today(location, now),
        worth=worth_of(dateless_plans(location).select_related(None).select_related("version")),
    )


def first_waiting(waiting: QuerySet[Session], now: dt.datetime) -> list[Course]:
    """The plans whose window closes first, out of the `LOOKED_AT` whose last session with a date
    lies longest ago: a clinic that let hundreds slip must not read them all every few seconds."""
    dated = Visit.objects.filter(session__plan=OuterRef("pk"), state__in=AHEAD_OR_DONE)
    plans = (
        Plan.objects.filter(pk__in=waiting.values("plan"))
        .annotate(last_at=Subquery(dated.order_by("-start").values("start")[:1]))
        .select_related("patient", "location")
        .defer("patient__phone", "patient__search_text", "location__phone")
        .order_by(F("last_at").asc(nulls_first=True), "pk")[:LOOKED_AT]
    )
    courses = [one for one in courses_of(list(plans), now=now).values() if one.waiting]
    return sorted(courses, key=lambda course: (closing(course), course.plan.pk))[:SHOWN]


def failed_messages(location: Location, now: dt.datetime) -> list[Message]:
    """Messages that never arrived about visits so near that only a call helps."""
    here = Visit.objects.filter(booking=OuterRef("booking"), location=location)
    is_near: dict[str, Any] = {"about_start__gt": now, "about_start__lte": now + NEAR}
    rows = (
        with_visits()
        .filter(
            Q(visit__location=location) | Exists(here),
            state__in=TROUBLED,
            patient__archived_at=None,
            **is_near,
        )
        .exclude(suppressed_because__in=NOBODY_MISSES)
        .exclude(visit__state__in=Visit.OVER)
        .order_by("expires_at", "pk")
    )
    found: dict[tuple[int, dt.datetime], Message] = {}
    for row in rows[: 4 * SHOWN]:
        message = message_of(row, now)
        found.setdefault((message.patient.pk, message.start or now), message)
    return sorted(found.values(), key=lambda message: message.start or now)[:SHOWN]


def unordered(day: Day) -> list[Visit]:
    """Today's sessions that cannot start, because nobody ordered their plan."""
    if not day.is_today:
        return []
    over = (Visit.State.IN_TREATMENT, Visit.State.DONE)
    return [
        visit
        for visit in day.visits
        if visit.session and visit.session.plan.ordered_by_id is None and visit.state not in over
    ][:SHOWN]


def lost_visits(stands: Sequence[Stand]) -> dict[int, Visit]:
    """The latest visit of each session that was cancelled or to which nobody came."""
    sessions = [stand.session.pk for stand in stands if stand.visit is None]
    over = Visit.objects.filter(session__in=sessions, state__in=["cancelled", "no_show"])
    return {visit.session_id or 0: visit for visit in over.order_by("start", "pk")}


def waiting_of(course: Course, lost: dict[int, Visit]) -> Waiting:
    stand = course.waiting[0]
    return Waiting(course=course, stand=stand, lost=lost.get(stand.session.pk))


def lapsing_today(location: Location, now: dt.datetime) -> list[Booking]:
    """Reservations whose places are free again before the day is over."""
    tomorrow = instant_at(location.zone, today_at(location, now).toordinal() + 1, 0)
    here = Visit.objects.filter(booking=OuterRef("pk"), location=location)
    return list(
        Booking.objects.filter(
            Exists(here),
            state=Booking.State.RESERVED,
            reserved_until__gt=now,
            reserved_until__lt=dt.datetime.fromtimestamp(tomorrow, dt.UTC),
        )
        .select_related("patient", "plan")
        .order_by("reserved_until", "pk")[:SHOWN]
    )


def dateless_plans(location: Location) -> QuerySet[Plan]:
    """Plans that go on, with no visit ahead. `dated` of their sessions have a date or were had,
    and `last_at` is when the patient was last treated."""
    visits = Visit.objects.filter(session__plan=OuterRef("pk"))
    held = Q(sessions__had_on__isnull=False) | (
        Q(sessions__visits__isnull=False) & ~Q(sessions__visits__state__in=Visit.OVER)
    )
    done = visits.filter(state=Visit.State.DONE).order_by("-start")
    return (
        Plan.objects.filter(location=location, state__in=[Plan.State.ORDERED, Plan.State.ACTIVE])
        .filter(~Exists(visits.filter(state__in=AHEAD)))
        .annotate(
            dated=Count("sessions", filter=held, distinct=True),
            last_at=Subquery(done.values("start")[:1], output_field=DateTimeField()),
        )
        .filter(dated__lt=F("sessions_count"))
        .select_related("version__protocol", "patient", "location")
        .order_by(Coalesce("last_at", "created_at"), "pk")
    )


def dateless_of(plan: Plan) -> Dateless:
    found = vars(plan)
    undone = plan.sessions_count - int(found["dated"])
    return Dateless(plan=plan, undone=undone, last_at=found["last_at"])


def worth_of(plans: QuerySet[Plan]) -> Worth:
    """One query."""
    rows = [dateless_of(plan) for plan in plans]
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row.worth is not None:
            sums[row.plan.currency] = sums.get(row.plan.currency, Decimal()) + row.worth
    cents = Decimal("0.01")
    return Worth(
        plans=len(rows),
        unpriced=sum(row.worth is None for row in rows),
        sums=[(currency, total.quantize(cents)) for currency, total in sorted(sums.items())],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPage:
    """All that has to be booked again at one location, and the plans without a next date."""

    location: Location
    waiting: Sequence[Waiting]
    dateless: Sequence[Dateless]
    worth: Worth


def waiting_page(location: Location, *, now: dt.datetime) -> WaitingPage:
    """At most `LISTED` lines each: those whose window closes first, or who wait longest."""
    courses = plans_waiting(now=now, location=location.pk)[:LISTED]
    lost = lost_visits([course.waiting[0] for course in courses])
    plans = dateless_plans(location)
    return WaitingPage(
        location=location,
        waiting=[waiting_of(course, lost) for course in courses],
        dateless=[dateless_of(plan) for plan in plans[:LISTED]],
        worth=worth_of(plans),
    )
