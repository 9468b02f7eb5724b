"""Text messages by any service that takes JSON over HTTP. `SMS_URL` is its address with the scheme
`https+gateway`, the token in front of the host, and after the question mark `sender` and, where
the service sends one key only once, `honours_keys=1`."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from plans.channels.text import Text
from plans.channels.wire import OURS_TO_MEND, Answered, Unanswered, ask
from plans.engine.reminder import Accepted, Outcome, Postponed, Rejected, Uncertain

UNKNOWN_SUBSCRIBER = "unknown_subscriber"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    address: str
    host: str
    token: str
    sender: str
    honours_keys: bool


def gateway() -> Gateway:
    """What the setting says."""
    parts = urlsplit(settings.SMS_URL)
    options = parse_qs(parts.query)
    return Gateway(
        address=parts._replace(
            scheme=parts.scheme.removesuffix("+gateway"),
            netloc=parts.netloc.rpartition("@")[2],
            query="",
        ).geturl(),
        host=parts.hostname or "",
        token=unquote(parts.username or ""),
        sender=options.get("sender", [""])[0],
        honours_keys=options.get("honours_keys", ["0"])[0] in {"1", "true", "yes"},
    )


def send(text: Text) -> Outcome:
    """After a time-out or a lost worker a service that honours keys is asked again with the same
    one; of another nobody knows whether the message went."""
    service = gateway()
    if text.is_unheard and not service.honours_keys:
        return Uncertain("no answer was heard")
    answer = ask(
        "POST",
        service.address,
        hosts=frozenset({service.host}),
        json={"to": text.to, "text": text.text, "sender": service.sender, "key": text.key},
        headers={"Idempotency-Key": text.key, "Authorization": f"Bearer {service.token}"},
    )
    if isinstance(answer, Answered):
        return outcome_of(answer, text)
    return lost(answer, service)


def lost(answer: Unanswered, service: Gateway) -> Outcome:
    if answer.was_asked and not service.honours_keys:
        return Uncertain(answer.error)
    return Postponed(answer.error)


def outcome_of(answer: Answered, text: Text) -> Outcome:
    """409 says that this key was taken before."""
    if answer.status // 100 == 2 or answer.status == 409:
        return Accepted(str(answer.facts.get("id") or text.key))
    code = str(answer.facts.get("code", ""))[:40]
    error = f"HTTP {answer.status} {code}".strip()
    if answer.status // 100 != 4 or answer.status in OURS_TO_MEND:
        return Postponed(error, answer.rest)
    return Rejected(error, is_dead=code == UNKNOWN_SUBSCRIBER)
