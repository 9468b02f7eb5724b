"""Text messages: one to one number, by the provider that `SMS_URL` names, and what came of it."""

from django.conf import settings

from plans.channels import console, gateway, twilio
from plans.channels.text import Text
from plans.engine.reminder import Outcome, Postponed

__all__ = ["Text", "send_sms"]

SENDERS = {
    "console": console.send,
    "https+gateway": gateway.send,
    "http+gateway": gateway.send,
    "twilio": twilio.send,
}


def send_sms(text: Text) -> Outcome:
    """Hand a text message over. Without a provider it waits for one until it is too late for it."""
    scheme, _colon, _rest = settings.SMS_URL.partition(":")
    send = SENDERS.get(scheme)
    return Postponed("no provider of text messages is set") if send is None else send(text)
