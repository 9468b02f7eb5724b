"""How many text messages one patient gets: one a day and three in seven, whatever waits."""

import datetime as dt

import pytest

from plans.actions.outbox import claim_reminders, hold, settle_reminder, verdict_on
from plans.engine.reminder import Accepted, Send, Wait
from plans.models import Patient, Reminder
from tests.letters import at
from tests.sent import NUMBER, a_message_to
from tests.world import MONDAY, a_patient

pytestmark = pytest.mark.django_db

NOON = at("2027-01-15T12:00+01:00")
MORNING = at("2027-01-16T08:00+01:00")
DAY = dt.timedelta(days=1)


@pytest.fixture
def patient() -> Patient:
    return a_patient(phone=NUMBER, sms_consent_at=MONDAY, zone="Europe/Berlin")


def waiting(patient: Patient, now: dt.datetime = NOON) -> Reminder:
    times = {"due_at": now, "next_try_at": now, "expires_at": now + 5 * DAY}
    own = {"own_text": "Do call us.", "attempts": 0}
    return a_message_to(patient, state="planned", **times, **own)


def claim(now: dt.datetime = NOON, owner: str = "one") -> list[Reminder]:
    return claim_reminders(channel="sms", owner=owner, now=now)


def next_look(row: Reminder) -> tuple[str, dt.datetime]:
    row.refresh_from_db()
    return row.state, row.next_try_at


def test_a_second_text_of_the_day_waits_for_her_next_morning(patient: Patient) -> None:
    first, second = waiting(patient), waiting(patient)
    assert claim() == [first]
    assert next_look(second) == ("planned", MORNING)
    assert hold(row=first, owner="one", now=NOON)
    settle_reminder(row=first, owner="one", outcome=Accepted("x"), now=NOON)
    assert claim(MORNING) == [second]


def test_one_that_is_on_its_way_counts(patient: Patient) -> None:
    waiting(patient)
    claim()
    second = waiting(patient)
    assert claim(owner="two") == []
    assert next_look(second) == ("planned", MORNING)


def test_one_that_may_have_gone_counts(patient: Patient) -> None:
    a_message_to(patient, state="unknown", ended_at=NOON)
    second = waiting(patient)
    assert claim() == []
    assert next_look(second) == ("planned", MORNING)


def test_several_in_one_are_one(patient: Patient) -> None:
    for days in (2, 3):
        lead = a_message_to(patient, sent_at=NOON - days * DAY)
        a_message_to(patient, sent_at=NOON - days * DAY, carrier=lead)
    third = waiting(patient)
    assert claim() == [third]


def test_a_fourth_text_in_seven_days_waits(patient: Patient) -> None:
    for days in (1, 3, 6):
        a_message_to(patient, sent_at=NOON - days * DAY)
    fourth = waiting(patient)
    assert claim() == []
    assert next_look(fourth) == ("planned", MORNING)
    assert claim(NOON + DAY) == [fourth]


def test_what_went_to_others_or_by_mail_does_not_count(patient: Patient) -> None:
    a_message_to(a_patient(phone=NUMBER), sent_at=NOON)
    a_message_to(patient, channel="email", sent_at=NOON)
    row = waiting(patient)
    assert claim() == [row]


def test_her_day_begins_at_her_own_midnight() -> None:
    """In Auckland the day before ended eleven hours ago."""
    patient = a_patient(phone=NUMBER, sms_consent_at=MONDAY, zone="Pacific/Auckland")
    evening, morning = at("2027-01-15T19:00+13:00"), at("2027-01-16T09:00+13:00")
    a_message_to(patient, sent_at=evening)
    row = waiting(patient, morning)
    assert claim(morning) == [row]


def test_what_a_page_asks_counts_them_too(patient: Patient) -> None:
    row = waiting(patient)
    assert verdict_on(row, NOON) == Send()
    a_message_to(patient, sent_at=NOON)
    assert verdict_on(row, NOON) == Wait(MORNING)
