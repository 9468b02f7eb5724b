"""The world of a living series: two patients, the time, and what must hold after every step."""

import datetime as dt

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from clinic.models import Role
from plans.actions.refusal import Refused
from plans.models import Booking, Plan, Visit
from plans.queries.moving import Moving, moving_session
from plans.queries.standing import course_of
from plans.queries.supply import steps_of
from tests.actions import living_messages as messages
from tests.actions import living_rules as rules
from tests.actions.twin_living import BECOMES, OVER, stops_of
from tests.world import MONDAY, Clinic, a_patient, a_pen, a_practitioner, a_room, a_user


class LivingWorld(RuleBasedStateMachine):
    """Two patients with one plan each at a time. Each example ends as if it had never been."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = MONDAY
        self.clinic = Clinic()
        self.clinic.version.maintenance_days_from = 180
        self.clinic.version.maintenance_days_until = 365
        self.clinic.version.save()
        messages.with_messages(self.clinic.version)
        a_practitioner(self.clinic.location, self.clinic.protocol)
        a_room(self.clinic.location)
        a_pen(self.clinic.location)
        self.doctor = a_user(Role.PRACTITIONER)
        self.patients = [self.clinic.patient, a_patient()]
        self.states: dict[int, str] = {}
        self.times: dict[int, tuple[dt.datetime, dt.datetime]] = {}
        self.told: dict[int, set[int]] = {}
        self.sent: set[tuple[object, ...]] = set()
        self.reviews: dict[int, list[dt.date]] = {patient.pk: [] for patient in self.patients}
        self.undone = self.acted = False
        self.steps = steps_of(self.clinic.version)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    # What there is

    def plan(self, who: int) -> Plan | None:
        """Her latest plan with dates."""
        plans = self.patients[who].plans.exclude(state__in=["undone", "lapsed", "ordered"])
        return plans.select_related("patient", "version", "location").order_by("-pk").first()

    def visit(self, who: int, number: int, before_last: bool = False) -> Visit | None:
        """The latest visit of the session, or the one before it."""
        found = Visit.objects.filter(session__plan=self.plan(who), session__number=number)
        visits = list(found.order_by("-pk")[:2]) if self.plan(who) else []
        return visits[-1] if visits and before_last else next(iter(visits), None)

    def booking(self, who: int, back: int) -> Booking | None:
        return self.patients[who].bookings.order_by("-pk")[back : back + 1].first()

    def moving(self, who: int, number: int) -> Moving | None:
        plan = self.plan(who)
        course = course_of(plan, now=self.now) if plan else None
        stand = course.stand(number) if course else None
        return moving_session(course, stand) if course and stand else None

    def agree(self, answer: object, expected: bool, what: object) -> None:
        self.acted = True
        assert isinstance(answer, Refused) != expected, (what, answer, expected)

    # What must hold

    @invariant()
    def holds_what_must_hold(self) -> None:
        if not self.acted:
            return
        wrongly = rules.held_wrongly(self.steps)
        assert (rules.overlaps(), wrongly, rules.standing_twice()) == (0, [], [])
        self.visits_keep_their_times_and_change_as_they_may()
        for plan in Plan.objects.all():
            stops = stops_of(plan)
            assert rules.gaps_outside(plan, stops, self.reviews[plan.patient_id]) == []
            assert rules.ended_wrongly(plan, list(stops.values()), self.now) == ""
            self.she_hears_of_her_dates_once(plan)
            asked = messages.faults_of_plan(plan, self.now)
            assert asked == [], asked
        faults = messages.faults_of_visits(self.now)
        assert faults == [], faults
        self.acted = self.undone = False

    def visits_keep_their_times_and_change_as_they_may(self) -> None:
        for visit in Visit.objects.filter(kind="session"):
            had = self.states.get(visit.pk, visit.state)
            if had != visit.state:
                assert visit.state in BECOMES[had], (had, visit.state)
                assert had != "cancelled" or self.undone
            self.states[visit.pk] = visit.state
            when = (visit.start, visit.end)
            assert self.times.setdefault(visit.pk, when) == when

    def she_hears_of_her_dates_once(self, plan: Plan) -> None:
        """One message waits where what she was told is not what stands, and never two."""
        waiting = rules.waiting_about_dates(plan)
        assert len(waiting) <= 1, waiting
        known = self.told.get(plan.pk, set())
        ahead = Visit.objects.filter(session__plan=plan, start__gt=self.now + dt.timedelta(days=1))
        standing = {visit.pk for visit in ahead.filter(state="booked")}
        gone = {visit.pk for visit in ahead.filter(state__in=OVER, arrived_at=None)}
        if standing - known or known & gone:
            assert len(waiting) == 1, (standing - known, known & gone)
