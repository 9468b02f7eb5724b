"""What providers tell later: taken once, in any order, and never backward."""

import datetime as dt
import itertools
from typing import Any

import pytest

from plans.actions.delivery import Delivery, mark_dead, note_delivery
from plans.actions.outbox import settle_reminder
from plans.engine.reminder import Rejected
from plans.models import Patient, Reminder, Trail
from tests.sent import LATER, NUMBER, a_message_to
from tests.world import MONDAY, a_patient

pytestmark = pytest.mark.django_db


def patient_with_a_number(**fields: Any) -> Patient:
    return a_patient(phone=NUMBER, sms_consent_at=MONDAY, **fields)


def told(row: Reminder, state: str, **facts: Any) -> bool:
    """Whether the provider's word changed anything."""
    said = {"provider_id": row.provider_id, "address": NUMBER, **facts}
    delivery = Delivery(channel=row.channel, state=state, **said)
    return note_delivery(delivery=delivery, now=LATER)


def state_of(row: Reminder) -> str:
    return Reminder.objects.get(pk=row.pk).state


def test_a_message_that_arrived_is_delivered() -> None:
    row = a_message_to(patient_with_a_number())
    assert told(row, "delivered")
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.delivered_at) == ("delivered", MONDAY, LATER)
    assert Trail.objects.get(patient=row.patient).verb == "reminder_delivered"


def test_a_message_that_came_back_tells_why() -> None:
    row = a_message_to(patient_with_a_number())
    assert told(row, "bounced", error="Twilio\n 30003")
    row.refresh_from_db()
    assert (row.state, row.last_error, row.ended_at) == ("bounced", "Twilio 30003", LATER)


def test_what_went_along_shares_its_end() -> None:
    carrier = a_message_to(patient_with_a_number())
    carried = a_message_to(carrier.patient, carrier=carrier, provider_id=carrier.provider_id)
    assert told(carrier, "delivered")
    assert [state_of(carrier), state_of(carried)] == ["delivered", "delivered"]


@pytest.mark.parametrize("order", list(itertools.product(["delivered", "bounced"], repeat=3)))
def test_the_first_word_stays_whatever_follows(order: tuple[str, ...]) -> None:
    """Repeated, out of order, or contradicting itself."""
    row = a_message_to(patient_with_a_number())
    assert [told(row, state) for state in order] == [True, False, False]
    assert state_of(row) == order[0]
    assert Trail.objects.filter(patient=row.patient).count() == 1


@pytest.mark.parametrize(
    ("state", "delivered", "bounced"),
    [
        ("planned", "delivered", "planned"),  # a try that timed out arrived after all
        ("sending", "delivered", "bounced"),  # the provider was faster than our own note
        ("accepted", "delivered", "bounced"),
        ("unknown", "delivered", "bounced"),
        ("delivered", "delivered", "delivered"),
        ("bounced", "bounced", "bounced"),
        ("failed", "failed", "failed"),
        ("suppressed", "suppressed", "suppressed"),
        ("superseded", "superseded", "superseded"),
    ],
)
def test_no_state_goes_backward(state: str, delivered: str, bounced: str) -> None:
    rows = [a_message_to(patient_with_a_number(), state=state) for _each in range(2)]
    for row, said in zip(rows, ["delivered", "bounced"], strict=True):
        told(row, said, key=str(row.key))
    assert [state_of(row) for row in rows] == [delivered, bounced]


def test_a_message_that_was_never_tried_cannot_have_arrived() -> None:
    row = a_message_to(patient_with_a_number(), state="planned", attempts=0)
    assert not told(row, "delivered", key=str(row.key))


def test_a_word_before_our_own_note_tells_the_provider_s_name_too() -> None:
    row = a_message_to(patient_with_a_number(), state="sending")
    assert told(row, "delivered", provider_id="SM7", key=str(row.key))
    row.refresh_from_db()
    assert (row.provider_id, row.owner, row.sent_at) == ("SM7", "", LATER)


@pytest.mark.parametrize("state", ["sending", "accepted"])
def test_a_former_try_that_came_back_does_not_end_the_present_one(state: str) -> None:
    row = a_message_to(patient_with_a_number(), state=state, provider_id="new")
    assert not told(row, "bounced", provider_id="old", key=str(row.key))
    assert state_of(row) == state


@pytest.mark.parametrize("facts", [{"provider_id": "no such"}, {"provider_id": "", "key": "x"}])
def test_a_word_about_no_message_of_ours_is_passed_over(facts: dict[str, str]) -> None:
    row = a_message_to(patient_with_a_number())
    assert not told(row, "delivered", **facts)


def test_the_channels_do_not_mix_their_names() -> None:
    row = a_message_to(patient_with_a_number())
    delivery = Delivery(channel="email", state="delivered", provider_id=row.provider_id)
    assert not note_delivery(delivery=delivery, now=LATER)


def test_an_unknown_number_is_dead_for_all_who_have_it() -> None:
    mother, child = patient_with_a_number(), patient_with_a_number()
    other = a_patient(phone="+4915187654321")
    told(a_message_to(mother), "bounced", is_dead=True)
    dead = Patient.objects.exclude(sms_dead_at=None)
    assert set(dead) == {mother, child}
    assert other not in dead
    assert Trail.objects.filter(verb="address_dead").count() == 2


def test_a_message_that_arrived_before_buries_nobody() -> None:
    row = a_message_to(patient_with_a_number(), state="delivered")
    told(row, "bounced", is_dead=True)
    assert Patient.objects.get(pk=row.patient_id).sms_dead_at is None


def test_a_number_that_is_no_longer_hers_says_nothing_of_her() -> None:
    row = a_message_to(patient_with_a_number())
    Patient.objects.filter(pk=row.patient_id).update(phone="+4915187654321")
    told(row, "bounced", is_dead=True)
    assert Patient.objects.get(pk=row.patient_id).sms_dead_at is None


def test_the_first_mark_of_death_stays() -> None:
    patient = patient_with_a_number()
    assert mark_dead(channel="sms", address=NUMBER, now=MONDAY) == [patient]
    assert mark_dead(channel="sms", address=NUMBER, now=LATER) == []
    assert Patient.objects.get(pk=patient.pk).sms_dead_at == MONDAY


def test_nobody_has_an_empty_number() -> None:
    patient = a_patient()
    assert mark_dead(channel="sms", address="", now=LATER) == []
    assert Patient.objects.get(pk=patient.pk).sms_dead_at is None


def test_a_word_three_days_late_is_taken() -> None:
    row = a_message_to(patient_with_a_number())
    delivery = Delivery(channel="sms", state="delivered", provider_id=row.provider_id)
    assert note_delivery(delivery=delivery, now=LATER + dt.timedelta(days=3))


def refused_as(outcome: Rejected) -> tuple[str, bool]:
    """State of a message that the provider would not take, and whether its number counts as
    dead."""
    patient = patient_with_a_number()
    row = a_message_to(patient, state="sending")
    assert settle_reminder(row=row, owner="worker", outcome=outcome, now=LATER)
    patient.refresh_from_db()
    return state_of(row), patient.sms_dead_at is not None


def test_a_number_that_the_provider_refuses_at_once_is_dead() -> None:
    assert refused_as(Rejected("HTTP 400 21211", is_dead=True)) == ("failed", True)


def test_a_text_that_the_provider_refuses_says_nothing_of_the_number() -> None:
    assert refused_as(Rejected("HTTP 400 30007")) == ("failed", False)
