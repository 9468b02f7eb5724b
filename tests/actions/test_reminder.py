"""Messages are planned, replaced and taken back with what causes them."""

import copy
import datetime as dt
import uuid

import pytest
from django.db import transaction

from plans.actions.reminder import plan_recovery, plan_reminders, supersede_reminders
from plans.actions.reservation import firm_booking, undo_booking
from plans.models import Booking, Reminder, Visit
from tests.letters import Post, at, done
from tests.world import MONDAY, Clinic, a_protocol, a_single_protocol

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2027-01-20T16:00+01:00", "2027-02-17T16:00+01:00"


def test_a_booked_series_has_one_message_of_its_own_and_two_for_each_session() -> None:
    post = Post(FIRST, SECOND)
    assert [(row.reason, row.due_at, row.expires_at) for row in post.rows] == [
        ("booked", MONDAY + dt.timedelta(minutes=3), at(SECOND)),
        ("prepare", at("2027-01-13T10:00+01:00"), at(FIRST)),
        ("recovery", at("2027-01-21T10:00+01:00"), at("2027-01-23T10:00+01:00")),
        ("prepare", at("2027-02-10T10:00+01:00"), at(SECOND)),
        ("recovery", at("2027-02-18T10:00+01:00"), at("2027-02-20T10:00+01:00")),
    ]
    assert {(row.state, row.channel, row.schedule) for row in post.rows} == {
        ("planned", "email", 1)
    }


def test_a_series_planned_by_the_desk_brings_its_messages_with_it() -> None:
    booking = Clinic().booked(sessions=4)
    rows = Reminder.objects.filter(patient=booking.patient)
    assert sorted(rows.values_list("reason", flat=True)) == sorted(
        ["booked", *["prepare", "recovery"] * 4]
    )


def test_a_reservation_sends_nothing_until_it_is_made_firm() -> None:
    clinic = Clinic()
    booking = clinic.booked(sessions=4, reserve=True)
    assert Reminder.objects.count() == 0
    later = clinic.now + dt.timedelta(minutes=20)
    firm = firm_booking(booking_id=booking.pk, by=clinic.desk, now=later)
    assert isinstance(firm, Booking)
    assert Reminder.objects.get(reason="booked").due_at == later + dt.timedelta(minutes=3)
    assert Reminder.objects.count() == 9


def test_a_consultation_has_the_message_with_its_date_alone() -> None:
    post = Post(FIRST, kind="consultation", version=a_single_protocol())
    assert post.told() == [("booked", "planned")]


def test_a_single_visit_with_a_text_for_it_is_prepared() -> None:
    version = a_protocol(prepare_days_before=2, recovery_days_after=1)
    post = Post(FIRST, kind="review", version=version)
    assert post.told() == [("booked", "planned"), ("prepare", "planned")]


def test_a_protocol_without_a_text_prepares_nobody() -> None:
    post = Post(FIRST, version=a_protocol(prepare_text=""))
    assert post.told() == [("booked", "planned"), ("recovery", "planned")]


def test_a_visit_nearer_than_its_lead_is_prepared_as_soon_as_undo_is_over() -> None:
    post = Post("2027-01-13T16:00+01:00")
    assert post.row("prepare").due_at == MONDAY + dt.timedelta(minutes=3)


def test_who_is_here_already_gets_no_message_about_coming() -> None:
    assert Post("2027-01-11T08:03+01:00").told() == [("recovery", "planned")]


def test_a_session_that_begins_right_now_keeps_nothing_from_being_told() -> None:
    post = Post(FIRST, SECOND)
    first = post.visits[0]
    post.cancel(first)
    again = copy.copy(post.booking)
    again.pk, again.key, again.created_at = None, uuid.uuid4(), post.now
    again.save(force_insert=True)
    Visit.objects.create(
        patient=post.patient,
        session=first.session,
        booking=again,
        version=post.version,
        location=post.location,
        kind="session",
        state="booked",
        start=post.now,
        end=post.now + dt.timedelta(minutes=90),
    )
    plan_reminders(booking=again, now=post.now)
    assert [row.state for row in post.rows if row.reason == "booked"] == ["planned"]


