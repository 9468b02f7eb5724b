"""The outbox: who may send what, and what becomes of it."""

import datetime as dt
from typing import Any

import pytest
from django.db.models.functions import Now

from plans.actions.outbox import beat, claim_reminders, hold, send_again, settle_reminder
from plans.actions.refusal import Refused
from plans.actions.reminder import supersede_reminders
from plans.engine.reminder import Accepted, Outcome, Postponed, Rejected
from plans.models import Heartbeat, Reminder, Trail, Visit
from tests.letters import Post, at, done
from tests.world import CANCELLED, MONDAY

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2027-01-20T16:00+01:00", "2027-02-17T16:00+01:00"
NOON = at("2027-01-11T12:00+01:00")


def claim(now: dt.datetime = NOON, owner: str = "one", channel: str = "email") -> list[Reminder]:
    return claim_reminders(channel=channel, owner=owner, now=now)


def claimed(now: dt.datetime = NOON, owner: str = "one") -> Reminder:
    """The one message that goes now, as it stands in the database."""
    rows = claim(now, owner)
    assert len(rows) == 1
    return Reminder.objects.get(pk=rows[0].pk)


def tried(now: dt.datetime = NOON, owner: str = "one") -> Reminder:
    """The one that goes now, given to a provider."""
    row = claimed(now, owner)
    assert hold(row=row, owner=owner, now=now)
    return row


def end_lease(row: Reminder) -> None:
    """As if the worker had been lost longer ago than its lease."""
    Reminder.objects.filter(pk=row.pk).update(lease_until=Now())


def test_the_oldest_due_message_is_claimed_under_a_lease() -> None:
    Post(FIRST)
    row = claimed()
    assert (row.reason, row.state, row.owner, row.attempts) == ("booked", "sending", "one", 0)
    assert row.lease_until is not None
    left = row.lease_until - dt.datetime.now(dt.UTC)
    assert dt.timedelta(0) < left <= dt.timedelta(seconds=91)


def test_nothing_is_claimed_before_it_is_due() -> None:
    Post(FIRST)
    assert claim(MONDAY, "one") == []


def test_a_claimed_message_is_nobody_elses() -> None:
    Post(FIRST)
    claimed(owner="one")
    assert claim(NOON, "two") == []


def test_a_lost_worker_leaves_its_message_to_the_next_one_under_the_same_key() -> None:
    Post(FIRST)
    first = tried(owner="one")
    end_lease(first)
    second = claimed(owner="two")
    assert (second.pk, second.key, second.attempts) == (first.pk, first.key, 1)
    assert second.first_tried_at == NOON


def test_who_lost_the_lease_marks_nothing() -> None:
    Post(FIRST)
    first = claimed(owner="one")
    end_lease(first)
    second = claimed(owner="two")
    assert settle_reminder(row=first, owner="one", outcome=Rejected("550"), now=NOON) is False
    assert settle_reminder(row=second, owner="two", outcome=Accepted("x"), now=NOON) is True
    second.refresh_from_db()
    assert (second.state, second.sent_at, second.last_error) == ("accepted", NOON, "")


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"email": "", "phone": "+4930123456"}, "no_email"),
        ({"email_consent_at": None}, "no_consent"),
        ({"archived_at": MONDAY}, "archived"),
    ],
)
def test_a_patient_who_cannot_be_written_to_is_not(fields: dict[str, Any], because: str) -> None:
    post = Post(FIRST, **fields)
    assert claim(NOON, "one") == []
    row = post.row("booked")
    assert (row.state, row.suppressed_because, row.ended_at) == ("suppressed", because, NOON)
    line = Trail.objects.get(verb="reminder_suppressed")
    assert (line.actor, line.patient, line.plan) == (None, post.patient, post.plan)
    assert line.facts["because"] == because


def test_a_message_of_an_undone_booking_does_not_go_even_if_it_was_left_planned() -> None:
    post = Post(FIRST)
    post.booking.state = "undone"
    post.booking.save(update_fields=["state"])
    assert claim(NOON, "one") == []
    assert post.row("booked").suppressed_because == "visit_gone"


def test_a_message_of_a_cancelled_visit_does_not_go_even_if_it_was_left_planned() -> None:
    post = Post(FIRST)
    Visit.objects.filter(pk=post.visits[0].pk).update(**CANCELLED)
    assert claim(NOON, "one") == []
    assert post.row("booked").suppressed_because == "visit_gone"


def test_a_message_in_quiet_hours_rests_until_they_end() -> None:
    post = Post(FIRST, now=at("2027-01-11T19:58+01:00"))
    Reminder.objects.filter(reason="booked").update(next_try_at=NOON)
    assert claim(at("2027-01-11T20:02+01:00"), "one") == []
    row = post.row("booked")
    assert (row.state, row.next_try_at) == ("planned", at("2027-01-12T08:00+01:00"))
    assert row.attempts == 0


def test_recovery_waits_for_the_visit_to_be_done() -> None:
    post = Post(FIRST)
    Reminder.objects.exclude(reason="recovery").update(state="accepted")
    due = at("2027-01-21T10:00+01:00")
    assert claim(due, "one") == []
    assert post.row("recovery").next_try_at == due + dt.timedelta(minutes=15)
    done(post.visits[0], due)
    assert claimed(now=due + dt.timedelta(minutes=15)).reason == "recovery"


