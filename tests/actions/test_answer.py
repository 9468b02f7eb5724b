"""What comes back: kept once, put to its patient, and obeyed."""

from typing import Any

import pytest

from plans.actions.answer import Incoming, receive_answer
from plans.models import Answer, Patient, Visit
from tests.letters import Post
from tests.sent import LATER, NUMBER, a_message_to
from tests.world import MONDAY, a_patient

pytestmark = pytest.mark.django_db

AHEAD = "2027-01-13T16:00+01:00"


def received(text: str, **facts: Any) -> Answer:
    usual = {"channel": "sms", "sender": NUMBER, "provider_id": "in-1"}
    return receive_answer(incoming=Incoming(text=text, **(usual | facts)), now=LATER)


def by_mail(patient: Patient, text: str = "", **facts: Any) -> Answer:
    return received(text, channel="email", sender=patient.email, **facts)


def with_number(**fields: Any) -> Patient:
    return a_patient(phone=NUMBER, sms_consent_at=MONDAY, **fields)


def is_stopped(patient: Patient) -> bool:
    patient = Patient.objects.get(pk=patient.pk)
    return bool(patient.sms_stopped_at or patient.email_stopped_at)


def test_an_answer_belongs_to_whoever_has_the_number_and_to_the_last_message() -> None:
    patient = with_number()
    a_message_to(patient, sent_at=MONDAY)
    last = a_message_to(patient, sent_at=LATER)
    answer = received("Can I come at five?")
    assert (answer.patient, answer.reminder, answer.keyword) == (patient, last, "")
    assert (answer.text, answer.received_at, answer.read_at) == ("Can I come at five?", LATER, None)


def test_an_answer_delivered_twice_is_one() -> None:
    patient = with_number()
    first = received("STOP")
    Patient.objects.filter(pk=patient.pk).update(sms_stopped_at=None, sms_consent_at=MONDAY)
    assert received("STOP") == first
    assert Answer.objects.count() == 1
    assert not is_stopped(patient)  # a repeat is not obeyed again


def test_an_unknown_sender_is_kept_for_somebody_to_read() -> None:
    answer = received("Hello?")
    assert (answer.patient, answer.sender, answer.read_at) == (None, NUMBER, None)


def test_a_stop_stops_everybody_at_the_number_and_needs_no_reader() -> None:
    mother, child = with_number(), with_number()
    answer = received("Stop please")
    assert [is_stopped(mother), is_stopped(child)] == [True, True]
    assert (answer.patient, answer.keyword, answer.read_at) == (None, "stop", LATER)


def test_a_stop_that_the_provider_understood_is_one() -> None:
    patient = with_number()
    assert received("Arrêt", is_stop=True).keyword == "stop"
    assert is_stopped(patient)


def test_a_start_takes_a_stop_back() -> None:
    patient = with_number()
    received("STOP")
    answer = received("START", provider_id="in-2")
    assert not is_stopped(patient)
    assert (answer.keyword, answer.read_at) == ("start", LATER)


def test_a_start_of_somebody_who_never_agreed_is_for_the_staff() -> None:
    a_patient(phone=NUMBER)
    answer = received("START")
    assert (answer.keyword, answer.read_at) == ("start", None)


@pytest.mark.parametrize(
    "facts",
    [
        {"subject": "stop"},
        {"subject": "Re: AW: Stop"},
        {"text": "Stop\n\n> Linden: your dates"},
        {"text": "\n\n  abmelden  \nKind regards", "subject": "Re: your dates"},
    ],
)
def test_a_mail_stops_by_its_subject_or_first_line(facts: dict[str, str]) -> None:
    patient = a_patient()
    by_mail(patient, **facts)
    assert is_stopped(patient)


def test_a_mail_that_says_more_is_for_the_staff() -> None:
    patient = a_patient()
    answer = by_mail(patient, "Does the redness\nstop\n", subject="Redness")
    assert (answer.keyword, is_stopped(patient)) == ("", False)
    assert answer.text == "Redness\n\nDoes the redness\nstop"


def test_a_mail_belongs_to_the_letter_that_it_answers() -> None:
    mother = a_patient(email="home@patients.example")
    child = a_patient(email="home@patients.example")
    letter = a_message_to(child, channel="email")
    a_message_to(mother, channel="email", sent_at=LATER)
    answer = by_mail(mother, "Thanks", answers_to=f"<{letter.key}@clinic.example>")
    assert (answer.patient, answer.reminder) == (child, letter)


def test_a_provider_s_own_name_for_a_letter_is_known_too() -> None:
    patient = a_patient()
    letter = a_message_to(patient, channel="email", provider_id="<m1@provider.example>")
    a_message_to(patient, channel="email", sent_at=LATER)
    answer = by_mail(patient, "Thanks", answers_to="<x@y> <m1@provider.example>")
    assert answer.reminder == letter


def test_a_letter_to_somebody_else_is_not_hers_by_its_name() -> None:
    patient, other = a_patient(), a_patient()
    letter = a_message_to(other, channel="email")
    answer = by_mail(patient, "Thanks", answers_to=f"<{letter.key}@clinic.example>")
    assert (answer.patient, answer.reminder) == (patient, None)


def test_a_shared_number_says_not_whose_answer_it_is() -> None:
    mother, _child = with_number(), with_number()
    a_message_to(mother)
    answer = received("Thanks")
    assert (answer.patient, answer.reminder) == (None, None)


def confirmed(visit: Visit) -> bool:
    return Visit.objects.get(pk=visit.pk).confirmed_at is not None


def test_a_yes_to_the_day_before_confirms_the_visit() -> None:
    post = Post(AHEAD, phone=NUMBER, sms_consent_at=MONDAY)
    a_message_to(post.patient, visit=post.visits[0], reason="day_before", schedule=7)
    answer = received("Ja, gerne")
    assert (answer.keyword, answer.read_at) == ("yes", LATER)
    assert confirmed(post.visits[0])


@pytest.mark.parametrize("reason", ["prepare", "recovery"])
def test_a_yes_to_anything_else_is_for_the_staff(reason: str) -> None:
    post = Post(AHEAD, phone=NUMBER, sms_consent_at=MONDAY)
    a_message_to(post.patient, visit=post.visits[0], reason=reason, schedule=7)
    answer = received("Yes")
    assert (answer.keyword, answer.read_at) == ("yes", None)
    assert not confirmed(post.visits[0])


def test_what_a_database_refuses_is_left_out() -> None:
    answer = received("a\x00b" + "c" * 20_000)
    assert answer.text == ("ab" + "c" * 20_000)[:10_000]