def test_a_message_about_dates_is_of_use_until_the_last_one_that_it_tells() -> None:
    post = Post(FIRST, SECOND)
    moved = copy.copy(post.booking)
    moved.pk, moved.key = None, uuid.uuid4()
    moved.save(force_insert=True)
    post.visits[0].booking = moved
    post.visits[0].save()
    plan_reminders(booking=moved, now=post.now)
    assert post.row("booked").expires_at == at(SECOND)


def test_a_message_without_an_allowed_hour_left_is_kept_for_a_call() -> None:
    evening = at("2027-01-11T20:00+01:00")
    post = Post("2027-01-12T08:00+01:00", now=evening)
    assert [(row.reason, row.state, row.suppressed_because) for row in post.rows] == [
        ("booked", "suppressed", "quiet"),
        ("prepare", "suppressed", "quiet"),
        ("recovery", "planned", ""),
    ]
    assert {row.ended_at for row in post.rows[:2]} == {evening}


def test_an_undone_booking_takes_its_messages_back() -> None:
    clinic = Clinic()
    booking = clinic.booked(sessions=4)
    soon = clinic.now + dt.timedelta(minutes=2)
    undo_booking(booking_id=booking.pk, by=clinic.desk, now=soon)
    assert set(Reminder.objects.values_list("state", "ended_at")) == {("superseded", soon)}
    assert Reminder.objects.count() == 9


def test_messages_are_taken_back_only_if_the_whole_act_is() -> None:
    post = Post(FIRST)
    with pytest.raises(RuntimeError), transaction.atomic():
        supersede_reminders(booking=post.booking, now=MONDAY)
        assert {state for _, state in post.told()} == {"superseded"}
        raise RuntimeError
    assert {state for _, state in post.told()} == {"planned"}


def test_a_cancelled_session_takes_back_its_own_messages_alone() -> None:
    post = Post(FIRST, SECOND)
    supersede_reminders(visit=post.visits[0], now=MONDAY)
    assert post.told() == [
        ("booked", "planned"),
        ("prepare", "superseded"),
        ("recovery", "superseded"),
        ("prepare", "planned"),
        ("recovery", "planned"),
    ]


def test_what_has_gone_out_is_not_taken_back() -> None:
    post = Post(FIRST)
    Reminder.objects.filter(reason="booked").update(state="accepted", sent_at=MONDAY)
    supersede_reminders(booking=post.booking, now=MONDAY)
    assert post.row("booked").state == "accepted"


def test_planning_again_writes_the_dates_anew_and_keeps_what_waits_for_the_same_time() -> None:
    post = Post(FIRST)
    plan_reminders(booking=post.booking, now=MONDAY)
    assert [(row.reason, row.schedule, row.state) for row in post.rows] == [
        ("booked", 1, "superseded"),
        ("prepare", 1, "planned"),
        ("recovery", 1, "planned"),
        ("booked", 2, "planned"),
    ]


def recovery_dues(visit: Visit) -> list[tuple[str, dt.datetime]]:
    rows = Reminder.objects.filter(visit=visit, reason="recovery").order_by("pk")
    return list(rows.values_list("state", "due_at"))


def test_a_session_done_on_its_day_keeps_its_recovery_message() -> None:
    post = Post(FIRST)
    finished = at("2027-01-20T17:40+01:00")
    plan_recovery(visit=done(post.visits[0], finished), now=finished)
    assert recovery_dues(post.visits[0]) == [("planned", at("2027-01-21T10:00+01:00"))]


def test_a_session_marked_done_later_is_asked_after_from_that_day() -> None:
    post = Post(FIRST)
    finished = at("2027-01-22T09:00+01:00")
    plan_recovery(visit=done(post.visits[0], finished), now=finished)
    assert recovery_dues(post.visits[0]) == [
        ("superseded", at("2027-01-21T10:00+01:00")),
        ("planned", at("2027-01-23T10:00+01:00")),
    ]


def test_a_session_that_was_asked_after_is_not_asked_after_again() -> None:
    post = Post(FIRST)
    Reminder.objects.filter(reason="recovery").update(state="accepted")
    finished = at("2027-01-25T09:00+01:00")
    plan_recovery(visit=done(post.visits[0], finished), now=finished)
    assert recovery_dues(post.visits[0]) == [("accepted", at("2027-01-21T10:00+01:00"))]