def test_recovery_of_a_visit_that_was_never_done_is_given_up() -> None:
    post = Post(FIRST)
    Reminder.objects.exclude(reason="recovery").update(state="accepted")
    assert claim(at("2027-01-23T10:00+01:00"), "one") == []
    assert post.row("recovery").suppressed_because == "not_done"


def test_one_message_that_may_not_go_does_not_keep_back_the_next() -> None:
    Post(FIRST, email_consent_at=None)
    other = Post(FIRST)
    assert claimed().patient == other.patient


def test_a_message_that_a_lost_worker_may_have_sent_is_unknown_once_it_may_not_go() -> None:
    post = Post(FIRST)
    end_lease(tried())
    assert claim(at(FIRST), "two") == []
    assert post.row("booked").state == "unknown"


def settled(outcome: Outcome, now: dt.datetime = NOON) -> Reminder:
    row = tried(now)
    assert settle_reminder(row=row, owner="one", outcome=outcome, now=now)
    row.refresh_from_db()
    assert (row.owner, row.lease_until) == ("", None)
    return row


def test_an_accepted_message_keeps_the_providers_name_for_it() -> None:
    Post(FIRST)
    row = settled(Accepted("<key@clinic>"))
    assert (row.state, row.provider_id, row.sent_at) == ("accepted", "<key@clinic>", NOON)
    assert Trail.objects.get(verb="reminder_sent").facts["reminder"] == row.pk
    assert claim(NOON, "one") == []


def test_a_postponed_message_is_tried_again_later() -> None:
    Post(FIRST)
    row = settled(Postponed("450 try\nlater"))
    assert (row.state, row.last_error, row.sent_at) == ("planned", "450 try later", None)
    assert row.next_try_at == NOON + dt.timedelta(seconds=30)
    assert claim(NOON + dt.timedelta(seconds=29), "one") == []
    assert claimed(now=NOON + dt.timedelta(seconds=30)).attempts == 1


def test_a_postponed_message_that_would_come_too_late_fails() -> None:
    Post(FIRST)
    now = at(FIRST) - dt.timedelta(seconds=30)
    row = settled(Postponed("450"), now=now)
    assert (row.state, row.ended_at) == ("failed", now)


def test_a_refused_recipient_fails_at_once() -> None:
    Post(FIRST)
    row = settled(Rejected("550 no such user"))
    assert (row.state, row.last_error) == ("failed", "550 no such user")
    assert Trail.objects.filter(verb="reminder_failed").count() == 1


def test_a_message_replaced_on_its_way_stays_replaced_but_says_that_it_went() -> None:
    post = Post(FIRST)
    row = claimed()
    supersede_reminders(booking=post.booking, now=NOON)
    assert settle_reminder(row=row, owner="one", outcome=Accepted("x"), now=NOON) is True
    row.refresh_from_db()
    assert (row.state, row.sent_at) == ("superseded", NOON)


def test_a_failed_message_can_be_sent_again() -> None:
    post = Post(FIRST)
    row = settled(Rejected("550"))
    later = NOON + dt.timedelta(hours=1)
    answer = send_again(reminder_id=row.pk, by=post.desk, now=later)
    assert answer == row
    again = claimed(now=later)
    assert (again.pk, again.key, again.attempts) == (row.pk, row.key, 0)
    assert Trail.objects.get(verb="reminder_made_due").actor == post.desk


def test_a_resting_message_can_be_sent_at_once() -> None:
    post = Post(FIRST)
    row = settled(Postponed("450"))
    send_again(reminder_id=row.pk, by=post.desk, now=NOON)
    assert claimed(now=NOON).pk == row.pk


@pytest.mark.parametrize(
    ("change", "now", "what"),
    [
        ({"email_consent_at": None}, NOON, "no_consent"),
        ({"email": "", "phone": "+4930123456"}, NOON, "no_email"),
        ({}, at(FIRST), "expired"),
    ],
)
def test_what_would_not_go_anyway_is_not_made_due(
    change: dict[str, Any], now: dt.datetime, what: str
) -> None:
    post = Post(FIRST)
    row = settled(Rejected("550"))
    for name, value in change.items():
        setattr(post.patient, name, value)
    post.patient.save()
    assert send_again(reminder_id=row.pk, by=post.desk, now=now) == Refused(what)
    row.refresh_from_db()
    assert row.state == "failed"


@pytest.mark.parametrize("state", ["accepted", "superseded", "planned", "sending"])
def test_only_what_was_tried_and_did_not_go_can_be_sent_again(state: str) -> None:
    post = Post(FIRST)
    row = post.row("booked")
    lease = {"owner": "one", "lease_until": NOON} if state == "sending" else {}
    Reminder.objects.filter(pk=row.pk).update(state=state, **lease)
    answer = send_again(reminder_id=row.pk, by=post.desk, now=NOON)
    assert answer == Refused("not_waiting")
    assert post.row("booked").state == state


def test_workers_that_are_long_gone_are_forgotten() -> None:
    beat(worker="old", now=MONDAY)
    beat(worker="new", now=MONDAY + dt.timedelta(days=2))
    assert list(Heartbeat.objects.values_list("worker", flat=True)) == ["new"]
