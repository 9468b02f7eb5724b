"""The messages of a plan on a page, and what the desk does about one of them there."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from clinic.models import Role
from plans.models import Reminder, Trail
from tests.letters import Post, at
from tests.world import MONDAY, a_message, a_user

pytestmark = pytest.mark.django_db

FIRST = "2027-01-20T16:00+01:00"
NOON = at("2027-01-11T12:00+01:00")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def post() -> Post:
    return Post(FIRST, phone="+493012345678")


@pytest.fixture
def desk(post: Post) -> Client:
    client = Client()
    client.force_login(post.desk)
    return client


def page(client: Client, post: Post) -> str:
    assert post.plan is not None
    return client.get(f"/plans/{post.plan.pk}/messages/").content.decode()


def act(client: Client, row: Reminder, what: str, **told: Any) -> str:
    told.setdefault("next", "/messages/")
    answer = client.post(f"/messages/{row.pk}/{what}/", told, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def change(row: Reminder, **fields: Any) -> None:
    Reminder.objects.filter(pk=row.pk).update(**fields)


def test_the_page_tells_what_goes_when_and_by_which_way(desk: Client, post: Post) -> None:
    shown = page(desk, post)
    for words in (
        "The whole series",
        "Session 1",
        "Wednesday 20 January 2027, 16:00",
        "E-mail · Goes out Wed 13 Jan, 10:00",
        "Recovery, day 1",
    ):
        assert words in shown


def test_the_page_tells_what_is_switched_off(desk: Client, post: Post) -> None:
    assert "switched off" not in page(desk, post)
    a_message(post.version, "confirm", days=3, is_on=False)
    shown = page(desk, post)
    assert "switched off" in shown
    assert "Please confirm, 3 days before" in shown


def test_looking_at_the_page_leaves_a_line(desk: Client, post: Post) -> None:
    page(desk, post)
    assert Trail.objects.filter(patient=post.patient, verb="saw", actor=post.desk).count() == 1


@pytest.mark.parametrize("where", ["messages", "plan", "patient"])
def test_who_said_stop_is_called_instead(desk: Client, post: Post, where: str) -> None:
    post.patient.email_consent_at, post.patient.email_stopped_at = None, MONDAY
    post.patient.save()
    assert post.plan is not None
    address = {
        "messages": f"/plans/{post.plan.pk}/messages/",
        "plan": f"/plans/{post.plan.pk}/",
        "patient": f"/patients/{post.patient.pk}/",
    }
    shown = desk.get(address[where]).content.decode()
    assert "No message reaches her." in shown
    assert "She asked us to stop e-mails. Call instead." in shown
    assert "Call instead: +49 30 12345678" in shown
    assert "tel:+493012345678" in shown


def test_who_can_be_reached_is_not_called(desk: Client, post: Post) -> None:
    assert "No message reaches her." not in page(desk, post)


def test_a_message_is_stopped_and_let_go_again(desk: Client, post: Post) -> None:
    row = post.row("prepare")
    assert "It will not go." in act(desk, row, "stop")
    shown = page(desk, post)
    assert f"/messages/{row.pk}/release/" in shown
    assert f"/messages/{row.pk}/stop/" not in shown
    assert "It goes out Wed 13 Jan, 10:00." in act(desk, row, "release")
    row.refresh_from_db()
    assert (row.state, row.suppressed_because) == ("planned", "")


def test_a_message_is_sent_now(desk: Client, post: Post) -> None:
    row = post.row("prepare")
    assert "It goes out within a minute." in act(desk, row, "now")
    row.refresh_from_db()
    assert row.next_try_at == NOON


def test_in_quiet_hours_the_page_says_when_it_will_go(desk: Client, post: Post) -> None:
    row = post.row("prepare")
    with time_machine.travel(at("2027-01-11T21:00+01:00"), tick=False):
        desk.force_login(post.desk)
        shown = act(desk, row, "now")
    assert "It goes out Tue 12 Jan, 08:00; not before, because of quiet hours" in shown


def test_what_is_being_sent_says_so(desk: Client, post: Post) -> None:
    row = post.row("prepare")
    change(row, state="sending", owner="worker", lease_until=NOON)
    assert "It is being sent right now and cannot be changed any more." in act(desk, row, "stop")


def test_after_an_act_the_page_stands_where_it_stood(desk: Client, post: Post) -> None:
    row = post.row("prepare")
    back = f"/patients/{post.patient.pk}/#message-{row.pk}"
    answer = desk.post(f"/messages/{row.pk}/stop/", {"next": back})
    assert answer.headers["Location"] == back


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_nobody_is_led_off_the_site(desk: Client, post: Post, wanted: str) -> None:
    row = post.row("prepare")
    answer = desk.post(f"/messages/{row.pk}/stop/", {"next": wanted})
    assert answer.headers["Location"] == f"/patients/{post.patient.pk}/"
    shown = desk.get(f"/messages/{post.row('booked').pk}/change/", {"next": wanted})
    assert wanted not in shown.content.decode()


CHANGE = {"day": "2027-01-14", "time": "09:30", "subject": "Your visit", "text": "Come early."}


def test_a_message_is_changed(desk: Client, post: Post) -> None:
    row = post.row("prepare")
    assert "Changed." in act(desk, row, "change", **CHANGE)
    row.refresh_from_db()
    assert row.due_at == at("2027-01-14T09:30+01:00")
    assert (row.own_subject, row.own_text) == ("Your visit", "Come early.")
    shown = page(desk, post)
    assert "Come early." in shown
    assert "Changed by Dana Desk." in shown


def test_the_form_shows_what_it_is_now_and_its_words(desk: Client, post: Post) -> None:
    shown = desk.get(f"/messages/{post.row('prepare').pk}/change/").content.decode()
    assert 'value="2027-01-13"' in shown
    assert 'value="10:00"' in shown
    assert "What it says now" in shown
    assert "Linden" in shown


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"day": "2027-01-10"}, "This time is over."),
        ({"time": "21:00"}, "Messages go from 08:00 to 20:00, Berlin time."),
        ({"day": "2027-01-21"}, "By then the message is too late."),
        ({"day": "0001-01-01"}, "Choose a day of these years."),
        ({"day": "soon"}, "Enter a valid date."),
        ({"time": ""}, "Choose a time, such as 10:00."),
        ({"subject": "Your skin"}, "tells a stranger what is done here"),
        ({"text": "It is guaranteed."}, "promises. Say what is usual instead."),
        ({"subject": ""}, "Write a subject."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_keeps_what_was_typed(
    desk: Client, post: Post, told: dict[str, str], said: str
) -> None:
    row = post.row("prepare")
    sent = {**CHANGE, **told}
    shown = desk.post(f"/messages/{row.pk}/change/", sent).content.decode()
    assert said in shown
    assert sent["text"] in shown
    row.refresh_from_db()
    assert (row.due_at, row.own_text) == (at("2027-01-13T10:00+01:00"), "")


def test_a_text_message_has_no_subject(desk: Client, post: Post) -> None:
    row = post.row("prepare")
    change(row, channel="sms")
    shown = desk.get(f"/messages/{row.pk}/change/").content.decode()
    assert 'name="subject"' not in shown
    assert 'name="text"' in shown


def test_what_went_cannot_be_changed(desk: Client, post: Post) -> None:
    row = post.row("prepare")
    change(row, state="accepted", sent_at=NOON)
    shown = desk.get(f"/messages/{row.pk}/change/").content.decode()
    assert "it cannot be changed" in shown
    assert 'name="text"' not in shown


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_the_exact_words_are_shown_on_demand(desk: Client, post: Post, channel: str) -> None:
    row = post.row("prepare")
    change(row, channel=channel, own_subject="Your visit", own_text="Hello {name}, come early.")
    called = post.patient.called.split()[0]
    shown = desk.get(f"/messages/{row.pk}/preview/").content.decode()
    assert f"Hello {post.patient.called if channel == 'email' else called}, come early." in shown
    assert "As she will read it" in shown
    part = desk.get(f"/messages/{row.pk}/preview/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_the_words_of_what_went_are_those_of_today(desk: Client, post: Post) -> None:
    row = post.row("prepare")
    change(row, state="accepted", sent_at=NOON)
    shown = desk.get(f"/messages/{row.pk}/preview/").content.decode()
    assert "As it would be written today; what was sent is not kept." in shown


@pytest.mark.parametrize("what", ["stop", "release", "now", "change", "preview"])
def test_a_patient_reaches_none_of_it(post: Post, what: str) -> None:
    client = Client()
    client.force_login(a_user(Role.PATIENT))
    address = f"/messages/{post.row('prepare').pk}/{what}/"
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 403


def test_the_practitioner_does_the_same_as_the_desk(post: Post) -> None:
    client = Client()
    client.force_login(a_user(Role.PRACTITIONER))
    assert "It will not go." in act(client, post.row("prepare"), "stop")


@pytest.mark.parametrize("what", ["stop", "release", "now", "change", "preview"])
def test_a_message_that_is_not_there_is_not_found(desk: Client, what: str) -> None:
    address = f"/messages/999/{what}/"
    answer = desk.get(address) if what == "preview" else desk.post(address)
    assert answer.status_code == 404
