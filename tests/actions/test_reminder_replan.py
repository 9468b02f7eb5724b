"""What waits follows what a visit, a plan and a patient are; what was said is not said again."""

import datetime as dt
import uuid
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from plans.actions.patient import Details, Entered, update_patient
from plans.actions.reminder import (
    plan_recovery,
    replan_patient,
    replan_visit,
    supersede_reminders,
)
from plans.models import CheckIn, Reminder, Screening, Visit
from plans.shipped.standards import TRIAGE
from tests.letters import Post, at, done
from tests.ready import a_sheet
from tests.world import MONDAY, a_message, a_protocol

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2027-01-20T16:00+01:00", "2027-02-17T16:00+01:00"
LATER = at("2027-01-11T12:00+01:00")
SMS: dict[str, Any] = {"phone": "+4915112345678", "sms_consent_at": MONDAY, "channel": "sms"}


def change(row: Reminder, **fields: Any) -> None:
    Reminder.objects.filter(pk=row.pk).update(**fields)


def waiting(post: Post) -> list[tuple[str, str]]:
    return [(row.reason, row.channel) for row in post.rows if row.state == "planned"]


# The visit


def test_planning_again_changes_nothing_where_nothing_has_changed() -> None:
    post = Post(FIRST, SECOND)
    before = list(Reminder.objects.order_by("pk").values())
    for visit in post.visits:
        replan_visit(visit=visit, now=LATER)
    assert list(Reminder.objects.order_by("pk").values()) == before


def test_who_has_confirmed_is_not_asked_to() -> None:
    version = a_protocol()
    a_message(version, "confirm", days=3)
    post = Post(FIRST, version=version)
    assert ("confirm", "email") in waiting(post)
    Visit.objects.update(confirmed_at=LATER)
    replan_visit(visit=post.visits[0], now=LATER)
    assert post.row("confirm").state == "superseded"
    Visit.objects.update(confirmed_at=None)
    replan_visit(visit=post.visits[0], now=LATER)
    assert (post.row("confirm").state, post.row("confirm").schedule) == ("planned", 2)


def test_who_has_answered_the_questions_is_not_asked_them() -> None:
    version = a_protocol()
    a_message(version, "screening", days=2)
    post = Post(FIRST, version=version)
    assert post.row("screening").due_at == at("2027-01-18T10:00+01:00")
    Screening.objects.create(
        patient=post.patient,
        visit=post.visits[0],
        standard=a_sheet("questions", []),
        answers={},
        told_by="patient",
        taken_by=post.desk,
        taken_at=LATER,
    )
    replan_visit(visit=post.visits[0], now=LATER)
    assert post.row("screening").state == "superseded"


def test_a_check_in_that_was_given_is_not_asked_for_again() -> None:
    standard = a_sheet("triage", [TRIAGE])
    version = a_protocol(recovery_days_after=3)
    version.message_steps.filter(reason="recovery").update(asks_check_in=True)
    a_message(version, "check_in", days=4)
    how = {"has_check_ins": True, "emergency_phone": "112"}
    post = Post(FIRST, version=version, location=how)
    finished = at("2027-01-20T17:30+01:00")
    plan_recovery(visit=done(post.visits[0], finished), now=finished)
    assert post.row("check_in").due_at == at("2027-01-24T10:00+01:00")
    CheckIn.objects.create(
        patient=post.patient,
        visit=post.visits[0],
        key=uuid.uuid4(),
        answered_at=finished,
        day=3,
        answers={},
        colour="green",
        standard=standard,
    )
    replan_visit(visit=post.visits[0], now=finished)
    assert post.row("check_in").state == "superseded"


def test_a_late_message_that_waits_is_not_put_off() -> None:
    post = Post("2027-01-13T16:00+01:00")
    replan_visit(visit=post.visits[0], now=MONDAY + dt.timedelta(hours=2))
    assert post.row("prepare").due_at == MONDAY + dt.timedelta(minutes=3)
    assert post.row("prepare").schedule == 1


def test_a_message_that_is_being_sent_is_left_alone() -> None:
    post = Post(FIRST)
    change(post.row("prepare"), state="sending", owner="one", lease_until=LATER)
    replan_visit(visit=post.visits[0], now=LATER)
    assert [(row.reason, row.state) for row in post.rows if row.visit_id] == [
        ("prepare", "sending"),
        ("recovery", "planned"),
    ]


@pytest.mark.parametrize("state", ["accepted", "delivered", "unknown", "failed", "bounced"])
def test_what_was_tried_is_not_written_again(state: str) -> None:
    post = Post(FIRST)
    change(post.row("prepare"), state=state)
    replan_visit(visit=post.visits[0], now=LATER)
    assert Reminder.objects.filter(reason="prepare").count() == 1


def test_what_went_out_while_it_was_replaced_is_not_said_again() -> None:
    post = Post(FIRST)
    supersede_reminders(visit=post.visits[0], now=LATER)
    change(post.row("prepare"), sent_at=LATER)
    replan_visit(visit=post.visits[0], now=LATER)
    rows = Reminder.objects.filter(visit=post.visits[0]).order_by("pk")
    assert list(rows.values_list("reason", "state")) == [
        ("prepare", "superseded"),
        ("recovery", "superseded"),
        ("recovery", "planned"),
    ]


def test_what_the_staff_stopped_stays_so() -> None:
    post = Post(FIRST)
    change(post.row("prepare"), state="suppressed", suppressed_because="stopped")
    replan_visit(visit=post.visits[0], now=LATER)
    assert [row.suppressed_because for row in post.rows if row.reason == "prepare"] == ["stopped"]


