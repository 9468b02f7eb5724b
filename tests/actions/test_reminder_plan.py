"""What a whole plan wants said: the next session has no date."""

import datetime as dt

import pytest

from plans.actions.reminder import plan_recovery, plan_reminders, replan_plan
from plans.actions.reservation import undo_booking
from plans.models import Booking, Reminder, Visit
from tests.letters import Post, at, done
from tests.world import a_message, a_protocol

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2027-01-20T16:00+01:00", "2027-02-17T16:00+01:00"


def test_who_has_no_next_date_is_reminded_until_she_has_one() -> None:
    version = a_protocol()
    a_message(version, "unbooked", days=14)
    post = Post(FIRST, SECOND, version=version)
    finished = at("2027-01-20T17:30+01:00")
    plan_recovery(visit=done(post.visits[0], finished), now=finished)
    post.now = at("2027-01-25T12:00+01:00")
    assert Reminder.objects.filter(reason="unbooked").count() == 0
    post.cancel(post.visits[1])
    row = post.row("unbooked")
    assert (row.plan, row.due_at) == (post.plan, at("2027-02-03T10:00+01:00"))
    assert row.expires_at == at("2027-03-04T00:00+01:00")  # 42 days after the first
    Visit.objects.filter(pk=post.visits[1].pk).update(
        state="booked", ended_at=None, cancelled_by="", cancelled_because=""
    )
    assert post.plan is not None
    replan_plan(plan=post.plan, now=post.now)
    assert post.row("unbooked").state == "superseded"


def test_who_loses_her_next_date_by_an_undo_is_reminded_again() -> None:
    version = a_protocol()
    a_message(version, "unbooked", days=14)
    post = Post(FIRST, version=version)
    assert post.plan is not None
    done(post.visits[0], at("2027-01-20T17:30+01:00"))
    later = at("2027-01-22T12:00+01:00")
    booking = Booking.objects.create(
        patient=post.patient,
        plan=post.plan,
        state="firm",
        created_by=post.desk,
        created_at=later,
        undo_until=later + dt.timedelta(minutes=3),
    )
    Visit.objects.create(
        patient=post.patient,
        session=post.plan.sessions.create(number=2),
        booking=booking,
        version=version,
        location=post.location,
        kind="session",
        state="booked",
        start=at(SECOND),
        end=at(SECOND) + dt.timedelta(minutes=90),
    )
    plan_reminders(booking=booking, now=later)
    assert not Reminder.objects.filter(reason="unbooked").exists()
    undo_booking(booking_id=booking.pk, by=post.desk, now=later + dt.timedelta(minutes=1))
    row = post.row("unbooked")
    assert (row.state, row.due_at) == ("planned", at("2027-02-03T10:00+01:00"))


def test_a_cancellation_is_told_though_the_move_that_would_have_told_it_is_undone() -> None:
    post = Post(FIRST, SECOND)
    Reminder.objects.filter(reason="booked").update(state="accepted", sent_at=post.now)
    moved, post.now = post.visits[0], at("2027-01-12T12:00+01:00")
    Visit.objects.filter(pk=moved.pk).update(
        state="cancelled", ended_at=post.now, cancelled_by="patient", cancelled_because="moved"
    )
    booking = Booking.objects.create(
        patient=post.patient,
        plan=post.plan,
        state="firm",
        created_by=post.desk,
        created_at=post.now,
        undo_until=post.now + dt.timedelta(minutes=3),
    )
    Visit.objects.create(
        patient=post.patient,
        session=moved.session,
        booking=booking,
        version=post.version,
        location=post.location,
        kind="session",
        state="booked",
        start=at("2027-01-21T16:00+01:00"),
        end=at("2027-01-21T17:30+01:00"),
        replaces=moved,
    )
    plan_reminders(booking=booking, now=post.now)
    post.cancel(post.visits[1])
    undo_booking(booking_id=booking.pk, by=post.desk, now=post.now)
    row = post.row("cancelled")
    assert (row.state, row.visit) == ("planned", post.visits[1])


def test_each_session_without_a_date_is_asked_for_once() -> None:
    version = a_protocol()
    a_message(version, "unbooked", days=14)
    post = Post(FIRST, version=version)
    assert post.plan is not None
    post.plan.sessions.create(number=2)
    done(post.visits[0], at("2027-01-20T17:30+01:00"))
    replan_plan(plan=post.plan, now=at("2027-01-20T17:30+01:00"))
    sent = at("2027-02-03T10:00+01:00")
    Reminder.objects.filter(reason="unbooked").update(state="accepted", sent_at=sent)
    replan_plan(plan=post.plan, now=at("2027-02-10T10:00+01:00"))
    assert Reminder.objects.filter(reason="unbooked").count() == 1
    post.plan.sessions.filter(number=2).update(had_on=dt.date(2027, 2, 17))
    post.plan.sessions.create(number=3)
    replan_plan(plan=post.plan, now=at("2027-02-17T17:30+01:00"))
    assert post.row("unbooked").due_at == at("2027-03-03T10:00+01:00")
