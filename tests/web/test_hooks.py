"""Calls of providers: believed only when signed, taken once, in any order, and never a fault."""

import base64
import datetime as dt
import hashlib
import hmac
import itertools
import json
import random
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from plans.channels.stop import Stopping, stop_url, stopping_of
from plans.models import Answer, Patient, Reminder, Trail
from tests.sent import NUMBER, a_message_to
from tests.world import MONDAY, a_patient

pytestmark = pytest.mark.django_db

TWILIO = {"status": "/hooks/sms/twilio/status/", "answer": "/hooks/sms/twilio/answer/"}
GATEWAY = {"status": "/hooks/sms/gateway/status/", "answer": "/hooks/sms/gateway/answer/"}
MAIL = {"status": "/hooks/email/status/", "answer": "/hooks/email/answer/"}


@pytest.fixture(autouse=True)
def providers(settings: Settings) -> None:
    settings.SITE_URL = "https://clinic.example"
    settings.SMS_URL = "twilio://AC1:word@+4930123"
    settings.SMS_HOOK_SECRET = "secret"
    settings.EMAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": ["clinic:word"]}


def by_twilio(kind: str, key: str = "", token: str = "word", **form: str) -> int:
    """The answer to a call that Twilio signed with the account's token."""
    path = TWILIO[kind] + (f"?key={key}" if key else "")
    said = f"https://clinic.example{path}" + "".join(f"{name}{form[name]}" for name in sorted(form))
    signature = base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest())
    response = Client().post(
        path,
        urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature.decode()},
    )
    assert response.content == b""
    return response.status_code


def by_gateway(kind: str, facts: Any, secret: str = "secret", at: dt.datetime | None = None) -> int:
    body = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
    stamp = str(int((at or dt.datetime.now(dt.UTC)).timestamp()))
    signed = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    response = Client().post(
        GATEWAY[kind],
        body,
        content_type="application/json",
        headers={"X-Timestamp": stamp, "X-Signature": signed.hexdigest()},
    )
    assert response.content == b""
    return response.status_code


def by_postmark(kind: str, facts: Any, password: str = "clinic:word") -> int:
    allowed = base64.b64encode(password.encode()).decode()
    response = Client().post(
        MAIL[kind],
        json.dumps(facts),
        content_type="application/json",
        headers={"Authorization": f"Basic {allowed}"},
    )
    assert response.content == b""
    return response.status_code


def a_text(**fields: Any) -> Reminder:
    return a_message_to(a_patient(phone=NUMBER, sms_consent_at=MONDAY), **fields)


def state_of(row: Reminder) -> str:
    return Reminder.objects.get(pk=row.pk).state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("sent", "accepted"),
        ("delivered", "delivered"),
        ("read", "delivered"),
        ("undelivered", "bounced"),
        ("failed", "bounced"),
    ],
)
def test_twilio_tells_where_a_message_is(status: str, state: str) -> None:
    row = a_text()
    assert by_twilio("status", MessageSid=row.provider_id, MessageStatus=status, To=NUMBER) == 204
    assert state_of(row) == state


def test_twilio_is_believed_before_our_own_note() -> None:
    row = a_text(state="sending")
    assert by_twilio("status", str(row.key), MessageSid="SM7", MessageStatus="delivered") == 204
    assert state_of(row) == "delivered"


def test_an_unknown_number_is_called_no_more() -> None:
    row = a_text()
    by_twilio(
        "status",
        MessageSid=row.provider_id,
        MessageStatus="undelivered",
        ErrorCode="30005",
        To=NUMBER,
    )
    assert Patient.objects.get(pk=row.patient_id).sms_dead_at is not None


def test_an_answer_by_twilio_is_kept_and_obeyed() -> None:
    row = a_text()
    assert by_twilio("answer", MessageSid="SM9", From=NUMBER, Body="STOP") == 204
    assert Answer.objects.get().reminder == row
    assert Patient.objects.get(pk=row.patient_id).sms_stopped_at is not None


def test_a_gateway_tells_where_a_message_is() -> None:
    row = a_text()
    facts = {"id": row.provider_id, "key": str(row.key), "to": NUMBER, "status": "delivered"}
    assert by_gateway("status", facts) == 204
    assert state_of(row) == "delivered"


