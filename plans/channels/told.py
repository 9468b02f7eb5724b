"""What providers of text messages tell us, in our own words: None where it is of no use."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException

from plans.actions.answer import Incoming
from plans.actions.delivery import Delivery
from plans.channels.gateway import UNKNOWN_SUBSCRIBER
from plans.channels.twilio import NOBODY_THERE, code_in
from plans.models import Reminder

SMS = Reminder.Channel.SMS
DELIVERED, BOUNCED = Reminder.State.DELIVERED, Reminder.State.BOUNCED

TWILIO = {"delivered": DELIVERED, "read": DELIVERED, "undelivered": BOUNCED, "failed": BOUNCED}
GATEWAY = {"delivered": DELIVERED, "failed": BOUNCED, UNKNOWN_SUBSCRIBER: BOUNCED}


def delivery_by_twilio(form: Mapping[str, str], *, key: str) -> Delivery | None:
    """A status of one message; those on the way are none."""
    form = {name: plain(value) for name, value in form.items()}
    state = TWILIO.get(form.get("MessageStatus", ""))
    if state is None:
        return None
    code = code_in(form, "ErrorCode")
    return Delivery(
        channel=SMS,
        state=state,
        provider_id=form.get("MessageSid", ""),
        key=key,
        address=e164(form.get("To", "")),
        error=f"Twilio {code}" if code else "",
        is_dead=code in NOBODY_THERE,
    )


def answer_by_twilio(form: Mapping[str, str]) -> Incoming | None:
    form = {name: plain(value) for name, value in form.items()}
    return incoming(
        provider="twilio",
        name=form.get("MessageSid", ""),
        sender=form.get("From", ""),
        text=form.get("Body", ""),
        is_stop=form.get("OptOutType") == "STOP",
    )


def delivery_by_gateway(body: bytes) -> Delivery | None:
    facts = texts_in(body)
    state = GATEWAY.get(facts.get("status", ""))
    if state is None:
        return None
    return Delivery(
        channel=SMS,
        state=state,
        provider_id=facts.get("id", ""),
        key=facts.get("key", ""),
        address=e164(facts.get("to", "")),
        error=facts.get("error", ""),
        is_dead=facts["status"] == UNKNOWN_SUBSCRIBER,
    )


def answer_by_gateway(body: bytes) -> Incoming | None:
    facts = texts_in(body)
    return incoming(
        provider="gateway",
        name=facts.get("id", "") or hashlib.sha256(body).hexdigest(),
        sender=facts.get("from", ""),
        text=facts.get("text", ""),
    )


def incoming(
    *, provider: str, name: str, sender: str, text: str, is_stop: bool = False
) -> Incoming | None:
    """Without a name a repeat could not be told, and without a sender nobody could be answered."""
    if not name or not sender:
        return None
    return Incoming(
        channel=SMS,
        sender=e164(sender),
        text=text,
        provider_id=f"{provider}-{name}",
        is_stop=is_stop,
    )


def texts_in(body: bytes) -> dict[str, str]:
    """The texts of a JSON object; numbers as texts, and nothing else."""
    try:
        facts: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(facts, dict):
        return {}
    usable = {name: value for name, value in facts.items() if isinstance(value, str | int)}
    return {name: plain(str(value)) for name, value in usable.items()}


def plain(text: str) -> str:
    """Without what a database may refuse: zero bytes and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def e164(number: str) -> str:
    """As patients' numbers are kept; as it came where it is no number."""
    try:
        found = PhoneNumber.from_string(number)
    except NumberParseException:
        return number[:254]
    return str(found.as_e164)
