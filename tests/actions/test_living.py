"""A series lives: random steps, allowed or not, on two plans and their sessions.

A twin of the rules says of each step whether it may be taken; after each step everything that must
hold is read from the rows again.
"""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    rule,
    run_state_machine_as_test,
)

from plans.actions.cancel import cancel_visit, mark_no_show, take_back_no_show
from plans.actions.course import decline_maintenance, extend_plan, stop_plan
from plans.actions.move import move_sessions
from plans.actions.move_rules import Change, Why
from plans.actions.refusal import Refused
from plans.actions.visit import arrive_visit, finish_visit, start_visit, take_back_arrival
from plans.engine.terms import NoFit, Place
from plans.models import Booking, Patient, Plan, Visit
from plans.queries.cascade import Places, cascade, place_wanted, replanned
from plans.queries.moving import Moving
from plans.queries.standing import course_of
from tests.actions import living_rules as rules
from tests.actions.living_bookings import NUMBERS, OFTEN, PEOPLE, LivingBookings
from tests.actions.twin_living import (
    BERLIN,
    OVER,
    STEPS,
    Asked,
    day_of,
    is_reassessed,
    may_move,
    stops_of,
)
from tests.conftest import SOAK
from tests.ready import made_ready
from tests.records import made_complete
from tests.world import a_review

TAKEN = {
    "arrive": arrive_visit,
    "not_yet": take_back_arrival,
    "start": start_visit,
    "finish": finish_visit,
    "no_show": mark_no_show,
    "came": take_back_no_show,
}
DAY_STEPS = ("arrive", "not_yet", "start", "finish")
GAPS = st.sampled_from([10, 13, 14, 15, 21, 27, *range(28, 43, 2), 43, 49, 56, 57, 63, 70, 84, 98])


