"""What a provider of text messages says, and what becomes of the message."""

import datetime as dt
import json
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from pytest_django import Settings

from plans.channels import wire
from plans.channels.sms import Text, send_sms
from plans.engine.reminder import Accepted, Outcome, Postponed, Rejected, Uncertain
from tests.channels.provider import Asked, a_provider

FIRST = dt.datetime(2027, 1, 11, 9, 0, tzinfo=dt.UTC)
KEY = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
TEXT = Text(to="+4915112345678", text="Linden: see you at 9:00", key=KEY, reminder_id=1)
REPEAT = Text(
    to=TEXT.to, text=TEXT.text, key=KEY, reminder_id=1, first_tried_at=FIRST, is_repeat=True
)
SECONDS = 2


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """No test waits ten seconds for a silent provider."""
    monkeypatch.setattr(wire, "TIMEOUT", SECONDS)
    settings.SITE_URL = "https://clinic.example"


def by_gateway(settings: Settings, port: int, options: str = "sender=Linden") -> None:
    settings.SMS_URL = f"http+gateway://secret@127.0.0.1:{port}/send?{options}"


def by_twilio(settings: Settings, port: int) -> None:
    settings.SMS_URL = f"twilio://AC1:word@+4930123?base=http://127.0.0.1:{port}"


GATEWAY_SAYS = [
    ((200, {"id": "m1"}), {}, Accepted("m1")),
    ((201, {}), {}, Accepted(KEY)),
    ((409, {"id": "m1"}), {}, Accepted("m1")),
    ((429, {}), {"Retry-After": "120"}, Postponed("HTTP 429", dt.timedelta(minutes=2))),
    ((429, {}), {}, Postponed("HTTP 429")),
    ((500, {}), {}, Postponed("HTTP 500")),
    ((503, {}), {"Retry-After": "later"}, Postponed("HTTP 503")),
    ((401, {}), {}, Postponed("HTTP 401")),
    ((302, {}), {"Location": "http://127.0.0.1/"}, Postponed("HTTP 302")),
    ((400, {"code": "invalid_number"}), {}, Rejected("HTTP 400 invalid_number")),
    (
        (422, {"code": "unknown_subscriber"}),
        {},
        Rejected("HTTP 422 unknown_subscriber", is_dead=True),
    ),
    ("drop", {}, Uncertain("ConnectionError")),
    ("silence", {}, Uncertain("ReadTimeout")),
]


@pytest.mark.parametrize(("answer", "headers", "outcome"), GATEWAY_SAYS)
def test_each_answer_of_a_gateway_has_its_end(
    settings: Settings, answer: Any, headers: dict[str, str], outcome: Outcome
) -> None:
    with a_provider(answer, headers) as provider:
        by_gateway(settings, provider.port)
        assert send_sms(TEXT) == outcome
    assert len(provider.asked) == 1  # no redirect is followed, nothing is tried again here


@pytest.mark.parametrize("answer", ["drop", "silence"])
def test_a_gateway_that_honours_keys_is_asked_again_with_the_same_one(
    settings: Settings, answer: str
) -> None:
    with a_provider(answer) as provider:
        by_gateway(settings, provider.port, "honours_keys=1")
        assert isinstance(send_sms(TEXT), Postponed)
        provider.says = lambda _asked: (200, {"id": "m1"})
        assert send_sms(REPEAT) == Accepted("m1")
    assert [asked.headers["Idempotency-Key"] for asked in provider.asked] == [KEY, KEY]


def test_a_gateway_gets_number_text_sender_and_token(settings: Settings) -> None:
    with a_provider((200, {})) as provider:
        by_gateway(settings, provider.port)
        send_sms(TEXT)
    (asked,) = provider.asked
    assert asked.path == "/send"
    assert asked.headers["Authorization"] == "Bearer secret"
    assert json.loads(asked.body) == {
        "to": "+4915112345678",
        "text": "Linden: see you at 9:00",
        "sender": "Linden",
        "key": KEY,
    }


TWILIO_SAYS = [
    ((201, {"sid": "SM1"}), {}, Accepted("SM1")),
    ((429, {"code": 20429}), {"Retry-After": "5"}, Postponed("HTTP 429 20429", dt.timedelta(0, 5))),
    ((500, {}), {}, Postponed("HTTP 500")),
    ((401, {"code": 20003}), {}, Postponed("HTTP 401 20003")),
    ((400, {"code": 21606}), {}, Postponed("HTTP 400 21606")),
    ((400, {"code": 21211}), {}, Rejected("HTTP 400 21211", is_dead=True)),
    ((400, {"code": 21614}), {}, Rejected("HTTP 400 21614", is_dead=True)),
    ((400, {"code": 21610}), {}, Rejected("HTTP 400 21610")),
    ("drop", {}, Postponed("ConnectionError")),
    ("silence", {}, Postponed("ReadTimeout")),
]


