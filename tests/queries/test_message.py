"""The messages of a plan, as its pages show them."""

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.models import Plan, Reminder, Session, Visit
from plans.queries.message import messages_of_plan, plan_messages, short_of
from tests.letters import Post, at
from tests.world import CANCELLED, a_message

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = (
    "2027-01-20T16:00+01:00",
    "2027-02-17T16:00+01:00",
    "2027-03-17T16:00+01:00",
)
NOON = at("2027-01-11T12:00+01:00")


def change(row: Reminder, **fields: Any) -> None:
    Reminder.objects.filter(pk=row.pk).update(**fields)


def plan_of(post: Post) -> Plan:
    assert post.plan is not None
    return post.plan


@pytest.mark.parametrize("count", [1, 3])
def test_the_messages_of_a_plan_cost_one_query(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    post = Post(*[FIRST, SECOND, "2027-03-17T16:00+01:00"][:count])
    assert post.plan is not None
    with django_assert_num_queries(1):
        found = messages_of_plan(post.plan, NOON)
    assert len(found) == 1 + 2 * count


def test_a_plan_shows_all_its_messages_by_the_time_they_are_due() -> None:
    post = Post(FIRST, SECOND)
    Post(FIRST)
    assert post.plan is not None
    found = [(m.reason, m.number, m.start) for m in messages_of_plan(post.plan, NOON)]
    assert found == [
        ("booked", None, at(FIRST)),
        ("prepare", 1, at(FIRST)),
        ("recovery", 1, at(FIRST)),
        ("prepare", 2, at(SECOND)),
        ("recovery", 2, at(SECOND)),
    ]


def test_a_replaced_message_is_shown_only_if_it_went_out() -> None:
    post = Post(FIRST)
    assert post.plan is not None
    change(post.row("booked"), state="superseded", sent_at=NOON)
    change(post.row("prepare"), state="superseded")
    shown = [m.reason for m in messages_of_plan(post.plan, NOON)]
    assert shown == ["booked", "recovery"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_plan_costs_three_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan = Plan.objects.select_related("location", "version").get(
        pk=plan_of(Post(*[FIRST, SECOND, THIRD][:count])).pk
    )
    with django_assert_num_queries(3):
        page = plan_messages(plan, NOON)
        names = [m.patient.name for group in page.groups for m in group.messages]
    assert len(names) == 1 + 2 * count


def test_messages_stand_with_their_session_and_its_date() -> None:
    page = plan_messages(plan_of(Post(FIRST, SECOND)), NOON)
    found = [(one.number, one.start, [m.reason for m in one.messages]) for one in page.groups]
    assert found == [
        (None, None, ["booked"]),
        (1, at(FIRST), ["prepare", "recovery"]),
        (2, at(SECOND), ["prepare", "recovery"]),
    ]


def test_a_session_without_a_date_stands_there_too() -> None:
    post = Post(FIRST)
    Session.objects.create(plan=plan_of(post), number=2)
    last = plan_messages(plan_of(post), NOON).groups[-1]
    assert (last.number, last.start, last.messages) == (2, None, [])


def test_a_session_whose_visit_was_cancelled_has_no_date() -> None:
    post = Post(FIRST)
    Visit.objects.filter(pk=post.visits[0].pk).update(**CANCELLED)
    assert plan_messages(plan_of(post), NOON).groups[-1].start is None


def test_what_the_version_does_not_send_is_named() -> None:
    post = Post(FIRST)
    a_message(post.version, "confirm", days=3, is_on=False)
    assert [step.slug for step in plan_messages(plan_of(post), NOON).off] == ["confirm"]


def test_another_plan_of_hers_has_its_own_messages() -> None:
    post, other = Post(FIRST), Post(SECOND)
    Reminder.objects.filter(patient=other.patient).update(patient=post.patient)
    found = {m.plan_id for m in messages_of_plan(plan_of(post), NOON)}
    assert found == {plan_of(post).pk}


def test_the_plan_page_shows_what_matters_today() -> None:
    post = Post(FIRST, SECOND, THIRD)
    booked = post.row("booked")
    change(booked, state="accepted", sent_at=NOON)
    trouble = Reminder.objects.filter(reason="prepare", patient=post.patient).earliest("due_at")
    change(trouble, state="failed", ended_at=NOON)
    short = short_of(messages_of_plan(plan_of(post), NOON))
    assert [m.id for m in short.troubled] == [trouble.pk]
    assert [m.id for m in short.gone] == [booked.pk]
    assert [(m.reason, m.number) for m in short.coming] == [
        ("recovery", 1),
        ("prepare", 2),
        ("recovery", 2),
    ]
    assert short.more == 2


def test_what_goes_next_comes_first() -> None:
    post = Post(FIRST, SECOND)
    last = post.row("recovery")
    change(last, next_try_at=NOON + dt.timedelta(minutes=5))
    short = short_of(messages_of_plan(plan_of(post), NOON))
    assert short.coming[1].id == last.pk
