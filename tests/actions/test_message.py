"""What the staff do about single messages: stop, let go again, send now, change, write by hand."""

import datetime as dt
import uuid
from typing import Any

import pytest

from plans.actions.message import (
    change_reminder,
    release_reminder,
    send_now,
    stop_reminder,
    write_message,
)
from plans.actions.refusal import Refused
from plans.models import Reminder, Trail
from tests.letters import Post, at, done
from tests.world import a_patient, a_user

pytestmark = pytest.mark.django_db

FIRST = "2027-01-20T16:00+01:00"
NOON = at("2027-01-11T12:00+01:00")
DUE = at("2027-01-13T10:00+01:00")


@pytest.fixture
def post() -> Post:
    """How to prepare goes on 13 January at 10:00, how to recover on the 21st at 10:00."""
    return Post(FIRST)


def change(row: Reminder, **fields: Any) -> Reminder:
    Reminder.objects.filter(pk=row.pk).update(**fields)
    return now_of(row)


def now_of(row: Reminder) -> Reminder:
    return Reminder.objects.get(pk=row.pk)


def how(post: Post, now: dt.datetime = NOON) -> dict[str, Any]:
    return {"by": post.desk, "now": now}


def verbs(post: Post) -> list[str]:
    lines = Trail.objects.filter(patient=post.patient, actor=post.desk)
    return list(lines.order_by("pk").values_list("verb", flat=True))


def test_a_message_that_is_stopped_does_not_go(post: Post) -> None:
    row = post.row("prepare")
    stop_reminder(reminder_id=row.pk, **how(post))
    row = now_of(row)
    told = (row.state, row.suppressed_because, row.ended_at)
    assert told == ("suppressed", "stopped", NOON)
    assert verbs(post) == ["stopped_message"]


def test_stopping_twice_is_one_stop(post: Post) -> None:
    row = post.row("prepare")
    stop_reminder(reminder_id=row.pk, **how(post))
    again = stop_reminder(reminder_id=row.pk, **how(post))
    assert again == row
    assert verbs(post) == ["stopped_message"]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("sending", "being_sent"),
        ("accepted", "not_waiting"),
        ("delivered", "not_waiting"),
        ("superseded", "not_waiting"),
    ],
)
@pytest.mark.parametrize("act", [stop_reminder, send_now, change_reminder])
def test_what_is_on_its_way_or_gone_cannot_be_changed(
    post: Post, act: Any, state: str, said: str
) -> None:
    sending = {"owner": "worker", "lease_until": NOON} if state == "sending" else {}
    row = change(post.row("prepare"), state=state, **sending)
    assert act(reminder_id=row.pk, **how(post)) == Refused(said)
    assert now_of(row).state == state
    assert verbs(post) == []


def test_what_was_stopped_goes_again_when_it_is_due(post: Post) -> None:
    row = post.row("prepare")
    stop_reminder(reminder_id=row.pk, **how(post))
    release_reminder(reminder_id=row.pk, **how(post))
    row = now_of(row)
    told = (row.state, row.suppressed_because, row.ended_at, row.next_try_at)
    assert told == ("planned", "", None, DUE)
    assert verbs(post) == ["stopped_message", "released_message"]


def test_what_was_stopped_over_its_due_instant_goes_at_once(post: Post) -> None:
    row = post.row("prepare")
    stop_reminder(reminder_id=row.pk, **how(post))
    late = DUE + dt.timedelta(hours=3)
    release_reminder(reminder_id=row.pk, **how(post, late))
    assert now_of(row).next_try_at == late


def test_what_is_too_late_cannot_go_again(post: Post) -> None:
    row = post.row("prepare")
    stop_reminder(reminder_id=row.pk, **how(post))
    assert release_reminder(reminder_id=row.pk, **how(post, at(FIRST))) == Refused("expired")


def test_only_what_was_stopped_can_be_let_go(post: Post) -> None:
    row = change(post.row("prepare"), state="suppressed", suppressed_because="no_consent")
    assert release_reminder(reminder_id=row.pk, **how(post)) == Refused("not_stopped")


