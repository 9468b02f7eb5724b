"""What a mail server says, and what becomes of the letter."""

import datetime as dt
import email
import email.policy
import socket
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pytest_django import Settings

from plans.channels.email import Attachment, Letter, send_email
from plans.engine.reminder import Accepted, Outcome, Postponed, Rejected
from tests.channels.provider import a_provider
from tests.channels.smtp import a_mail_server

LETTER = Letter(
    to="amira@patients.example",
    subject="Linden: your dates",
    text="Hello Amira",
    html="<p>Hello Amira</p>",
    sender_name="Linden",
    answers_to="desk@linden.example",
    message_id="<1234@linden.example>",
    attachments=(
        Attachment("dates.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar"),
    ),
)


@pytest.fixture(autouse=True)
def real_mail(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 2
    settings.DEFAULT_FROM_EMAIL = "Clinic <post@linden.example>"


def sent(
    settings: Settings, letter: Letter = LETTER, answers: Mapping[str, str] | None = None
) -> Outcome:
    with a_mail_server(**(answers or {})) as (settings.EMAIL_PORT, _):
        return send_email(letter)


@pytest.mark.parametrize(
    ("command", "answer", "outcome"),
    [
        ("RCPT", "550 no such user", Rejected("550 no such user")),
        ("RCPT", "550 5.1.1 who", Rejected("550 5.1.1 who", is_dead=True)),
        ("RCPT", "550 5.7.1 blocked", Rejected("550 5.7.1 blocked")),
        ("RCPT", "421 not now", Postponed("421 not now")),
        ("RCPT", "553 bad name", Rejected("553 bad name")),
        ("RCPT", "450 greylisted", Postponed("450 greylisted")),
        ("RCPT", "452 mailbox is full", Postponed("452 mailbox is full")),
        ("DATA", "451 try later", Postponed("451 try later")),
        ("END", "452 no room", Postponed("452 no room")),
        ("END", "554 not wanted", Rejected("554 not wanted")),
        ("END", "drop", Postponed("SMTPServerDisconnected")),
        ("MAIL", "421 closing", Postponed("421 closing")),
        ("MAIL", "550 sender unknown", Postponed("550 sender unknown")),
        ("", "554 not today", Postponed("554 not today")),
        ("", "drop", Postponed("SMTPServerDisconnected")),
        ("", "silence", Postponed("SMTPServerDisconnected")),
        ("END", "silence", Postponed("SMTPServerDisconnected")),
    ],
)
def test_each_answer_of_the_server_has_its_end(
    settings: Settings, command: str, answer: str, outcome: Outcome
) -> None:
    assert sent(settings, answers={command: answer}) == outcome


def test_a_letter_that_is_taken_is_known_by_its_message_id(settings: Settings) -> None:
    assert sent(settings) == Accepted("<1234@linden.example>")


def test_a_server_that_is_not_there_postpones(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = taken.getsockname()[1]
        assert send_email(LETTER) == Postponed("ConnectionRefusedError")


@pytest.mark.parametrize(
    "change", [{"to": "a@b.example, c@d.example"}, {"subject": "a\nBcc: b@c.example"}]
)
def test_what_could_not_be_sent_as_it_is_is_rejected(
    settings: Settings, change: dict[str, str]
) -> None:
    facts = {name: getattr(LETTER, name) for name in LETTER.__slots__} | change
    assert sent(settings, Letter(**facts)) == Rejected("invalid address")


def test_a_server_that_breaks_the_handshake_postpones(settings: Settings) -> None:
    settings.EMAIL_USE_SSL = True
    outcome = sent(settings)
    assert outcome in [Postponed("SSLError"), Postponed("TimeoutError")]


def test_a_repeat_carries_the_same_message_id(settings: Settings) -> None:
    with a_mail_server() as (settings.EMAIL_PORT, letters):
        send_email(LETTER)
        send_email(LETTER)
    parsed = [email.message_from_bytes(raw, policy=email.policy.default) for raw in letters]
    assert [message["Message-ID"] for message in parsed] == ["<1234@linden.example>"] * 2


def test_a_letter_names_its_sender_and_how_to_answer_and_to_stop(settings: Settings) -> None:
    with a_mail_server() as (settings.EMAIL_PORT, letters):
        send_email(LETTER)
    message = email.message_from_bytes(letters[0], policy=email.policy.default)
    assert message["From"] == "Linden <post@linden.example>"
    assert message["To"] == "amira@patients.example"
    assert message["Reply-To"] == "desk@linden.example"
    assert message["List-Unsubscribe"] == "<mailto:desk@linden.example?subject=stop>"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]


def test_one_click_stops_where_the_letter_has_an_address_for_it(settings: Settings) -> None:
    letter = replace(LETTER, stop_url="https://clinic.example/stop/1-email:x/")
    with a_mail_server() as (settings.EMAIL_PORT, letters):
        send_email(letter)
    message = email.message_from_bytes(letters[0], policy=email.policy.default)
    assert message["List-Unsubscribe"] == (
        "<mailto:desk@linden.example?subject=stop>, <https://clinic.example/stop/1-email:x/>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


INACTIVE = f"Found inactive addresses: {LETTER.to}. Inactive recipients came back before."
TAKEN = (200, {"ErrorCode": 0, "Message": "OK", "MessageID": "m1", "To": LETTER.to})


@pytest.mark.parametrize(
    ("answer", "headers", "outcome"),
    [
        (TAKEN, {}, Accepted("m1")),
        ((422, {"ErrorCode": 300, "Message": "Invalid"}), {}, Rejected("HTTP 422")),
        (
            (422, {"ErrorCode": 406, "Message": INACTIVE}),
            {},
            Rejected("recipient refused"),
        ),
        ((401, {"ErrorCode": 10, "Message": "Bad token"}), {}, Postponed("HTTP 401")),
        (
            (429, {"ErrorCode": 429, "Message": "Slowly"}),
            {"Retry-After": "60"},
            Postponed("HTTP 429", dt.timedelta(minutes=1)),
        ),
        ((500, {"ErrorCode": 100, "Message": "Down"}), {}, Postponed("HTTP 500")),
        ((302, {}), {"Location": "/elsewhere"}, Postponed("AnymailRequestsAPIError")),
        ("drop", {}, Postponed("AnymailRequestsAPIError")),
        ("silence", {}, Postponed("AnymailRequestsAPIError")),
    ],
)
def test_each_answer_of_a_provider_has_its_end(
    settings: Settings, answer: Any, headers: dict[str, str], outcome: Outcome
) -> None:
    with a_provider(answer, headers) as provider:
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": "token",
            "POSTMARK_API_URL": f"http://127.0.0.1:{provider.port}/",
            "REQUESTS_TIMEOUT": 2,
        }
        said = send_email(LETTER)
    assert said == outcome
    assert len(provider.asked) == 1