def test_a_gateway_tells_of_a_number_that_nobody_has() -> None:
    row = a_text()
    facts = {"key": str(row.key), "to": NUMBER, "status": "unknown_subscriber"}
    assert by_gateway("status", facts) == 204
    assert state_of(row) == "bounced"
    assert Patient.objects.get(pk=row.patient_id).sms_dead_at is not None


def test_a_number_may_come_without_its_plus_s_spaces() -> None:
    patient = a_patient(phone=NUMBER)
    assert by_gateway("answer", {"id": 7, "from": "+49 151 12345678", "text": "Hello"}) == 204
    assert Answer.objects.get().patient == patient


@pytest.mark.parametrize("late", [0, 299, -299])
def test_a_gateway_s_clock_may_be_five_minutes_off(late: int) -> None:
    row = a_text()
    at = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=late)
    assert by_gateway("status", {"key": str(row.key), "status": "delivered"}, at=at) == 204


@pytest.mark.parametrize("late", [310, -310, 3 * 24 * 3600])
def test_a_call_that_was_signed_long_ago_is_refused(late: int) -> None:
    row = a_text()
    at = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=late)
    assert by_gateway("status", {"key": str(row.key), "status": "delivered"}, at=at) == 401
    assert state_of(row) == "accepted"


def test_three_days_late_but_signed_anew_is_taken() -> None:
    row = a_text()
    with time_machine.travel(MONDAY + dt.timedelta(days=3)):
        assert by_gateway("status", {"key": str(row.key), "status": "delivered"}) == 204
    assert state_of(row) == "delivered"


@pytest.mark.parametrize("path", [*TWILIO.values(), *GATEWAY.values(), *MAIL.values()])
def test_nobody_is_believed_without_a_signature(path: str) -> None:
    forged = {
        "X-Twilio-Signature": "AAAA",
        "X-Timestamp": str(int(dt.datetime.now(dt.UTC).timestamp())),
        "X-Signature": "ä",
        "Authorization": "Basic !",
    }
    client = Client(enforce_csrf_checks=True)
    answers = [client.post(path), client.post(path, headers=forged)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(401, b"")] * 2


def test_a_wrong_secret_changes_nothing() -> None:
    row = a_text()
    facts = {"key": str(row.key), "status": "delivered"}
    said = {"MessageSid": row.provider_id, "MessageStatus": "delivered"}
    event = delivery_event(row)
    assert by_gateway("status", facts, secret="other") == 401
    assert by_twilio("status", token="other", **said) == 401
    assert by_postmark("status", event, password="clinic:other") == 401
    assert state_of(row) == "accepted"


def test_without_a_secret_of_ours_nobody_is_believed(settings: Settings) -> None:
    settings.SMS_HOOK_SECRET, settings.SMS_URL, settings.ANYMAIL = "", "", {"WEBHOOK_SECRET": []}
    assert by_gateway("status", {}, secret="") == 401
    assert by_twilio("status", token="", MessageSid="x") == 401
    assert by_postmark("status", {}) == 401


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"status": {}}', b'{"status": "delivered"}', b"\xff\x00"]
)
def test_nonsense_that_is_signed_is_passed_over(body: bytes) -> None:
    assert [by_gateway(kind, body) for kind in GATEWAY] == [204, 204]


def test_signed_characters_that_no_database_keeps_do_no_harm() -> None:
    facts = {"id": "a\x00b", "from": "\ud800", "text": "x\x00\ud800", "key": "\x00"}
    assert by_gateway("answer", facts) == 204
    assert by_gateway("status", {**facts, "status": "delivered"}) == 204
    assert by_twilio("answer", MessageSid="a\x00", From="+49\x00", Body="x\x00") == 204
    answer = Answer.objects.get(provider_id="twilio-a")
    assert (answer.sender, answer.text) == ("+49", "x")


def delivery_event(row: Reminder) -> dict[str, Any]:
    return {
        "RecordType": "Delivery",
        "MessageID": row.provider_id,
        "Recipient": row.patient.email,
        "DeliveredAt": "2027-01-11T08:00:00Z",
    }


def bounce_event(row: Reminder, kind: str) -> dict[str, Any]:
    return {
        "RecordType": "Bounce",
        "Type": kind,
        "ID": 1,
        "MessageID": row.provider_id,
        "Email": row.patient.email,
        "BouncedAt": "2027-01-11T08:00:00Z",
    }