def test_what_the_staff_changed_keeps_its_time() -> None:
    post = Post(FIRST)
    other = at("2027-01-15T09:00+01:00")
    change(post.row("prepare"), due_at=other, written_by=post.desk)
    replan_visit(visit=post.visits[0], now=LATER)
    assert [row.due_at for row in post.rows if row.reason == "prepare"] == [other]


def test_a_session_marked_done_days_later_is_told_what_is_not_over() -> None:
    version = a_protocol()
    a_message(version, "recovery", days=14, slug="day_14")
    post = Post(FIRST, version=version)
    visit = done(post.visits[0], at("2027-01-20T17:30+01:00"))
    plan_recovery(visit=visit, now=at("2027-01-25T09:00+01:00"))
    told = [(row.due_at, row.state) for row in post.rows if row.reason == "recovery"]
    assert told == [
        (at("2027-01-21T10:00+01:00"), "superseded"),
        (at("2027-02-03T10:00+01:00"), "planned"),
    ]


# The patient


def test_with_another_way_all_that_waits_goes_by_it() -> None:
    post = Post(FIRST)
    for field, value in SMS.items():
        setattr(post.patient, field, value)
    post.patient.save()
    replan_patient(patient=post.patient, now=MONDAY)
    assert waiting(post) == [("prepare", "sms"), ("recovery", "sms"), ("booked", "sms")]
    assert Reminder.objects.filter(channel="email").exclude(state="superseded").count() == 0


def test_the_desk_changes_her_wish_and_the_messages_follow() -> None:
    post = Post(FIRST, **{**SMS, "channel": "email"})
    details = Details(
        name=post.patient.name,
        email=post.patient.email,
        phone=SMS["phone"],
        channel="sms",
        may_email=True,
        may_sms=True,
    )
    answer = update_patient(patient_id=post.patient.pk, details=details, by=post.desk, now=LATER)
    assert isinstance(answer, Entered)
    assert {channel for _, channel in waiting(post)} == {"sms"}


def test_who_stops_text_messages_is_written_to_by_e_mail() -> None:
    post = Post(FIRST, **SMS)
    assert {channel for _, channel in waiting(post)} == {"sms"}
    post.patient.sms_consent_at, post.patient.sms_stopped_at = None, LATER
    post.patient.save()
    replan_patient(patient=post.patient, now=LATER)
    assert {channel for _, channel in waiting(post)} == {"email"}
    assert len(waiting(post)) == 3


def test_without_a_provider_of_texts_everybody_is_written_to_by_e_mail(settings: Settings) -> None:
    settings.SMS_URL = ""
    post = Post(FIRST, **SMS)
    assert {channel for _, channel in waiting(post)} == {"email"}


def test_who_cannot_be_written_to_keeps_her_messages_in_sight() -> None:
    post = Post(FIRST, email_consent_at=None)
    assert waiting(post) == [("booked", "email"), ("prepare", "email"), ("recovery", "email")]
    replan_patient(patient=post.patient, now=LATER)
    assert len(post.rows) == 3


def test_who_may_be_written_to_again_hears_what_is_still_of_use() -> None:
    post = Post(FIRST, email_consent_at=None)
    Reminder.objects.update(state="suppressed", suppressed_because="no_consent", ended_at=LATER)
    replan_patient(patient=post.patient, now=LATER)
    assert waiting(post) == []
    post.patient.email_consent_at = LATER
    post.patient.save()
    replan_patient(patient=post.patient, now=LATER)
    assert waiting(post) == [("prepare", "email"), ("recovery", "email"), ("booked", "email")]


def test_what_came_back_goes_by_the_other_way_if_there_is_one() -> None:
    post = Post(FIRST, **{**SMS, "channel": "email"})
    change(post.row("prepare"), state="bounced", sent_at=LATER)
    post.patient.email_dead_at = LATER
    post.patient.save()
    replan_patient(patient=post.patient, now=LATER)
    prepare = Reminder.objects.filter(reason="prepare").order_by("pk")
    assert list(prepare.values_list("channel", "state")) == [
        ("email", "bounced"),
        ("sms", "planned"),
    ]
    replan_patient(patient=post.patient, now=LATER)
    assert prepare.count() == 2


def test_in_another_zone_the_quiet_hours_are_others() -> None:
    post = Post(FIRST)
    post.patient.zone = "America/New_York"
    post.patient.save()
    replan_patient(patient=post.patient, now=MONDAY)
    assert post.row("prepare").due_at == at("2027-01-13T08:00-05:00")


def test_all_dates_go_by_both_ways_where_the_version_says_so() -> None:
    version = a_protocol()
    a_message(version, "booked", minute=None, way="both")
    post = Post(FIRST, version=version, **SMS)
    told = [row.channel for row in post.rows if row.reason == "booked"]
    assert sorted(told) == ["email", "sms"]
    replan_patient(patient=post.patient, now=MONDAY)
    assert Reminder.objects.filter(reason="booked").count() == 2


def test_a_version_may_tell_no_dates() -> None:
    version = a_protocol()
    a_message(version, "booked", minute=None, is_on=False)
    assert Post(FIRST, version=version).told() == [("prepare", "planned"), ("recovery", "planned")]


# Bounds


@pytest.mark.parametrize("count", [1, 3])
def test_a_change_of_the_patient_costs_the_same_however_many_visits(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = a_protocol()
    for reason in ("screening", "confirm", "check_in", "unbooked", "review"):
        a_message(version, reason, days=2, after_session=3 if reason == "review" else None)
    post = Post(*[FIRST, SECOND, "2027-03-17T16:00+01:00"][:count], version=version)
    post.patient.zone = "America/New_York"
    post.patient.save()
    with django_assert_num_queries(18):
        replan_patient(patient=post.patient, now=LATER)