def test_a_message_sent_now_is_due_and_keeps_the_instant_that_was_planned(post: Post) -> None:
    row = post.row("prepare")
    send_now(reminder_id=row.pk, **how(post))
    row = now_of(row)
    assert (row.state, row.next_try_at, row.due_at) == ("planned", NOON, DUE)
    assert verbs(post) == ["sent_message_now"]


def test_quiet_hours_hold_for_a_message_sent_now(post: Post) -> None:
    night = at("2027-01-11T22:30+01:00")
    answer = send_now(reminder_id=post.row("prepare").pk, **how(post, night))
    assert isinstance(answer, Reminder)
    assert answer.next_try_at == at("2027-01-12T08:00+01:00")


def test_nothing_is_sent_now_without_consent(post: Post) -> None:
    post.patient.email_consent_at = None
    post.patient.save()
    row = change(post.row("prepare"))
    before = row.next_try_at
    assert send_now(reminder_id=row.pk, **how(post)) == Refused("no_consent")
    assert now_of(row).next_try_at == before


def test_what_follows_a_visit_is_not_sent_before_it_is_done(post: Post) -> None:
    row = post.row("recovery")
    assert send_now(reminder_id=row.pk, **how(post)) == Refused("waits_for_done")
    after = at("2027-01-20T18:00+01:00")
    done(post.visits[0], after)
    answer = send_now(reminder_id=row.pk, **how(post, after))
    assert isinstance(answer, Reminder)
    assert answer.next_try_at == after


def test_what_tells_a_date_that_changes_is_not_sent(post: Post) -> None:
    post.visits[0].rebook_reason = "absence"
    post.visits[0].save()
    answer = send_now(reminder_id=post.row("prepare").pk, **how(post))
    assert answer == Refused("waits_for_rebooking")


def test_a_message_gets_another_instant_and_words_for_this_patient(post: Post) -> None:
    row = post.row("prepare")
    wanted = at("2027-01-14T09:30+01:00")
    change_reminder(
        reminder_id=row.pk, due_at=wanted, subject=" Hello ", text="Come early. ", **how(post)
    )
    row = now_of(row)
    told = (row.due_at, row.next_try_at, row.own_subject, row.own_text, row.written_by)
    assert told == (wanted, wanted, "Hello", "Come early.", post.desk)
    assert verbs(post) == ["changed_message"]


def test_without_words_it_says_again_what_the_protocol_says(post: Post) -> None:
    row = change(post.row("prepare"), own_subject="Hello", own_text="Come early.")
    change_reminder(reminder_id=row.pk, **how(post))
    row = now_of(row)
    assert (row.own_subject, row.own_text, row.due_at) == ("", "", DUE)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("2027-01-11T11:59+01:00", "in_the_past"),
        (FIRST, "past_expiry"),
        ("2027-01-14T07:59+01:00", "quiet_hours"),
        ("2027-01-14T20:00+01:00", "quiet_hours"),
    ],
)
def test_an_instant_that_is_not_allowed_is_refused(post: Post, wanted: str, said: str) -> None:
    row = post.row("prepare")
    answer = change_reminder(reminder_id=row.pk, due_at=at(wanted), **how(post))
    assert isinstance(answer, Refused)
    assert (answer.what, answer.facts["field"]) == (said, "due_at")
    assert now_of(row).due_at == DUE


def test_the_edges_of_the_allowed_hours_are_allowed(post: Post) -> None:
    for wanted in ("2027-01-14T08:00+01:00", "2027-01-14T19:59+01:00"):
        row = post.row("prepare")
        answer = change_reminder(reminder_id=row.pk, due_at=at(wanted), **how(post))
        assert isinstance(answer, Reminder)


def test_all_that_is_wrong_with_own_words_is_told_at_once(post: Post) -> None:
    row = post.row("prepare")
    answer = change_reminder(
        reminder_id=row.pk, subject="Your skin", text="We promise 100 % success.", **how(post)
    )
    assert isinstance(answer, Refused)
    told = [(one.what, one.facts["field"]) for one in (answer, *answer.also)]
    assert told[0] == ("words_banned", "subject")
    assert {("words_promise", "text")} == set(told[1:])
    assert now_of(row).own_text == ""


