from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role, User
from plans.models import Plan, Trail
from tests.world import Clinic, a_user

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_plan(clinic: Clinic, **how: object) -> Plan:
    plan = clinic.booked(**how).plan
    assert plan is not None
    return plan


def a_practitioners_account(clinic: Clinic) -> User:
    user = a_user(Role.PRACTITIONER)
    clinic.practitioner.user = user
    clinic.practitioner.save()
    return user


def test_the_plan_shows_its_sessions_their_gaps_and_who_booked_it() -> None:
    clinic = Clinic()
    plan = a_plan(clinic)

    page = signed_in(clinic.desk).get(f"/plans/{plan.pk}/").content.decode()

    assert page.count("after 28 days") == 3
    assert clinic.desk.name in page
    assert "Not ordered yet" in page


@pytest.mark.parametrize(("sessions", "price"), [(4, "€900"), (5, "€1,250")])
def test_the_plan_says_the_price_that_the_planner_said(sessions: int, price: str) -> None:
    clinic = Clinic()
    clinic.version.price_series, clinic.version.price_session = Decimal(900), Decimal(250)
    clinic.version.currency = "EUR"
    clinic.version.save()
    plan = a_plan(clinic, sessions=sessions)

    page = signed_in(clinic.desk).get(f"/plans/{plan.pk}/").content.decode()

    assert f"{price} the series" in page


def test_looking_at_a_plan_is_on_the_trail() -> None:
    clinic = Clinic()
    plan = a_plan(clinic)

    signed_in(clinic.desk).get(f"/plans/{plan.pk}/")

    assert Trail.objects.filter(verb="saw", plan=plan, actor=clinic.desk).count() == 1


@pytest.mark.parametrize("sessions", [4, 6])
def test_a_plan_costs_the_same_queries_however_long(
    sessions: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    plan = a_plan(clinic, sessions=sessions)
    client = signed_in(clinic.desk)

    with django_assert_max_num_queries(26):
        client.get(f"/plans/{plan.pk}/")


def test_all_dates_print_as_one_page_without_the_portal() -> None:
    clinic = Clinic()
    plan = a_plan(clinic)

    page = signed_in(clinic.desk).get(f"/plans/{plan.pk}/print/").content.decode()

    assert [f">{number}</td>" in page for number in (1, 2, 3, 4)] == [True] * 4
    assert clinic.practitioner.name in page


def test_a_practitioner_orders_what_the_desk_has_booked() -> None:
    clinic = Clinic()
    plan = a_plan(clinic)

    signed_in(a_practitioners_account(clinic)).post(
        f"/plans/{plan.pk}/order/", {"goals": "smaller pores"}
    )

    plan.refresh_from_db()
    assert (plan.ordered_by, plan.goals) == (clinic.practitioner, "smaller pores")


def test_the_desk_does_not_order() -> None:
    clinic = Clinic()
    plan = a_plan(clinic)

    answer = signed_in(clinic.desk).post(f"/plans/{plan.pk}/order/", {"goals": ""})

    assert answer.status_code == 403
    plan.refresh_from_db()
    assert plan.ordered_by is None


def test_an_account_without_a_practitioner_is_told_so() -> None:
    clinic = Clinic()
    plan = a_plan(clinic)

    client = signed_in(a_user(Role.PRACTITIONER))
    page = client.post(f"/plans/{plan.pk}/order/", {"goals": ""}, follow=True).content.decode()

    assert "not linked to a practitioner" in page


def test_an_order_for_three_sessions_keeps_what_was_typed_and_asks_why() -> None:
    clinic = Clinic()
    client = signed_in(a_practitioners_account(clinic))
    form = {
        "version": clinic.version.pk,
        "count": 3,
        "reason": "",
        "goals": "my typed goals",
        "location": clinic.location.pk,
    }

    page = client.post(f"/patients/{clinic.patient.pk}/order/", form).content.decode()
    client.post(f"/patients/{clinic.patient.pk}/order/", {**form, "reason": "mild"})

    assert "say why it is another number" in page
    assert "my typed goals" in page
    assert Plan.objects.get().unusual_count_reason == "mild"


def test_a_suitable_consultation_opens_the_planner() -> None:
    clinic = Clinic()
    visit = clinic.booked_consultation().visits.get()
    user = a_practitioners_account(clinic)

    with time_machine.travel(visit.end, tick=False):
        answer = signed_in(user).post(f"/visits/{visit.pk}/outcome/", {"outcome": "suitable"})

    slug = clinic.protocol.slug
    assert answer["Location"] == f"/patients/{clinic.patient.pk}/planner/{slug}/"