def test_a_mail_that_arrived_is_delivered() -> None:
    row = a_message_to(a_patient(), channel="email")
    assert by_postmark("status", delivery_event(row)) == 204
    assert state_of(row) == "delivered"


@pytest.mark.parametrize(
    ("kind", "state", "is_dead"),
    [
        ("HardBounce", "bounced", True),
        ("BadEmailAddress", "bounced", True),
        ("SoftBounce", "bounced", False),
        ("Blocked", "bounced", False),
        ("Transient", "accepted", False),
    ],
)
def test_a_mail_that_came_back_tells_whether_the_address_lives(
    kind: str, state: str, is_dead: bool
) -> None:
    row = a_message_to(a_patient(), channel="email")
    assert by_postmark("status", bounce_event(row, kind)) == 204
    row.refresh_from_db()
    assert (row.state, row.patient.email_dead_at is not None) == (state, is_dead)


def test_a_complaint_stops_the_mails() -> None:
    row = a_message_to(a_patient(), channel="email")
    assert by_postmark("status", bounce_event(row, "SpamComplaint")) == 204
    assert Patient.objects.get(pk=row.patient_id).email_stopped_at is not None


def a_mail(patient: Patient, **facts: Any) -> dict[str, Any]:
    who = {"Email": patient.email, "Name": "", "MailboxHash": ""}
    heads = [{"Name": "Message-ID", "Value": "<1@patients.example>"}]
    usual = {"FromFull": who, "ToFull": [], "CcFull": [], "BccFull": [], "Attachments": []}
    return {**usual, "Subject": "Hello", "TextBody": "Thank you", "Headers": heads, **facts}


def test_a_mail_of_a_patient_is_kept_once() -> None:
    patient = a_patient()
    assert [by_postmark("answer", a_mail(patient)) for _twice in range(2)] == [204, 204]
    answer = Answer.objects.get()
    assert (answer.patient, answer.text) == (patient, "Hello\n\nThank you")


def test_a_mail_answers_the_letter_that_it_refers_to() -> None:
    row = a_message_to(a_patient(), channel="email")
    heads = [{"Name": "In-Reply-To", "Value": f"<{row.key}@clinic.example>"}]
    by_postmark("answer", a_mail(row.patient, Headers=heads))
    assert Answer.objects.get().reminder == row


def test_a_machine_s_answer_is_nobody_s() -> None:
    heads = [{"Name": "Auto-Submitted", "Value": "auto-replied"}]
    assert by_postmark("answer", a_mail(a_patient(), Headers=heads)) == 204
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("facts", [{}, [], "x", {"RecordType": "Bounce"}, {"FromFull": 3}])
def test_nonsense_of_a_mail_provider_is_no_fault_of_ours(facts: Any) -> None:
    assert {by_postmark(kind, facts) for kind in MAIL} <= {204, 400}


def test_an_address_that_is_no_hook_is_absent() -> None:
    assert Client().post("/hooks/email/other/").status_code == 404


def test_a_burst_in_any_order_ends_as_if_said_once() -> None:
    """Thirty messages, each told of six times, forged calls in between."""
    rows = [a_text() for _each in range(30)]
    words = ["sent", "delivered", "delivered", "undelivered", "sent", "delivered"]
    calls = list(itertools.product(rows, words))
    random.Random(7).shuffle(calls)
    first: dict[int, str] = {}
    for row, word in calls:
        said = {"MessageSid": row.provider_id, "MessageStatus": word}
        assert by_twilio("status", token="other", **said) == 401
        assert by_twilio("status", **said) == 204
        if word != "sent":
            first.setdefault(row.pk, "delivered" if word == "delivered" else "bounced")
    assert {row.pk: state_of(row) for row in rows} == first
    assert Trail.objects.filter(verb__in=["reminder_delivered", "reminder_bounced"]).count() == 30


def test_the_address_that_stops_says_whose_messages_by_which_way() -> None:
    url = stop_url(patient_id=7, channel="email")
    token = url.removeprefix("https://clinic.example/stop/").rstrip("/")
    assert stopping_of(token) == Stopping(7, "email")
    assert [stopping_of(wrong) for wrong in ("8" + token[1:], token[:-1], "7-email", "")] == (
        [None] * 4
    )
