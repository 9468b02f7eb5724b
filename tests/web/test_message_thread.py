"""A patient's thread on its page, writing by hand, and what came back from nobody knows whom."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role
from plans.models import Answer, Patient, Reminder
from tests.letters import Post, at
from tests.world import MONDAY, a_location, a_patient, a_user, count

pytestmark = pytest.mark.django_db

FIRST = "2027-01-20T16:00+01:00"
NOON = at("2027-01-11T12:00+01:00")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def post() -> Post:
    return Post(FIRST, name="Amira Haddad", phone="+493012345678", sms_consent_at=MONDAY)


@pytest.fixture
def desk(post: Post) -> Client:
    client = Client()
    client.force_login(post.desk)
    return client


def an_answer(patient: Patient | None, **fields: Any) -> Answer:
    told: dict[str, Any] = {"channel": "sms", "sender": "+4915112345678", "text": "I am late."}
    return Answer.objects.create(
        patient=patient,
        provider_id=f"answer {next(count)}",
        received_at=NOON,
        **{**told, **fields},
    )


def thread(client: Client, post: Post) -> str:
    return client.get(f"/patients/{post.patient.pk}/messages/").content.decode()


def write(client: Client, post: Post, **told: str) -> str:
    sent = {
        "key": str(uuid.uuid4()),
        "channel": "email",
        "subject": "Your question",
        "text": "Yes, bring it along.",
        **told,
    }
    answer = client.post(f"/patients/{post.patient.pk}/messages/", sent, follow=True)
    return answer.content.decode()


def by_hand() -> list[tuple[str, str, str]]:
    rows = Reminder.objects.filter(reason="hand")
    return [(row.channel, row.own_subject, row.own_text) for row in rows]


def test_a_message_is_written_by_hand_and_stands_in_the_thread(desk: Client, post: Post) -> None:
    shown = write(desk, post)
    assert "It goes out within a minute." in shown
    assert "Yes, bring it along." in shown
    assert "Written by Dana Desk" in shown
    assert by_hand() == [("email", "Your question", "Yes, bring it along.")]


def test_a_text_message_has_no_subject(desk: Client, post: Post) -> None:
    write(desk, post, channel="sms", subject="left over")
    assert by_hand() == [("sms", "", "Yes, bring it along.")]


def test_a_form_that_is_sent_twice_writes_once(desk: Client, post: Post) -> None:
    key = str(uuid.uuid4())
    write(desk, post, key=key)
    write(desk, post, key=key)
    assert len(by_hand()) == 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"subject": ""}, "Write a subject."),
        ({"subject": "Your skin"}, "tells a stranger what is done here"),
        ({"text": "We promise it."}, "promises. Say what is usual instead."),
        ({"channel": "sms", "text": "a" * 139}, "139 characters; 138 fit."),
        ({"channel": "sms", "text": "Привет"}, "Text messages do not have these characters"),
        ({"channel": "pigeon"}, "Select a valid choice."),
        ({"channel": ""}, "Choose a way."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_keeps_what_was_typed(
    desk: Client, post: Post, told: dict[str, str], said: str
) -> None:
    key = str(uuid.uuid4())
    shown = write(desk, post, key=key, **told)
    assert said in shown
    assert told.get("text", "Yes, bring it along.") in shown
    assert key in shown
    assert by_hand() == []


def test_a_text_is_asked_for(desk: Client, post: Post) -> None:
    assert "Write what she shall read." in write(desk, post, text="  ")


def test_only_open_ways_are_offered(desk: Client, post: Post) -> None:
    shown = thread(desk, post)
    assert 'value="email"' in shown
    assert 'value="sms"' in shown
    post.patient.sms_consent_at, post.patient.sms_stopped_at = None, MONDAY
    post.patient.save()
    shown = thread(desk, post)
    assert 'value="sms"' not in shown
    assert "She asked us to stop text messages. Call instead." in shown


def test_without_a_way_nothing_can_be_written(desk: Client, post: Post) -> None:
    post.patient.sms_consent_at = post.patient.email_consent_at = None
    post.patient.save()
    shown = thread(desk, post)
    assert "No way is open: an address and her consent are needed." in shown
    assert 'name="text"' not in shown
    write(desk, post)
    assert by_hand() == []


def test_an_answer_is_read_in_the_thread_by_one_tap(desk: Client, post: Post) -> None:
    answer = an_answer(post.patient)
    shown = thread(desk, post)
    assert "I am late." in shown
    assert "1 unread answer" in shown
    back = f"/patients/{post.patient.pk}/messages/"
    done = desk.post(f"/answers/{answer.pk}/read/", {"next": back}, follow=True)
    assert done.redirect_chain == [(back, 302)]
    shown = done.content.decode()
    assert "read by Dana Desk, Mon 11 Jan, 12:00" in shown
    assert "unread answer" not in shown


def test_a_thread_without_a_word_says_what_would_stand_there(desk: Client) -> None:
    patient = a_patient()
    shown = desk.get(f"/patients/{patient.pk}/messages/").content.decode()
    assert "Nothing was said yet." in shown


def test_a_merged_record_leads_on(desk: Client, post: Post) -> None:
    gone = a_patient(merged_into=post.patient, archived_at=MONDAY)
    answer = desk.get(f"/patients/{gone.pk}/messages/")
    assert answer.headers["Location"] == f"/patients/{post.patient.pk}/messages/"


@pytest.mark.parametrize("times", [1, 3])
def test_the_thread_costs_the_same_queries_however_long_it_is(
    desk: Client,
    post: Post,
    times: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(times):
        an_answer(post.patient)
        write(desk, post)
    thread(desk, post)
    # the session, the account, the patient, her trail line in a transaction of three, the four of
    # the thread, the contact notes, the clinic's name, the worker
    with django_assert_num_queries(11):
        thread(desk, post)


def test_the_answer_of_a_stranger_is_given_to_its_patient(desk: Client, post: Post) -> None:
    answer = an_answer(None)
    listed = desk.get("/messages/").content.decode()
    assert "+4915112345678" in listed
    assert f"/answers/{answer.pk}/whose/" in listed
    address = f"/answers/{answer.pk}/whose/"
    assert "Nobody here has this address or number." in desk.get(address).content.decode()
    found = desk.post(address, {"q": "Haddad"}).content.decode()
    assert "Amira Haddad" in found
    done = desk.post(address, {"patient": post.patient.pk}, follow=True)
    assert done.redirect_chain == [(f"/patients/{post.patient.pk}/messages/", 302)]
    assert "I am late." in done.content.decode()


def test_whoever_has_the_number_is_offered_first(desk: Client, post: Post) -> None:
    answer = an_answer(None, sender="+493012345678")
    shown = desk.get(f"/answers/{answer.pk}/whose/").content.decode()
    assert "Amira Haddad" in shown


def test_an_answer_that_has_a_patient_leads_to_her(desk: Client, post: Post) -> None:
    answer = an_answer(post.patient)
    found = desk.post(f"/answers/{answer.pk}/whose/", {"patient": a_patient().pk})
    assert found.headers["Location"] == f"/patients/{post.patient.pk}/messages/"
    answer.refresh_from_db()
    assert answer.patient == post.patient


def test_a_patient_that_is_not_there_gets_no_answer(desk: Client) -> None:
    answer = an_answer(None)
    assert desk.post(f"/answers/{answer.pk}/whose/", {"patient": 999}).status_code == 404


def test_unread_answers_stand_on_the_page_of_messages(desk: Client, post: Post) -> None:
    assert "Answers nobody has read" not in desk.get("/messages/").content.decode()
    an_answer(post.patient)
    shown = desk.get("/messages/").content.decode()
    assert "Answers nobody has read" in shown
    assert f"/patients/{post.patient.pk}/messages/#answer-" in shown


def test_whom_no_message_reaches_stands_on_the_page_of_messages(desk: Client, post: Post) -> None:
    assert "No message reaches them" not in desk.get("/messages/").content.decode()
    post.patient.email_consent_at = post.patient.sms_consent_at = None
    post.patient.email_stopped_at = post.patient.sms_stopped_at = MONDAY
    post.patient.save()
    shown = desk.get("/messages/").content.decode()
    assert "No message reaches them" in shown
    assert "Call instead: +49 30 12345678" in shown


def test_the_page_of_messages_is_for_one_location_or_all(desk: Client, post: Post) -> None:
    assert "All locations" not in desk.get("/messages/").content.decode()
    other = a_location(name="Elm")
    everywhere = desk.get("/messages/").content.decode()
    assert "All locations" in everywhere
    assert "Amira Haddad" in everywhere
    assert "Amira Haddad" not in desk.get(f"/messages/?location={other.pk}").content.decode()
    here = desk.get(f"/messages/?location={post.location.pk}").content.decode()
    assert "Amira Haddad" in here


@pytest.mark.parametrize("wanted", ["x", "-1", "999999999999999999999"])
def test_a_location_that_makes_no_sense_is_none(desk: Client, wanted: str) -> None:
    a_location()
    assert "Amira Haddad" in desk.get(f"/messages/?location={wanted}").content.decode()


@pytest.mark.parametrize("path", ["/answers/{}/read/", "/answers/{}/whose/"])
def test_a_patient_reads_no_answer(post: Post, path: str) -> None:
    client = Client()
    client.force_login(a_user(Role.PATIENT))
    answer = an_answer(post.patient)
    assert client.post(path.format(answer.pk)).status_code == 403
    assert client.get(f"/patients/{post.patient.pk}/messages/").status_code == 403
