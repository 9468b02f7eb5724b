"""Messages in words: every reason has a sentence; times are the clinic's, with hers beside."""

from typing import Any

import pytest

from plans.actions.refusal import Refused
from plans.models import Answer, Patient, Reminder
from plans.queries.message import messages_of_plan
from plans.queries.reminder import Message
from plans.wording.reminder import (
    answer_words,
    because_words,
    goes_words,
    message_words,
    off_words,
    reach_of,
    refusal_words,
    state_words,
    what_words,
    when_words,
)
from tests.letters import Post, at
from tests.world import MONDAY, a_message, a_patient, a_protocol

pytestmark = pytest.mark.django_db

FIRST = "2027-01-20T16:00+01:00"
NOON = at("2027-01-11T12:00+01:00")
REFUSALS = [
    *("being_sent", "not_waiting", "not_stopped", "waits_for_done", "waits_for_rebooking"),
    *("in_the_past", "past_expiry", "subject_missing", "text_missing", "used_key", "merged"),
    "has_patient",
]
FAULTS = ["banned", "promise", "placeholder", "brace", "line_break", "too_long", "not_gsm7"]


def shown(post: Post, reason: str) -> Message:
    assert post.plan is not None
    return next(one for one in messages_of_plan(post.plan, NOON) if one.reason == reason)


@pytest.mark.parametrize("channel", Reminder.Channel.values)
def test_every_reason_why_nothing_goes_has_its_own_sentence(channel: str) -> None:
    said = [because_words(because, channel) for because in Reminder.Suppressed.values]
    assert all(words.endswith(".") for words in said)
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("what", REFUSALS)
def test_every_refusal_has_a_sentence(what: str) -> None:
    assert refusal_words(Refused(what)).endswith(".")


@pytest.mark.parametrize("what", FAULTS)
def test_every_fault_of_own_words_has_a_sentence(what: str) -> None:
    facts: dict[str, int | str] = {"word": "skin", "placeholder": "x", "characters": "ж"}
    facts |= {"length": 9, "most": 8}
    assert refusal_words(Refused(f"words_{what}", facts))


def test_quiet_hours_are_told_by_the_clock_that_counts() -> None:
    facts: dict[str, int | str] = {"start": 480, "end": 1200, "zone": "America/New_York"}
    said = refusal_words(Refused("quiet_hours", facts))
    assert said == "Messages go from 08:00 to 20:00, New York time. Choose a time between."


def test_a_waiting_message_tells_when_it_goes() -> None:
    message = shown(Post(FIRST), "prepare")
    assert when_words(message) == "Goes out Wed 13 Jan, 10:00"
    assert goes_words(message, NOON) == "It goes out Wed 13 Jan, 10:00."
    assert goes_words(message, message.next_try_at) == "It goes out within a minute."


def test_her_own_clock_is_named_where_it_shows_another_time() -> None:
    message = shown(Post(FIRST, zone="Asia/Tokyo"), "prepare")
    assert when_words(message) == "Goes out Wed 13 Jan, 10:00 (her clock, Tokyo: 18:00)"


def test_her_own_day_is_named_where_it_is_another() -> None:
    post = Post(FIRST, zone="Pacific/Auckland")
    Reminder.objects.filter(patient=post.patient, reason="prepare").update(
        state="accepted", sent_at=at("2027-01-13T15:00+01:00")
    )
    said = when_words(shown(post, "prepare"))
    assert said == "Sent Wed 13 Jan, 15:00 (her clock, Auckland: Thu 14 Jan, 03:00)"


def test_a_zone_with_the_same_time_is_not_named() -> None:
    message = shown(Post(FIRST, zone="Europe/Paris"), "prepare")
    assert when_words(message) == "Goes out Wed 13 Jan, 10:00"


def test_what_was_delivered_tells_when() -> None:
    post = Post(FIRST)
    Reminder.objects.filter(patient=post.patient, reason="booked").update(
        state="delivered", sent_at=NOON, delivered_at=at("2027-01-11T12:04+01:00")
    )
    said = when_words(shown(post, "booked"))
    assert said == "Sent Mon 11 Jan, 12:00, delivered Mon 11 Jan, 12:04"


def test_a_message_of_recovery_names_its_day() -> None:
    assert what_words(shown(Post(FIRST), "recovery")) == "Recovery, day 1"
    assert what_words(shown(Post(FIRST), "prepare")) == "How to prepare"


def test_what_went_in_another_letter_says_so() -> None:
    post = Post(FIRST)
    carrier = post.row("booked")
    gone = {"state": "accepted", "sent_at": NOON}
    Reminder.objects.filter(reason="prepare").update(carrier=carrier, **gone)
    said = message_words(shown(post, "prepare"))
    assert said == "Told together with “All dates”, in one message."


def test_a_stopped_message_is_called_so() -> None:
    post = Post(FIRST)
    stopped = {"state": "suppressed", "suppressed_because": "stopped"}
    Reminder.objects.filter(reason="prepare").update(**stopped)
    assert state_words(shown(post, "prepare")) == "Stopped"


def test_a_message_on_its_way_says_so() -> None:
    post = Post(FIRST)
    Reminder.objects.filter(reason="prepare").update(
        state="sending", owner="worker", lease_until=NOON
    )
    assert message_words(shown(post, "prepare")) == "It is being sent right now."


def who(**fields: Any) -> Patient:
    return a_patient(phone="+493012345678", sms_consent_at=MONDAY, **fields)


def test_who_can_be_reached_is_not_spoken_of() -> None:
    reach = reach_of(who(email_consent_at=None))
    assert (reach.is_open, reach.closed) == (True, [])


def test_a_way_that_she_closed_is_told_although_another_is_open() -> None:
    reach = reach_of(who(email_consent_at=None, email_stopped_at=NOON))
    assert (reach.is_open, reach.closed) == (True, ["She asked us to stop e-mails. Call instead."])


def test_without_any_way_all_reasons_are_told() -> None:
    reach = reach_of(a_patient(email_consent_at=None))
    assert reach.is_open is False
    assert reach.closed == [
        "There is no consent to e-mail. Ask for it, or call instead.",
        "There is no phone number. Add one.",
    ]


def test_dead_addresses_are_told() -> None:
    reach = reach_of(who(email_dead_at=NOON, sms_dead_at=NOON))
    assert reach.is_open is False
    assert [words.partition(".")[0] for words in reach.closed] == [
        "E-mails to this address come back",
        "Text messages to this number come back",
    ]


def test_an_archived_record_is_not_called() -> None:
    assert reach_of(a_patient(archived_at=NOON)).closed == []


@pytest.mark.parametrize(
    ("reason", "fields", "said"),
    [
        ("confirm", {"days": 3}, "Please confirm, 3 days before"),
        ("confirm", {"days": 1}, "Please confirm, a day before"),
        ("recovery", {"days": 7}, "Recovery, day 7"),
        ("recovery", {"minute": None, "offset_hours": 2}, "Recovery, the same day"),
        ("unbooked", {"days": 14}, "Next session not booked"),
    ],
)
def test_what_is_switched_off_is_named(reason: str, fields: dict[str, int], said: str) -> None:
    step = a_message(a_protocol(), reason, slug="other", is_on=False, **fields)
    assert off_words(step) == said


def test_each_word_of_hers_that_we_know_is_told() -> None:
    said = [answer_words(Answer(keyword=word)) for word in Answer.Keyword.values]
    assert len(set(said)) == 3
    assert answer_words(Answer(keyword="")) == ""
