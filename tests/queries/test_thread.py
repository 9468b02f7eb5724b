"""What was said between the clinic and a patient, unread answers, and whom no message reaches."""

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.models import Answer, Patient, Reminder
from plans.queries.thread import SHOWN, silent_patients, thread_of, unread_answers
from tests.letters import Post, at
from tests.world import MONDAY, a_patient, a_user, count

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2027-01-20T16:00+01:00", "2027-02-17T16:00+01:00"
NOON = at("2027-01-11T12:00+01:00")


def an_answer(patient: Patient | None, at: dt.datetime = NOON, **fields: Any) -> Answer:
    told: dict[str, Any] = {"channel": "email", "sender": "a@x.example", "text": "Thank you."}
    key = f"answer {next(count)}"
    return Answer.objects.create(
        patient=patient, received_at=at, provider_id=key, **{**told, **fields}
    )


def sent(row: Reminder, at: dt.datetime) -> None:
    Reminder.objects.filter(pk=row.pk).update(state="accepted", sent_at=at)


def hour(number: int) -> dt.datetime:
    return NOON + dt.timedelta(hours=number)


def test_all_that_was_said_stands_in_its_order() -> None:
    post = Post(FIRST)
    sent(post.row("prepare"), hour(2))
    sent(post.row("booked"), hour(0))
    answer = an_answer(post.patient, hour(1))
    an_answer(a_patient(), hour(1))
    thread = thread_of(post.patient, hour(3))
    said = [one.message.reason if one.message else one.answer for one in thread.said]
    assert said == ["booked", answer, "prepare"]
    assert [one.at for one in thread.said] == [hour(0), hour(1), hour(2)]
    assert [message.reason for message in thread.coming] == ["recovery"]


def test_what_was_replaced_before_it_went_was_never_said() -> None:
    post = Post(FIRST)
    Reminder.objects.filter(reason="booked").update(state="superseded", ended_at=NOON)
    assert thread_of(post.patient, NOON).said == []


def test_what_failed_stands_where_it_was_given_up() -> None:
    post = Post(FIRST)
    Reminder.objects.filter(reason="booked").update(state="failed", ended_at=hour(4))
    [said] = thread_of(post.patient, hour(5)).said
    assert (said.at, said.message and said.message.state) == (hour(4), "failed")


def test_unread_answers_are_counted() -> None:
    post = Post(FIRST)
    an_answer(post.patient)
    an_answer(post.patient, read_at=NOON, read_by=post.desk)
    assert thread_of(post.patient, NOON).unread == 1


@pytest.mark.parametrize("times", [1, 3])
def test_a_thread_costs_the_same_however_long_it_is(
    times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    post = Post(*[FIRST, SECOND, "2027-03-17T16:00+01:00"][:times])
    Reminder.objects.filter(reason="prepare").update(state="accepted", sent_at=NOON)
    for _ in range(times):
        an_answer(post.patient, read_at=NOON, read_by=post.desk)
    with django_assert_num_queries(4):
        thread = thread_of(post.patient, NOON)
        told = [
            (one.message.patient.name, one.message.plan_id)
            if one.message
            else one.answer and one.answer.read_by and one.answer.read_by.name
            for one in thread.said
        ]
    assert len(told) == 2 * times


def test_a_long_thread_shows_its_newest_end() -> None:
    patient = a_patient()
    for number in range(SHOWN + 1):
        an_answer(patient, NOON + dt.timedelta(minutes=number))
    a_post = Post(FIRST)
    thread = thread_of(patient, NOON)
    assert (len(thread.said), thread.is_cut) == (SHOWN, True)
    assert thread.said[0].at == NOON + dt.timedelta(minutes=1)
    assert not thread_of(a_post.patient, NOON).is_cut


def test_the_clock_is_that_of_her_last_visit() -> None:
    Post(FIRST)
    there = Post(FIRST, location={"zone": "America/New_York"})
    assert thread_of(there.patient, NOON).zone == "America/New_York"
    assert thread_of(a_patient(), NOON).zone == "Europe/Berlin"


@pytest.mark.parametrize("times", [1, 3])
def test_unread_answers_cost_one_query(
    times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(times):
        an_answer(a_patient())
        an_answer(None)
    with django_assert_num_queries(1):
        found = [answer.patient and answer.patient.name for answer in unread_answers()]
    assert len(found) == 2 * times


def test_the_oldest_unread_answer_comes_first() -> None:
    new, old = an_answer(None, hour(1)), an_answer(a_patient(), hour(0))
    an_answer(a_patient(), read_at=NOON, read_by=a_user())
    assert unread_answers() == [old, new]


def test_a_location_sees_the_answers_of_its_patients_and_of_strangers() -> None:
    here, there = Post(FIRST), Post(FIRST)
    an_answer(there.patient)
    hers, nobodys = an_answer(here.patient), an_answer(None)
    assert unread_answers(location=here.location.pk) == [hers, nobodys]


def silent(**patient: Any) -> Patient:
    return Post(FIRST, **patient).patient


STOPPED: dict[str, Any] = {"email_consent_at": None, "email_stopped_at": MONDAY}


def test_who_asked_us_to_stop_and_has_a_visit_ahead_is_called() -> None:
    patient = silent(**STOPPED)
    silent()
    [found] = silent_patients(NOON)
    assert (found.patient, found.start, found.zone) == (patient, at(FIRST), "Europe/Berlin")
    assert silent_patients(at(FIRST)) == []


def test_who_has_another_way_open_is_not_called() -> None:
    silent(**STOPPED, phone="+493012345678", sms_consent_at=MONDAY)
    assert silent_patients(NOON) == []


def test_who_has_only_dead_addresses_is_called() -> None:
    patient = silent(email_dead_at=MONDAY)
    assert [one.patient for one in silent_patients(NOON)] == [patient]


def test_the_next_visit_comes_first_and_each_patient_once() -> None:
    later = Post(SECOND, **STOPPED)
    twice = Post(FIRST, SECOND, **STOPPED)
    assert [one.patient for one in silent_patients(NOON)] == [twice.patient, later.patient]
    assert [one.patient for one in silent_patients(NOON, location=later.location.pk)] == [
        later.patient
    ]


@pytest.mark.parametrize("times", [1, 3])
def test_whom_to_call_costs_one_query(
    times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(times):
        silent(**STOPPED)
    with django_assert_num_queries(1):
        assert len(silent_patients(NOON)) == times