def test_an_email_needs_a_subject_and_a_text(post: Post) -> None:
    row = post.row("prepare")
    lacks_subject = change_reminder(reminder_id=row.pk, text="Come early.", **how(post))
    assert lacks_subject == Refused("subject_missing", {"field": "subject"})
    lacks_text = change_reminder(reminder_id=row.pk, subject="Hello", **how(post))
    assert lacks_text == Refused("text_missing", {"field": "text"})


def test_a_text_message_is_short_and_of_the_letters_of_phones(post: Post) -> None:
    row = change(post.row("prepare"), channel="sms")
    long = change_reminder(reminder_id=row.pk, text="a" * 139, **how(post))
    assert isinstance(long, Refused)
    assert long.what == "words_too_long"
    foreign = change_reminder(reminder_id=row.pk, text="Привет", **how(post))
    assert isinstance(foreign, Refused)
    assert foreign.what == "words_not_gsm7"
    assert isinstance(change_reminder(reminder_id=row.pk, text="a" * 138, **how(post)), Reminder)


def write(post: Post, now: dt.datetime = NOON, **fields: Any) -> Reminder | Refused:
    told: dict[str, Any] = {
        "patient_id": post.patient.pk,
        "channel": "email",
        "subject": "Your question",
        "text": "Yes, bring it along.",
        "key": uuid.uuid4(),
    }
    return write_message(**{**told, **fields}, **how(post, now))


def test_a_message_by_hand_is_due_at_once(post: Post) -> None:
    row = write(post)
    assert isinstance(row, Reminder)
    row = now_of(row)
    assert (row.reason, row.state, row.next_try_at) == ("hand", "planned", NOON)
    assert (row.own_subject, row.own_text) == ("Your question", "Yes, bring it along.")
    assert (row.written_by, row.expires_at) == (post.desk, NOON + dt.timedelta(days=2))
    assert verbs(post) == ["wrote_message"]


def test_in_quiet_hours_a_message_by_hand_waits_for_the_morning(post: Post) -> None:
    row = write(post, at("2027-01-11T22:30+00:00"), channel="email")
    assert isinstance(row, Reminder)
    assert row.next_try_at == at("2027-01-12T08:00+00:00")


def test_the_same_key_writes_one_message(post: Post) -> None:
    key = uuid.uuid4()
    assert write(post, key=key) == write(post, key=key, text="Changed meanwhile.")
    assert Reminder.objects.filter(reason="hand").count() == 1


def test_the_key_of_another_message_writes_nothing(post: Post) -> None:
    key = post.row("booked").key
    other = a_patient()
    answer = write(post, key=key, patient_id=other.pk)
    assert answer == Refused("used_key")
    assert not Reminder.objects.filter(patient=other).exists()


@pytest.mark.parametrize(
    ("field", "said"), [("email_consent_at", "no_consent"), ("email_dead_at", "dead")]
)
def test_nobody_is_written_to_by_a_way_that_is_closed(post: Post, field: str, said: str) -> None:
    setattr(post.patient, field, None if said == "no_consent" else NOON)
    post.patient.save()
    assert write(post) == Refused(said, {"field": "channel"})
    assert not Reminder.objects.filter(reason="hand").exists()


def test_a_text_message_needs_a_phone_and_her_consent(post: Post) -> None:
    assert write(post, channel="sms") == Refused("no_phone", {"field": "channel"})
    post.patient.phone, post.patient.sms_consent_at = "+493012345678", NOON
    post.patient.save()
    row = write(post, channel="sms")
    assert isinstance(row, Reminder)
    assert (row.channel, row.own_subject) == ("sms", "")


def test_what_is_written_by_hand_keeps_the_rules_of_all_texts(post: Post) -> None:
    answer = write(post, subject="Your skin")
    assert isinstance(answer, Refused)
    assert (answer.what, answer.facts["field"]) == ("words_banned", "subject")


def test_a_merged_record_is_not_written_to(post: Post) -> None:
    other = a_patient()
    post.patient.merged_into, post.patient.archived_at = other, NOON
    post.patient.save()
    assert write(post) == Refused("merged", {"patient": other.pk})


def test_anybody_of_the_staff_may_let_go_what_another_stopped(post: Post) -> None:
    row = post.row("prepare")
    stop_reminder(reminder_id=row.pk, **how(post))
    release_reminder(reminder_id=row.pk, by=a_user(), now=NOON)
    assert now_of(row).state == "planned"
