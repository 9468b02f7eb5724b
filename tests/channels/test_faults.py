"""The table of faults: what a provider does wrong, and where the message stands at once and in the
end, once the provider is well again. Each plays against a real socket, through the outbox."""

import datetime as dt
import email
import socket
from collections import Counter
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
import time_machine
from pytest_django import Settings

from plans.channels import wire
from plans.models import Patient, Reminder
from plans.tasks import send_due
from tests.channels.provider import Asked, Provider, a_provider
from tests.channels.smtp import a_mail_server
from tests.letters import Post, at
from tests.sent import NUMBER
from tests.world import MONDAY

pytestmark = pytest.mark.django_db

VISIT = "2027-01-20T16:00+01:00"
NOON = at("2027-01-11T12:00+01:00")
HOUR = dt.timedelta(hours=1)
BY_TEXT: dict[str, Any] = {"phone": NUMBER, "sms_consent_at": MONDAY, "channel": "sms"}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Time-outs of two seconds: a silent provider costs no more, a busy machine has them."""
    monkeypatch.setattr(wire, "TIMEOUT", 2)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 2


def one_pass(channel: str, now: dt.datetime) -> None:
    with time_machine.travel(now, tick=False):
        send_due(channel)


def state(post: Post) -> str:
    return post.row("booked").state


def closed_port() -> int:
    """Nobody listens there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


MAIL_FAULTS: dict[str, tuple[Mapping[str, str], str, str, int]] = {
    # what the server answers, the state at once and in the end, letters that it was given
    "it hangs up at once": ({"": "drop"}, "planned", "accepted", 1),
    "it says nothing": ({"": "silence"}, "planned", "accepted", 1),
    "421 at the door": ({"": "421 closing"}, "planned", "accepted", 1),
    "421 at the recipient": ({"RCPT": "421 closing"}, "planned", "accepted", 1),
    "450 greylisted": ({"RCPT": "450 greylisted"}, "planned", "accepted", 1),
    "452 mailbox full": ({"RCPT": "452 full"}, "planned", "accepted", 1),
    "452 no room for it": ({"END": "452 no room"}, "planned", "accepted", 2),
    "550 no such user": ({"RCPT": "550 no such user"}, "failed", "failed", 0),
    "554 letter refused": ({"END": "554 not wanted"}, "failed", "failed", 1),
    "550 our sender refused": ({"MAIL": "550 who"}, "planned", "accepted", 1),
    "it hangs up after the letter": ({"END": "drop"}, "planned", "accepted", 2),
    "it says nothing after the letter": ({"END": "silence"}, "planned", "accepted", 2),
}


@pytest.mark.parametrize("fault", MAIL_FAULTS)
def test_each_fault_of_a_mail_server_has_its_end(settings: Settings, fault: str) -> None:
    answers, at_once, in_the_end, given = MAIL_FAULTS[fault]
    post = Post(VISIT)
    with a_mail_server(**answers) as (settings.EMAIL_PORT, letters):
        one_pass("email", NOON)
        assert state(post) == at_once
    with a_mail_server() as (settings.EMAIL_PORT, later):
        one_pass("email", NOON + HOUR)
    assert state(post) == in_the_end
    assert len(letters + later) == given
    # However often it was given, a mailbox can tell that it is one letter.
    assert len({email.message_from_bytes(raw)["Message-ID"] for raw in letters + later}) <= 1


@pytest.mark.parametrize("fault", ["refused", "no TLS"])
def test_a_server_that_is_not_reached_gets_the_letter_later(settings: Settings, fault: str) -> None:
    post = Post(VISIT)
    settings.EMAIL_USE_SSL = fault == "no TLS"
    with a_mail_server() as (port, letters):
        settings.EMAIL_PORT = port if settings.EMAIL_USE_SSL else closed_port()
        one_pass("email", NOON)
        assert (state(post), letters) == ("planned", [])
        settings.EMAIL_PORT, settings.EMAIL_USE_SSL = port, False
        one_pass("email", NOON + HOUR)
    assert (state(post), len(letters)) == ("accepted", 1)


def test_a_greylist_of_ten_minutes_lets_the_letter_through_within_thirty(
    settings: Settings,
) -> None:
    post, now = Post(VISIT), NOON
    while state(post) == "planned" and now < NOON + HOUR:
        is_grey = now < NOON + dt.timedelta(minutes=10)
        answers = {"RCPT": "450 greylisted"} if is_grey else {}
        with a_mail_server(**answers) as (settings.EMAIL_PORT, _letters):
            one_pass("email", now)
        now = max(post.row("booked").next_try_at, now)
    assert state(post) == "accepted"
    assert now <= NOON + dt.timedelta(minutes=30)


def test_a_fault_that_outlasts_the_message_ends_it(settings: Settings) -> None:
    post = Post(VISIT)
    settings.EMAIL_PORT = closed_port()
    Reminder.objects.filter(reason="booked").update(expires_at=NOON + dt.timedelta(seconds=20))
    one_pass("email", NOON)
    row = post.row("booked")
    assert (row.state, row.last_error) == ("failed", "ConnectionRefusedError")


