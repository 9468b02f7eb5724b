"""What one patient sees of her plans."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from clinic.models import Location
from plans.engine.session import OVER
from plans.models import Patient, Plan, Visit
from plans.queries.checkin import has_open
from plans.queries.plan import SHOWN_TO_PATIENT, PlanPage, plan_page, plans_with_all
from plans.queries.portal_checkin import Feeling, feeling_of

MORNING_ENDS, EVENING_BEGINS = 12, 18
# Plans that a phone shows one below the other; older ones stay with the clinic.
SHOWN = 3
# So long before a visit she may say that she comes.
CONFIRMED_AHEAD = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalPage:
    """`part_of_day` is morning, afternoon or evening on the clinic's wall clock. `feeling` is how
    her skin does since her last treatment, None where nobody asks; `has_open`: a check-in of hers
    waits for a practitioner."""

    patient: Patient
    plans: Sequence[PlanPage]
    single_visits: Sequence[Visit]
    location: Location | None
    part_of_day: str
    today: dt.date
    feeling: Feeling | None
    has_open: bool
    now: dt.datetime

    @property
    def next_visit(self) -> Visit | None:
        """The next time she comes, for a session or a single visit."""
        ahead = [page.next_row.visit for page in self.plans if page.next_row]
        visits = [visit for visit in [*ahead, *self.single_visits] if visit]
        return min(visits, key=lambda visit: visit.start, default=None)

    @property
    def may_confirm(self) -> bool:
        """Whether she is asked to say that she comes to her next visit."""
        visit = self.next_visit
        if visit is None or visit.state != Visit.State.BOOKED or self.has_open:
            return False
        is_near = self.now < visit.start <= self.now + CONFIRMED_AHEAD
        return is_near and visit.confirmed_at is None


def plans_of(patient: Patient) -> QuerySet[Plan]:
    """Her own plans that are booked or completed."""
    return plans_with_all().filter(patient=patient, state__in=SHOWN_TO_PATIENT)


def portal_page(patient: Patient, *, now: dt.datetime) -> PortalPage:
    """A bounded number of queries: plans are shown at most three."""
    plans = [plan_page(plan, now=now) for plan in plans_of(patient)[:SHOWN]]
    singles = list(
        Visit.objects.filter(patient=patient, session=None, end__gt=now)
        .exclude(state__in=[*OVER, Visit.State.RESERVED, Visit.State.DONE])
        .select_related("practitioner", "location", "version__protocol")
    )
    location = (
        next(
            (
                place
                for place in [*(p.plan.location for p in plans), *(v.location for v in singles)]
            ),
            None,
        )
        or Location.objects.filter(is_open=True).first()
    )
    local = now.astimezone(zoneinfo.ZoneInfo(location.zone if location else "UTC"))
    return PortalPage(
        patient=patient,
        plans=plans,
        single_visits=singles,
        location=location,
        part_of_day=part_of_day(local.hour),
        today=local.date(),
        feeling=feeling_of(patient, now=now),
        has_open=has_open(patient),
        now=now,
    )


def part_of_day(hour: int) -> str:
    if hour < MORNING_ENDS:
        return "morning"
    return "afternoon" if hour < EVENING_BEGINS else "evening"
