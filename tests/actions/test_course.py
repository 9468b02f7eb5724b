import datetime as dt

import pytest

from clinic.models import Role
from plans.actions.course import decline_maintenance, extend_plan, stop_plan
from plans.actions.refusal import Refused
from plans.actions.visit import arrive_visit, finish_visit, start_visit
from plans.models import Hold, Outcome, Plan, Reminder, Visit
from tests.ready import made_ready
from tests.records import made_complete
from tests.world import MONDAY, Clinic, a_review, a_user

pytestmark = pytest.mark.django_db


def plan_of(clinic: Clinic, sessions: int = 4) -> Plan:
    booking = clinic.booked(sessions=sessions, ordered_by=clinic.practitioner)
    assert booking.plan is not None
    return booking.plan


def treat(clinic: Clinic, plan: Plan, *numbers: int) -> None:
    """These sessions are had, each at its time."""
    for number in numbers:
        visit = Visit.objects.get(session__plan=plan, session__number=number)
        made_complete(made_ready(visit))
        for step in (arrive_visit, start_visit, finish_visit):
            assert isinstance(step(visit_id=visit.pk, by=clinic.desk, now=visit.start), Visit)
    plan.refresh_from_db()


def stop(clinic: Clinic, plan: Plan, now: dt.datetime = MONDAY) -> Plan | Refused:
    return stop_plan(plan_id=plan.pk, because="wish", note="Moves", by=clinic.desk, now=now)


def extend(clinic: Clinic, plan: Plan, count: int, now: dt.datetime) -> Plan | Refused:
    return extend_plan(
        plan_id=plan.pk,
        count=count,
        reason="Pores still visible",
        decider=clinic.practitioner,
        by=a_user(Role.PRACTITIONER),
        now=now,
    )


def test_a_stopped_plan_frees_everything_ahead_and_tells_the_patient_once() -> None:
    clinic = Clinic()
    plan = plan_of(clinic)
    treat(clinic, plan, 1)
    after = Visit.objects.get(session__plan=plan, session__number=1).start + dt.timedelta(days=1)
    stop(clinic, plan, after)
    plan.refresh_from_db()
    states = Visit.objects.filter(session__plan=plan).order_by("start")
    assert list(states.values_list("state", "cancelled_because")) == [
        ("done", ""),
        ("cancelled", "stopped"),
        ("cancelled", "stopped"),
        ("cancelled", "stopped"),
    ]
    assert (plan.state, plan.stopped_because, plan.stopped_note, plan.ended_at) == (
        "stopped",
        "wish",
        "Moves",
        after,
    )
    assert not Hold.objects.filter(visit__state="cancelled", is_live=True).exists()
    assert Reminder.objects.filter(reason="cancelled", state="planned").count() == 1


def test_a_plan_is_stopped_once() -> None:
    clinic = Clinic()
    plan = plan_of(clinic)
    stop(clinic, plan)
    assert stop(clinic, plan) == Refused("plan_is_over")


def test_after_its_last_session_a_plan_has_its_outcome_dates_and_a_time_for_maintenance() -> None:
    clinic = Clinic()
    clinic.version.maintenance_days_from, clinic.version.maintenance_days_until = 180, 365
    clinic.version.save()
    plan = plan_of(clinic)
    treat(clinic, plan, 1, 2, 3)
    assert (plan.state, Outcome.objects.count()) == ("active", 0)
    treat(clinic, plan, 4)
    assert (plan.state, list(Outcome.objects.values_list("days_after", "due_on"))) == (
        "completed",
        [
            (30, dt.date(2027, 5, 6)),
            (90, dt.date(2027, 7, 5)),
            (180, dt.date(2027, 10, 3)),
        ],
    )
    assert (plan.maintenance_from, plan.maintenance_until) == (
        dt.date(2027, 10, 3),
        dt.date(2028, 4, 5),
    )


def test_a_protocol_without_maintenance_asks_for_none() -> None:
    clinic = Clinic()
    plan = plan_of(clinic)
    treat(clinic, plan, 1, 2, 3, 4)
    assert plan.maintenance_from is None
    answer = decline_maintenance(plan_id=plan.pk, by=clinic.desk, now=MONDAY)
    assert answer == Refused("no_maintenance")


def test_a_patient_may_decline_maintenance() -> None:
    clinic = Clinic()
    plan = plan_of(clinic)
    Plan.objects.update(maintenance_from="2027-10-03", maintenance_until="2028-04-05")
    decline_maintenance(plan_id=plan.pk, by=clinic.desk, now=MONDAY)
    plan.refresh_from_db()
    assert plan.maintenance_declined_at == MONDAY


def test_a_series_is_extended_only_after_a_review() -> None:
    clinic = Clinic()
    plan = plan_of(clinic)
    treat(clinic, plan, 1, 2, 3, 4)
    month_later = dt.datetime(2027, 5, 6, 8, tzinfo=dt.UTC)
    assert extend(clinic, plan, 6, month_later) == Refused("review_first")
    a_review(clinic, month_later)
    assert isinstance(extend(clinic, plan, 6, month_later), Plan)
    plan.refresh_from_db()
    assert (plan.state, plan.sessions_count, Outcome.objects.count()) == ("active", 6, 0)
    assert list(plan.sessions.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("count", [4, 7])
def test_a_series_is_extended_up_to_the_protocols_most(count: int) -> None:
    clinic = Clinic()
    plan = plan_of(clinic)
    answer = extend(clinic, plan, count, MONDAY)
    assert answer == Refused("count_outside", {"least": 5, "most": 6})


def test_a_stopped_plan_is_not_extended() -> None:
    clinic = Clinic()
    plan = plan_of(clinic)
    stop(clinic, plan)
    assert extend(clinic, plan, 5, MONDAY) == Refused("plan_is_over")