class Twilio:
    """It keeps what it takes, and shows it in its list; `mood` is what it does with the first."""

    def __init__(self, mood: str) -> None:
        self.mood = mood
        self.kept: list[dict[str, Any]] = []

    def says(self, asked: Asked) -> tuple[int, Any] | str:
        if asked.method == "GET":
            return 200, {"messages": self.kept}
        mood, self.mood = self.mood, "well"
        if mood == "invalid number":
            return 400, {"code": 21211}
        if mood in {"429", "500"}:
            return int(mood), {}
        if mood == "silence before":
            return "silence"
        body = dict(parse_qsl(asked.body))["Body"]
        self.kept = [{"sid": "SM1", "body": body, "date_created": format_datetime(NOON)}]
        return "silence" if mood == "silence after" else (201, {"sid": "SM1"})


class Gateway:
    """It counts what goes out; one with keys sends each key once."""

    def __init__(self, mood: str) -> None:
        self.mood = mood
        self.kept: list[str] = []

    def says(self, asked: Asked) -> tuple[int, Any] | str:
        mood, self.mood = self.mood, "well"
        if mood == "invalid number":
            return 422, {"code": "unknown_subscriber"}
        if mood in {"429", "500"}:
            return int(mood), {}
        if mood == "silence before":
            return "silence"
        key = asked.headers["Idempotency-Key"]
        self.kept = list(dict.fromkeys([*self.kept, key]))
        return "silence" if mood == "silence after" else (200, {"id": key})


TEXT_FAULTS = {
    # provider and what it does first; the state at once and in the end, messages that went out
    ("gateway", "429"): ("planned", "accepted", 1),
    ("gateway", "500"): ("planned", "accepted", 1),
    ("gateway", "invalid number"): ("failed", "failed", 0),
    ("gateway", "silence after"): ("unknown", "unknown", 1),
    ("gateway", "silence before"): ("unknown", "unknown", 0),
    ("keys", "429"): ("planned", "accepted", 1),
    ("keys", "500"): ("planned", "accepted", 1),
    ("keys", "invalid number"): ("failed", "failed", 0),
    ("keys", "silence after"): ("planned", "accepted", 1),
    ("keys", "silence before"): ("planned", "accepted", 1),
    ("twilio", "429"): ("planned", "accepted", 1),
    ("twilio", "500"): ("planned", "accepted", 1),
    ("twilio", "invalid number"): ("failed", "failed", 0),
    ("twilio", "silence after"): ("planned", "accepted", 1),
    ("twilio", "silence before"): ("planned", "accepted", 1),
}


@pytest.mark.parametrize(("name", "mood"), TEXT_FAULTS)
def test_each_fault_of_a_provider_of_texts_has_its_end(
    settings: Settings, name: str, mood: str
) -> None:
    at_once, in_the_end, went_out = TEXT_FAULTS[name, mood]
    post = Post(VISIT, **BY_TEXT)
    provider = Twilio(mood) if name == "twilio" else Gateway(mood)
    with a_provider(provider.says, {"Retry-After": "120"}) as stub:
        settings.SMS_URL = address_of(name, stub)
        one_pass("sms", NOON)
        assert state(post) == at_once
        one_pass("sms", NOON + dt.timedelta(minutes=1))  # within the rest that a 429 asks for
        one_pass("sms", NOON + HOUR)
    assert (state(post), len(provider.kept)) == (in_the_end, went_out)
    is_dead = Patient.objects.get(pk=post.patient.pk).sms_dead_at is not None
    assert is_dead == (mood == "invalid number")


def address_of(name: str, stub: Provider) -> str:
    if name == "twilio":
        return f"twilio://AC1:word@+4930123?base=http://127.0.0.1:{stub.port}"
    keys = "1" if name == "keys" else "0"
    return f"http+gateway://secret@127.0.0.1:{stub.port}/send?honours_keys={keys}"


def test_a_429_is_left_alone_for_as_long_as_it_asks(settings: Settings) -> None:
    post = Post(VISIT, **BY_TEXT)
    with a_provider((429, {}), {"Retry-After": "5400"}) as stub:
        settings.SMS_URL = address_of("keys", stub)
        one_pass("sms", NOON)
        one_pass("sms", NOON + HOUR)
    assert len(stub.asked) == 1
    assert post.row("booked").next_try_at == NOON + dt.timedelta(minutes=90)


def test_a_dead_mail_server_keeps_no_text_back(settings: Settings) -> None:
    by_mail, by_text = Post(VISIT), Post(VISIT, **BY_TEXT)
    settings.EMAIL_PORT = closed_port()
    with a_provider((200, {"id": "m1"})) as stub:
        settings.SMS_URL = address_of("keys", stub)
        for channel in ("email", "sms"):
            one_pass(channel, NOON)
    assert Counter([state(by_mail), state(by_text)]) == Counter(["planned", "accepted"])