class Living(LivingBookings):
    """What is done with single visits, sessions and plans."""

    # The day of a visit

    @rule(
        who=PEOPLE,
        number=NUMBERS,
        step=st.sampled_from([*TAKEN, "cancel"]),
        before_last=st.sampled_from([False, False, False, True]),
    )
    def take(self, who: int, number: int, step: str, before_last: bool) -> None:
        visit = self.visit(who, number, before_last)
        if visit:
            self.take_step(visit, step)

    def take_step(self, visit: Visit, step: str) -> None:
        may = self.may_take(visit, step)
        how: dict[str, Any] = {"visit_id": visit.pk, "by": self.clinic.desk, "now": self.now}
        if step == "start" and may:
            made_ready(visit)
        if step == "finish" and may:
            made_complete(visit)
        if step == "cancel":
            answer = cancel_visit(cancelled_by="patient", because="ill", note="", **how)
        else:
            answer = TAKEN[step](**how)
        self.agree(answer, may, (step, visit.state, visit.start, self.now))
        if may:
            visit.refresh_from_db()
            assert visit.state in STEPS.values()

    def may_take(self, visit: Visit, step: str) -> bool:
        session = visit.session
        assert session
        if (visit.state, step) not in STEPS:
            return False
        if step in DAY_STEPS and day_of(self.now) < day_of(visit.start):
            return False
        if step == "not_yet":
            return session.plan.state != "stopped"
        if step == "start":
            return session.plan.ordered_by_id is not None
        if step == "no_show":
            return self.now >= visit.start
        if step == "came":
            return rules.is_free([visit]) and self.fits_again(visit)
        return True

    def fits_again(self, visit: Visit) -> bool:
        """Whether a session that she came for after all has no other date, and those beside it
        have not moved too near or too far."""
        assert visit.session
        number, plan = visit.session.number, visit.session.plan
        stops = stops_of(plan)
        if stops[number].visit:
            return False
        stops[number] = replace(
            stops[number],
            visit=visit,
            least=visit.gap_min or plan.gap_min,
            most=visit.gap_max or plan.gap_max,
        )
        return rules.gaps_keep(plan, stops, number)

    @rule(who=PEOPLE, last=st.sampled_from([1, 1, 2, 6]))
    def treat(self, who: int, last: int) -> None:
        """Her days come and go as they should."""
        for number in range(1, last + 1):
            self.her_time_comes(who, number, 0)
            for step in ("arrive", "start", "finish"):
                self.take(who, number, step, False)
                self.visits_keep_their_times_and_change_as_they_may()
            self.holds_what_must_hold()

    # Moving

    @rule(
        who=PEOPLE,
        number=NUMBERS,
        gap=GAPS,
        hour=st.sampled_from([9, 11, 14, 16]),
        doctor=OFTEN,
        reason=OFTEN,
        how=st.sampled_from(["asked", "asked", "asked", "stale", "blind"]),
    )
    def move(
        self, who: int, number: int, gap: int, hour: int, doctor: bool, reason: bool, how: str
    ) -> None:
        moving = self.moving(who, number)
        if moving is None or moving.course is None:
            return
        before = moving.before.day if moving.before else None
        day = (before or (moving.old_day or moving.today) - dt.timedelta(35)) + dt.timedelta(gap)
        day += dt.timedelta(max(0, 7 - day.isoweekday()) if day.isoweekday() > 5 else 0)
        start = int(dt.datetime.combine(day, dt.time(hour), BERLIN).timestamp())
        if how == "blind":
            taken = self.visit(1 - who, number)
            start = int(taken.start.timestamp()) if taken else start
            self.change(moving, {number: self.place_like(moving, start)}, doctor, reason, how)
            return
        place = place_wanted(moving, start, None)
        answer = cascade(moving, place) if place else None
        if answer and not isinstance(answer, NoFit):
            self.change(moving, answer, doctor, reason, how)

    def place_like(self, moving: Moving, start: int) -> Place:
        """Without a look at the diary: best where somebody else is."""
        clinic = self.clinic
        held = (str(one.pk) for one in (clinic.practitioner, clinic.room, clinic.pen))
        return Place(moving.number, start, start + 5400, *held)

    @rule(who=PEOPLE, doctor=OFTEN, reason=OFTEN)
    def plan_the_rest(self, who: int, doctor: bool, reason: bool) -> None:
        plan = self.plan(who)
        waiting = course_of(plan, now=self.now).waiting if plan else []
        moving = self.moving(who, waiting[0].number) if waiting else None
        if moving and moving.course and not moving.is_stalled:
            answer = replanned(moving, moving.course)
            if not isinstance(answer, NoFit):
                self.change(moving, answer, doctor, reason, "asked")

    def change(self, moving: Moving, places: Places, doctor: bool, reason: bool, how: str) -> None:
        assert moving.course
        plan = moving.course.plan
        stops = stops_of(plan)
        leaves = {n: visit.pk if (visit := stops[n].visit) else None for n in places}
        if how == "stale":
            other = Visit.objects.filter(session__plan=plan, state__in=OVER).first()
            leaves[moving.number] = other.pk if other else None
        asked = Asked(
            days={
                n: dt.datetime.fromtimestamp(place.start, BERLIN).date()
                for n, place in places.items()
            },
            leaves=leaves,
            by_doctor=doctor,
            reason=reason,
            reassessed=is_reassessed(stops, self.reviews[plan.patient_id], self.now),
        )
        changes = [Change(place=places[n], leaves=leaves[n]) for n in sorted(places)]
        why = Why(asked_by="patient", gap_reason="Agreed on the phone" if reason else "")
        by, key = self.doctor if doctor else self.clinic.desk, uuid.uuid4()

        def act() -> Booking | Refused:
            return move_sessions(key=key, plan=plan, changes=changes, why=why, by=by, now=self.now)

        may, answer = may_move(plan, stops, asked), act()
        if how != "blind" or not may:
            self.agree(answer, may, ("move", asked))
        if isinstance(answer, Booking):
            assert act() == answer

    @rule(who=PEOPLE, number=NUMBERS, weeks=st.sampled_from([-1, 1, 2]), back=st.booleans())
    def move_and_think_again(self, who: int, number: int, weeks: int, back: bool) -> None:
        moving = self.moving(who, number)
        if moving and moving.visit:
            start = int(moving.visit.start.timestamp()) + weeks * 7 * 86400
            place = place_wanted(moving, start, None)
            answer = cascade(moving, place) if place else None
            if answer and not isinstance(answer, NoFit):
                self.change(moving, answer, True, True, "asked")
                self.holds_what_must_hold()
                self.undo(who, int(back))

    # The plan

    @rule(who=PEOPLE, what=st.sampled_from(["stop", "review", "decline", 4, 5, 6, 6, 7]))
    def decide(self, who: int, what: str | int) -> None:
        plan = self.plan(who)
        if plan and what == "stop":
            self.stop(plan)
        elif plan and what == "decline":
            answer = decline_maintenance(plan_id=plan.pk, by=self.clinic.desk, now=self.now)
            self.agree(answer, plan.state == "completed", "decline")
        elif plan and isinstance(what, int):
            self.extend(plan, what)
        else:
            self.look_at_the_skin_again(self.patients[who])

    def stop(self, plan: Plan) -> None:
        how: dict[str, Any] = {"because": "wish", "note": "", "by": self.clinic.desk}
        answer = stop_plan(plan_id=plan.pk, now=self.now, **how)
        self.agree(answer, plan.state == "active", "stop")

    def look_at_the_skin_again(self, patient: Patient) -> None:
        self.clinic.patient = patient
        a_review(self.clinic, self.now)
        self.clinic.patient = self.patients[0]
        self.reviews[patient.pk].append(day_of(self.now))

    def extend(self, plan: Plan, count: int) -> None:
        stops = stops_of(plan)
        looked = is_reassessed(stops, self.reviews[plan.patient_id], self.now)
        may = plan.state in ("active", "completed") and len(stops) < count <= 6 and looked
        answer = extend_plan(
            plan_id=plan.pk,
            count=count,
            reason="Pores still visible",
            decider=self.clinic.practitioner,
            by=self.doctor,
            now=self.now,
        )
        self.agree(answer, may, "extend")


def play(examples: int, steps: int) -> None:
    # Finding the shortest way to a fault takes minutes: a soak has them.
    phases = [phase for phase in Phase if SOAK or phase is not Phase.shrink]
    long = settings(max_examples=examples, stateful_step_count=steps, phases=phases)
    run_state_machine_as_test(Living, settings=long)


@pytest.mark.django_db
def test_a_series_keeps_its_rules_whatever_is_done_to_it() -> None:
    play(10, 15)


@pytest.mark.soak
@pytest.mark.django_db
def test_a_series_keeps_its_rules_in_the_long_run() -> None:
    play(400, 40)
