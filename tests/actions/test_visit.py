import datetime as dt

import pytest

from clinic.models import Role
from plans.actions.aftercare import change_aftercare_note
from plans.actions.order import confirm_plan, order_plan
from plans.actions.refusal import Refused
from plans.actions.visit import (
    arrive_visit,
    end_consultation,
    finish_visit,
    start_visit,
    take_back_arrival,
)
from plans.engine.aftercare import Line
from plans.models import AftercareNote, Booking, Plan, Reminder, Trail, Visit
from tests.ready import made_ready
from tests.records import made_complete
from tests.world import MONDAY, Clinic, a_user

pytestmark = pytest.mark.django_db


class Day(Clinic):
    """A clinic on the day of a session, with a practitioner signed in."""

    def __init__(self, *, ordered: bool = True, sessions: int = 4) -> None:
        super().__init__()
        self.booking = self.booked(
            sessions=sessions, ordered_by=self.practitioner if ordered else None
        )
        self.pia = a_user(Role.PRACTITIONER)
        self.visit = self.visit_number(1)

    def visit_number(self, number: int) -> Visit:
        return Visit.objects.get(booking=self.booking, session__number=number)

    def treat(self, visit: Visit) -> None:
        made_complete(made_ready(visit))
        for act in (arrive_visit, start_visit, finish_visit):
            answer = act(visit_id=visit.pk, by=self.pia, now=visit.start)
            assert isinstance(answer, Visit), answer


def test_a_patient_arrives_is_treated_and_goes_home_with_her_note() -> None:
    day = Day()

    day.treat(day.visit)

    day.visit.refresh_from_db()
    assert day.visit.state == Visit.State.DONE
    assert AftercareNote.objects.get().lines[0]["text"] == "Keep it clean."
    assert AftercareNote.objects.get().written_by == day.pia
    assert Trail.objects.filter(verb__in=["arrive", "start", "finish"]).count() == 3


def test_a_recovery_message_is_planned_for_the_day_after() -> None:
    day = Day()

    day.treat(day.visit)

    reminder = Reminder.objects.get(visit=day.visit, reason="recovery", state="planned")
    wait = reminder.due_at.date() - day.visit.start.date()
    assert wait == dt.timedelta(days=1)


def test_the_first_session_of_a_plan_that_nobody_ordered_cannot_start() -> None:
    day = Day(ordered=False)
    made_ready(day.visit)
    arrive_visit(visit_id=day.visit.pk, by=day.desk, now=day.visit.start)

    refused = start_visit(visit_id=day.visit.pk, by=day.pia, now=day.visit.start)
    confirm_plan(
        plan_id=day.booking.plan_id or 0,
        goals="",
        orderer=day.practitioner,
        by=day.pia,
        now=day.visit.start,
    )
    started = start_visit(visit_id=day.visit.pk, by=day.pia, now=day.visit.start)

    assert refused == Refused("not_ordered", {"plan": day.booking.plan_id or 0})
    assert isinstance(started, Visit)


def test_a_visit_is_only_marked_on_its_own_day() -> None:
    day = Day()

    before = arrive_visit(
        visit_id=day.visit.pk, by=day.desk, now=day.visit.start - dt.timedelta(days=1)
    )

    assert before == Refused("not_its_day")


def test_two_desks_mark_an_arrival_once() -> None:
    day = Day()
    arrive_visit(visit_id=day.visit.pk, by=day.desk, now=day.visit.start)

    again = arrive_visit(visit_id=day.visit.pk, by=day.desk, now=day.visit.start)

    assert again == Refused("step_not_now", {"state": "arrived", "step": "arrive"})


def test_an_arrival_by_mistake_is_taken_back() -> None:
    day = Day()
    arrive_visit(visit_id=day.visit.pk, by=day.desk, now=day.visit.start)

    take_back_arrival(visit_id=day.visit.pk, by=day.desk, now=day.visit.start)

    day.visit.refresh_from_db()
    assert (day.visit.state, day.visit.arrived_at) == ("booked", None)


def test_after_its_last_session_a_plan_is_completed() -> None:
    day = Day()

    states = []
    for number in range(1, 5):
        day.treat(day.visit_number(number))
        states.append(Plan.objects.get().state)

    assert states == ["active", "active", "active", "completed"]


def test_the_note_can_be_written_for_this_patient_once_the_visit_is_done() -> None:
    day = Day()

    cool = [Line("do", 0, 72, "Cool the chin.")]
    early = change_aftercare_note(visit_id=day.visit.pk, lines=cool, by=day.pia, now=MONDAY)
    day.treat(day.visit)
    change_aftercare_note(visit_id=day.visit.pk, lines=cool, by=day.pia, now=day.visit.end)

    assert early == Refused("note_before_done")
    told = [(note.number, note.lines[0]["text"]) for note in AftercareNote.objects.all()]
    assert told == [(2, "Cool the chin."), (1, "Keep it clean.")]


@pytest.mark.parametrize("outcome", Visit.Outcome.values)
def test_a_consultation_ends_with_an_outcome(outcome: str) -> None:
    clinic = Clinic()
    visit = clinic.booked_consultation().visits.get()

    end_consultation(visit_id=visit.pk, outcome=outcome, by=clinic.desk, now=visit.end)

    visit.refresh_from_db()
    assert (visit.outcome, visit.state) == (outcome, "done")


def test_a_consultation_does_not_end_before_its_day() -> None:
    clinic = Clinic()
    visit = clinic.booked_consultation().visits.get()

    answer = end_consultation(visit_id=visit.pk, outcome="suitable", by=clinic.desk, now=MONDAY)

    assert answer == Refused("not_its_day")


def test_a_session_has_no_outcome_of_a_consultation() -> None:
    day = Day()

    answer = end_consultation(
        visit_id=day.visit.pk, outcome="suitable", by=day.pia, now=day.visit.start
    )

    assert answer == Refused("no_such_outcome")


def order(clinic: Clinic, count: int, reason: str = "") -> Plan | Refused:
    return order_plan(
        patient=clinic.patient,
        version=clinic.version,
        location=clinic.location,
        count=count,
        goals="",
        reason=reason,
        orderer=clinic.practitioner,
        by=clinic.desk,
        now=MONDAY,
    )


def test_a_practitioner_orders_a_series_before_it_has_dates() -> None:
    clinic = Clinic()

    plan = order(clinic, 5)
    booking = clinic.booked(sessions=5, order=plan)

    assert isinstance(booking, Booking)
    assert Plan.objects.count() == 1
    assert Plan.objects.get().ordered_by == clinic.practitioner


def test_an_order_of_three_needs_a_reason() -> None:
    clinic = Clinic()

    assert order(clinic, 3) == Refused("unusual_count_needs_a_reason", {"count": 3})
    assert isinstance(order(clinic, 3, "mild"), Plan)
    assert order(clinic, 7) == Refused("count_outside", {"least": 3, "most": 6})