@pytest.mark.parametrize(("answer", "headers", "outcome"), TWILIO_SAYS)
def test_each_answer_of_twilio_has_its_end(
    settings: Settings, answer: Any, headers: dict[str, str], outcome: Outcome
) -> None:
    with a_provider(answer, headers) as provider:
        by_twilio(settings, provider.port)
        assert send_sms(TEXT) == outcome


def test_twilio_gets_a_form_and_the_address_for_its_word(settings: Settings) -> None:
    with a_provider((201, {"sid": "SM1"})) as provider:
        by_twilio(settings, provider.port)
        send_sms(TEXT)
    (asked,) = provider.asked
    assert asked.path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert parse_qs(asked.body) == {
        "To": ["+4915112345678"],
        "From": ["+4930123"],
        "Body": ["Linden: see you at 9:00"],
        "StatusCallback": [f"https://clinic.example/hooks/sms/twilio/status/?key={KEY}"],
    }


def listed(**facts: Any) -> dict[str, Any]:
    usual = {
        "sid": "SM0",
        "body": TEXT.text,
        "status": "sent",
        "date_created": format_datetime(FIRST),
    }
    return {"messages": [usual | facts]}


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (listed(), Accepted("SM0")),
        (listed(status="undelivered", error_code=30005), Rejected("undelivered 30005", True)),
        (listed(body="Another text"), Accepted("SM1")),
        (listed(date_created=format_datetime(FIRST - dt.timedelta(hours=1))), Accepted("SM1")),
        ({"messages": []}, Accepted("SM1")),
        ({}, Postponed("list: HTTP 200")),
    ],
)
def test_twilio_gets_a_repeat_only_where_it_never_had_the_message(
    settings: Settings, found: dict[str, Any], outcome: Outcome
) -> None:
    def says(asked: Asked) -> tuple[int, Any]:
        return (200, found) if asked.method == "GET" else (201, {"sid": "SM1"})

    with a_provider(says) as provider:
        by_twilio(settings, provider.port)
        assert send_sms(REPEAT) == outcome
    sent = [asked for asked in provider.asked if asked.method == "POST"]
    assert len(sent) == (1 if outcome == Accepted("SM1") else 0)


def test_a_repeat_waits_while_twilio_s_list_cannot_be_read(settings: Settings) -> None:
    def says(asked: Asked) -> tuple[int, Any]:
        return (500, {}) if asked.method == "GET" else (201, {"sid": "SM1"})

    with a_provider(says) as provider:
        by_twilio(settings, provider.port)
        assert send_sms(REPEAT) == Postponed("list: HTTP 500")
    assert [asked.method for asked in provider.asked] == ["GET"]


@pytest.mark.parametrize(
    "url",
    [
        "http+gateway://secret@127.0.0.1:9/send",
        "twilio://AC1:word@+4930123?base=http://127.0.0.1:9",
    ],
)
def test_a_provider_that_is_not_there_was_not_asked(settings: Settings, url: str) -> None:
    settings.SMS_URL = url
    assert send_sms(TEXT) == Postponed("ConnectionError")


def test_nothing_goes_in_the_clear_to_another_machine(settings: Settings) -> None:
    settings.SMS_URL = "http+gateway://secret@sms.example/send"
    assert send_sms(TEXT) == Postponed("host not listed")


def test_a_certificate_that_nobody_vouches_for_is_refused(settings: Settings) -> None:
    """Here there is none at all: the handshake fails, and nothing was said."""
    with a_provider((200, {})) as provider:
        settings.SMS_URL = f"https+gateway://secret@127.0.0.1:{provider.port}/send"
        assert send_sms(TEXT) == Postponed("SSLError")
    assert provider.asked == []


def test_without_a_provider_a_text_waits(settings: Settings) -> None:
    settings.SMS_URL = ""
    assert send_sms(TEXT) == Postponed("no provider of text messages is set")


def test_in_the_demo_a_text_is_a_file_once(settings: Settings, tmp_path: Path) -> None:
    settings.SMS_URL, settings.OUTBOX_ROOT = "console://", tmp_path / "outbox"
    assert send_sms(TEXT) == send_sms(REPEAT) == Accepted(f"console-{KEY}")
    (file,) = (tmp_path / "outbox").iterdir()
    assert json.loads(file.read_text()) == {"to": TEXT.to, "text": TEXT.text}


@pytest.mark.parametrize(
    ("headers", "rest"),
    [
        ({"Retry-After": "90"}, dt.timedelta(seconds=90)),
        ({"Retry-After": "999999999999"}, dt.timedelta(days=1)),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
        (
            {
                "Date": "Mon, 11 Jan 2027 09:00:00 GMT",
                "Retry-After": "Mon, 11 Jan 2027 09:05:00 GMT",
            },
            dt.timedelta(minutes=5),
        ),
        (
            {
                "Date": "Mon, 11 Jan 2027 09:00:00 GMT",
                "Retry-After": "Mon, 11 Jan 2027 08:00:00 GMT",
            },
            dt.timedelta(),
        ),
    ],
)
def test_the_rest_that_a_provider_asks_for(
    headers: dict[str, str], rest: dt.timedelta | None
) -> None:
    assert wire.retry_after(headers) == rest
