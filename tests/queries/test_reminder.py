"""Messages as pages show them, and whether the worker is well."""

import datetime as dt
import uuid
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.actions.outbox import beat
from plans.models import Patient, Reminder, Visit
from plans.queries.reminder import (
    Message,
    message_of,
    messages_are_late,
    messages_to_mind,
    visits_told,
    with_visits,
    worker_is_late,
)
from tests.letters import Post, at, done
from tests.world import CANCELLED, MONDAY

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2027-01-20T16:00+01:00", "2027-02-17T16:00+01:00"
NOON = at("2027-01-11T12:00+01:00")


def change(row: Reminder, **fields: Any) -> None:
    Reminder.objects.filter(pk=row.pk).update(**fields)


def a_message_by_hand(patient: Patient) -> Reminder:
    return Reminder.objects.create(
        patient=patient,
        reason="hand",
        channel="email",
        due_at=NOON,
        next_try_at=NOON,
        expires_at=NOON + dt.timedelta(days=2),
        own_subject="Hello",
        own_text="Good morning.",
        key=uuid.uuid4(),
        created_at=NOON,
    )


def failed(row: Reminder) -> None:
    change(row, state="failed", attempts=1, last_error="550 no such user")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_two_queries_however_many_messages(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        failed(Post(FIRST).row("booked"))
    with django_assert_num_queries(2):
        page = messages_to_mind(NOON)
        shown = [(m.patient.name, m.plan_id, m.zone) for m in (*page.troubled, *page.waiting)]
    assert len(page.troubled) == len(page.waiting) == count
    assert len(shown) == 2 * count


def only(messages: Any) -> Message:
    [message] = messages
    assert isinstance(message, Message)
    return message


def test_a_failed_message_can_be_sent_again_or_called_about() -> None:
    failed(Post(FIRST).row("booked"))
    message = only(messages_to_mind(NOON).troubled)
    assert message.needs_a_call
    assert message.may_be_sent_again


def test_a_message_that_missed_its_visit_can_only_be_called_about() -> None:
    failed(Post(FIRST).row("booked"))
    message = only(messages_to_mind(at(FIRST)).troubled)
    assert message.needs_a_call
    assert not message.may_be_sent_again


def test_a_failed_message_is_shown_for_a_week_after_its_visit() -> None:
    failed(Post(FIRST).row("booked"))
    week = at(FIRST) + dt.timedelta(days=7)
    assert len(messages_to_mind(week - dt.timedelta(seconds=1)).troubled) == 1
    assert messages_to_mind(week).troubled == []


def test_the_nearest_visit_comes_first_and_missed_ones_last() -> None:
    posts = [Post(SECOND), Post("2027-01-12T16:00+01:00"), Post(FIRST)]
    for post in posts:
        failed(post.row("booked"))
    shown = [m.patient for m in messages_to_mind(at("2027-01-13T12:00+01:00")).troubled]
    assert shown == [posts[2].patient, posts[0].patient, posts[1].patient]


@pytest.mark.parametrize("because", ["answered", "archived", "stopped", "visit_gone"])
def test_what_nobody_misses_is_not_shown(because: str) -> None:
    change(Post(FIRST).row("booked"), state="suppressed", suppressed_because=because)
    assert messages_to_mind(NOON).troubled == []


def test_what_the_clinic_stopped_can_be_let_go_and_not_sent_again() -> None:
    row = Post(FIRST).row("booked")
    change(row, state="suppressed", suppressed_because="stopped")
    message = message_of(with_visits().get(pk=row.pk), NOON)
    told = (message.may_be_released, message.may_be_sent_again, message.needs_a_call)
    assert told == (True, False, False)
    late = message_of(with_visits().get(pk=row.pk), at(FIRST))
    assert not late.may_be_released


def test_each_location_has_its_own_messages_and_those_of_none() -> None:
    here, there = Post(FIRST), Post(FIRST)
    for post in (here, there):
        failed(post.row("booked"))
    by_hand = a_message_by_hand(here.patient)
    failed(by_hand)
    found = messages_to_mind(NOON, location=there.location.pk).troubled
    assert {m.id for m in found} == {there.row("booked").pk, by_hand.pk}
    assert len(messages_to_mind(NOON).troubled) == 3


def test_a_message_about_nothing_but_her_is_shown_with_the_clinics_clock() -> None:
    post = Post(FIRST, location={"zone": "Europe/Lisbon"})
    row = with_visits().get(pk=a_message_by_hand(post.patient).pk)
    message = message_of(row, NOON)
    assert (message.start, message.plan_id, message.zone) == (None, None, "Europe/Lisbon")
    assert message.is_by_hand


def test_a_text_message_looks_at_her_phone_and_not_at_her_mail() -> None:
    post = Post(FIRST, phone="+493012345678", sms_consent_at=MONDAY, email_consent_at=None)
    row = post.row("prepare")
    change(row, channel="sms", state="planned", suppressed_because="")
    assert message_of(with_visits().get(pk=row.pk), NOON).because == ""
    change(row, channel="email")
    assert message_of(with_visits().get(pk=row.pk), NOON).because == "no_consent"


def test_a_waiting_message_tells_ahead_that_it_will_not_go() -> None:
    Post(FIRST, email_consent_at=None)
    message = only(messages_to_mind(MONDAY).waiting[:1])
    assert (message.because, message.needs_a_call) == ("no_consent", True)
    assert not message.may_be_sent_again


def test_messages_wait_on_the_page_for_a_week_ahead() -> None:
    Post(FIRST)
    assert [m.reason for m in messages_to_mind(MONDAY).waiting] == ["booked", "prepare"]


def test_recovery_that_is_due_tells_that_it_waits_for_the_visit_to_be_done() -> None:
    post = Post(FIRST)
    due = at("2027-01-21T10:00+01:00")

    def told() -> bool:
        recovery = [m for m in messages_to_mind(due).waiting if m.reason == "recovery"]
        return only(recovery).waits_for_done

    assert told()
    done(post.visits[0], due)
    assert not told()


def test_a_letter_about_a_booking_tells_all_visits_that_stand_and_no_others() -> None:
    post = Post(FIRST, SECOND)
    assert visits_told(post.row("booked")) == post.visits
    Visit.objects.filter(pk=post.visits[0].pk).update(**CANCELLED)
    assert visits_told(post.row("booked")) == [post.visits[1]]


def test_a_letter_about_a_visit_tells_it_alone() -> None:
    post = Post(FIRST, SECOND)
    assert visits_told(post.row("prepare")) == [post.visits[1]]


def test_a_worker_is_late_after_three_minutes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    assert worker_is_late(NOON)
    beat(worker="one", now=NOON)
    with django_assert_num_queries(1):
        assert not worker_is_late(NOON + dt.timedelta(seconds=179))
    assert worker_is_late(NOON + dt.timedelta(minutes=3))


def test_messages_are_late_when_one_was_due_more_than_five_minutes_ago() -> None:
    post = Post(FIRST)
    due = post.row("booked").due_at
    assert not messages_are_late(due + dt.timedelta(minutes=5))
    assert messages_are_late(due + dt.timedelta(minutes=5, seconds=1))
    change(post.row("booked"), state="accepted")
    assert not messages_are_late(due + dt.timedelta(minutes=6))
