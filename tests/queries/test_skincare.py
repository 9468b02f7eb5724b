"""Her products among the sessions of her plan."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.engine.skincare import Span
from plans.models import Plan, Skincare, Visit
from plans.queries.plan import plan_page, plans_with_all
from plans.queries.skincare import rests_in_force, skincare_of
from tests.noted import a_line, pia
from tests.world import MONDAY, Clinic

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def a_plan(clinic: Clinic) -> Plan:
    plan = clinic.booked(ordered_by=clinic.practitioner).plan
    assert plan is not None
    return plans_with_all().get(pk=plan.pk)


def a_product(plan: Plan, name: str = "Retinol", **fields: object) -> Skincare:
    said = {"kind": "retinoid", "stop_days": 7, "restart_days": 7, **fields}
    return Skincare.objects.create(plan=plan, name=name, added_by=pia(), added_at=MONDAY, **said)


def rests(plan: Plan) -> list[Span]:
    return [rest for row in plan_page(plan, now=MONDAY).care.rows for rest in row.use.rests]


def dates(plan: Plan) -> list[dt.date]:
    starts = Visit.objects.filter(session__plan=plan).values_list("start", flat=True)
    return [start.date() for start in starts]


def test_each_session_of_the_plan_has_its_rest() -> None:
    plan = a_plan(Clinic())
    a_product(plan)
    assert rests(plan) == [Span(day - 7 * DAY, day + 7 * DAY) for day in dates(plan)]


def test_a_session_that_moves_takes_its_rest_along() -> None:
    plan = a_plan(Clinic())
    a_product(plan)
    last = Visit.objects.filter(session__plan=plan).latest("start")
    last.start, last.end = last.start + 3 * DAY, last.end + 3 * DAY
    last.save()
    assert rests(plan)[-1] == Span(dates(plan)[-1] - 7 * DAY, dates(plan)[-1] + 7 * DAY)


def test_what_ended_is_not_listed() -> None:
    plan = a_plan(Clinic())
    a_product(plan, ended_at=MONDAY)
    assert plan_page(plan, now=MONDAY).care.rows == []


def test_the_routine_stands_beside_her_products() -> None:
    clinic = Clinic()
    a_line(clinic, 2, "Sunscreen.", from_hours=24)
    a_line(clinic, 3, "Gel.", from_hours=0, until_hours=24)
    a_line(clinic, 4, "No sauna.", kind="avoid")
    routine = plan_page(a_plan(clinic), now=MONDAY).care.routine
    assert [line.text for line in routine] == ["Keep it clean.", "Sunscreen."]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_one_query_however_long(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan = a_plan(Clinic())
    for number in range(count):
        a_product(plan, f"Product {number}")
    with django_assert_num_queries(1):
        assert len(skincare_of(plan, [MONDAY.date()], today=MONDAY.date())) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_plan_takes_the_same_queries_however_many_products(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan = a_plan(Clinic())
    for number in range(count):
        a_product(plan, f"Product {number}")
    with django_assert_num_queries(6):
        plan_page(plan, now=MONDAY)


def test_nobody_approved_days_yet() -> None:
    assert rests_in_force() == []
