"""Text messages by Twilio's own interface. `SMS_URL` is twilio://SID:TOKEN@SENDER, the sender a
number such as +4930123 or a messaging service; `?base=` names another host than Twilio's.

Twilio knows no keys: before a repeat its list of messages is asked for the same number and text.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from plans.channels.text import Text
from plans.channels.wire import OURS_TO_MEND, Answered, Unanswered, ask
from plans.engine.reminder import Accepted, Outcome, Postponed, Rejected

USUAL_BASE = "https://api.twilio.com"

NOBODY_THERE = frozenset({21211, 21214, 21614, 30005, 30006})
"""No number at all, not reachable, no mobile; unknown to the network; a landline."""

OURS = frozenset({20003, 20429, 21212, 21603, 21606, 21608, 21659, 21660, 21661})
"""About our account or sender, not about this message, though the answer is a 400."""

SLACK = dt.timedelta(minutes=2)
"""How far Twilio's clock and ours may be apart."""

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`base` is the address before the path."""

    sid: str
    token: str
    sender: str
    base: str

    @property
    def host(self) -> str:
        return urlsplit(self.base).hostname or ""

    @property
    def messages(self) -> str:
        return f"{self.base}/2010-04-01/Accounts/{self.sid}/Messages.json"


class ListUnanswered(Exception):  # noqa: N818  # it is not an error of ours
    """The list of messages cannot be read now."""


def account() -> Account | None:
    """What the setting says; None where another provider is set."""
    parts = urlsplit(settings.SMS_URL)
    if parts.scheme != "twilio":
        return None
    return Account(
        sid=unquote(parts.username or ""),
        token=unquote(parts.password or ""),
        sender=unquote(parts.netloc.rpartition("@")[2]),
        base=parse_qs(parts.query).get("base", [USUAL_BASE])[0],
    )


def send(text: Text) -> Outcome:
    """Given over once: a repeat first looks whether an earlier try arrived after all."""
    ours = account()
    if ours is None:
        return Postponed("no account is set")
    if text.is_repeat and text.first_tried_at is not None:
        try:
            earlier = found_earlier(text, ours, since=text.first_tried_at - SLACK)
        except ListUnanswered as error:
            return Postponed(f"list: {error}")
        if earlier is not None:
            return earlier
    answer = ask_as(ours, "POST", ours.messages, data=form_of(text, ours))
    return Postponed(answer.error) if isinstance(answer, Unanswered) else outcome_of(answer)


def ask_as(ours: Account, method: str, url: str, **asked: Any) -> Answered | Unanswered:
    return ask(method, url, hosts=frozenset({ours.host}), auth=(ours.sid, ours.token), **asked)


def form_of(text: Text, ours: Account) -> dict[str, str]:
    sender = "MessagingServiceSid" if ours.sender.startswith("MG") else "From"
    # The key in the address tells which message is meant before the answer with its id is kept.
    told_at = f"{settings.SITE_URL}{reverse('hook_twilio_status')}?{urlencode({'key': text.key})}"
    return {"To": text.to, sender: ours.sender, "Body": text.text, "StatusCallback": told_at}


def outcome_of(answer: Answered) -> Outcome:
    if answer.status // 100 == 2:
        return Accepted(str(answer.facts.get("sid", "")))
    code = code_in(answer.facts, "code")
    error = f"HTTP {answer.status} {code or ''}".strip()
    if answer.status // 100 != 4 or answer.status in OURS_TO_MEND or code in OURS:
        return Postponed(error, answer.rest)
    return Rejected(error, is_dead=code in NOBODY_THERE)


def found_earlier(text: Text, ours: Account, *, since: dt.datetime) -> Outcome | None:
    """What became of the same text to the same number; None where Twilio never had it."""
    for message in listed(text, ours):
        if message.get("body") == text.text and created_at(message) >= since:
            if message.get("status") in {"failed", "undelivered", "canceled"}:
                code = code_in(message, "error_code")
                return Rejected(f"{message['status']} {code or ''}", is_dead=code in NOBODY_THERE)
            return Accepted(str(message.get("sid", "")))
    return None


def listed(text: Text, ours: Account) -> list[Mapping[str, Any]]:
    """Twilio's newest messages to this number: more than one patient gets in weeks."""
    asked = {"To": text.to, "PageSize": str(PAGE)}
    answer = ask_as(ours, "GET", f"{ours.messages}?{urlencode(asked)}")
    if isinstance(answer, Unanswered):
        raise ListUnanswered(answer.error)
    messages = answer.facts.get("messages")
    if answer.status != 200 or not isinstance(messages, list):
        raise ListUnanswered(f"HTTP {answer.status}")
    return messages


def created_at(message: Mapping[str, Any]) -> dt.datetime:
    """When Twilio took it; the far future where it does not say: better no message than two."""
    try:
        return parsedate_to_datetime(str(message.get("date_created"))).astimezone(dt.UTC)
    except ValueError:
        return dt.datetime.max.replace(tzinfo=dt.UTC)


def code_in(facts: Mapping[str, Any], name: str) -> int | None:
    """A number of Twilio's list of errors."""
    said = str(facts.get(name) or "")
    return int(said) if said.isdecimal() else None
