"""E-mail: one letter to one person, by a mail server or a provider's interface, and what came of
the try."""

import re
import smtplib
from dataclasses import dataclass
from email.utils import formataddr, parseaddr

from anymail.exceptions import (
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
)
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from plans.channels.wire import OURS_TO_MEND, retry_after
from plans.engine.reminder import Accepted, Outcome, Postponed, Rejected

NOBODY_THERE = re.compile(r"\b5\.1\.(?:1|2|6|10)\b")
"""Enhanced codes of mail servers that say that the address does not exist (RFC 3463, RFC 7505)."""

TAKEN = frozenset({"sent", "queued", "unknown"})
"""What a provider says of a recipient for whom it took the letter."""


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`message_id` stays the same however often the letter is tried, so that a mailbox can tell a
    repeat; answers and wishes to stop go to `answers_to`. At `stop_url` one click stops."""

    to: str
    subject: str
    text: str
    html: str
    sender_name: str
    answers_to: str
    message_id: str
    attachments: tuple[Attachment, ...] = ()
    stop_url: str = ""


def send_email(letter: Letter) -> Outcome:
    """Hand a letter over. Network and passing troubles are for later, and so is a connection that
    broke after the letter was given: the repeat carries the same Message-ID. A refused recipient
    or message is final. A refused sender or password is ours to mend, so it waits."""
    try:
        return handed_over(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        return refusal(code, answer)
    except smtplib.SMTPDataError as error:
        return refusal(error.smtp_code, error.smtp_error)
    except smtplib.SMTPResponseException as error:
        return Postponed(told(error.smtp_code, error.smtp_error))
    except AnymailRecipientsRefused:
        return Rejected("recipient refused")
    except AnymailInvalidAddress:
        return Rejected("invalid address")
    except AnymailError as error:
        return refused_by_provider(error)
    except (OSError, smtplib.SMTPException) as error:
        return Postponed(type(error).__name__)
    except ValueError:
        # Django refuses addresses and headers that could not be sent as they are.
        return Rejected("invalid address")


def handed_over(letter: Letter) -> Outcome:
    """The letter given to the backend, and the name by which the provider knows it."""
    message = message_of(letter)
    with mail.get_connection() as connection:
        if session := getattr(connection, "session", None):
            # Nothing leads from the provider's address to another one.
            session.max_redirects = 0
        message.connection = connection
        message.send()
    status = getattr(message, "anymail_status", None)
    if status is None:
        return Accepted(letter.message_id)
    if not TAKEN & set(status.status or ()):
        return Rejected("recipient refused")
    return Accepted(str(status.message_id or letter.message_id))


def refused_by_provider(error: AnymailError) -> Outcome:
    """A provider's answer in numbers of HTTP; none where it was not reached or does not offer what
    we ask for."""
    code = error.status_code
    if code is None:
        return Postponed(type(error).__name__)
    rest = retry_after(error.response.headers)
    if code < 400 or code >= 500 or code in OURS_TO_MEND:
        return Postponed(f"HTTP {code}", rest)
    return Rejected(f"HTTP {code}")


def refusal(code: int, answer: bytes | str) -> Outcome:
    """Codes from 500 on are final (RFC 5321, section 4.2.1)."""
    error = told(code, answer)
    if code < 500:
        return Postponed(error)
    return Rejected(error, is_dead=bool(NOBODY_THERE.search(error)))


def told(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {text}"


def message_of(letter: Letter) -> EmailMultiAlternatives:
    sender = formataddr((letter.sender_name, own_address()))
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        sender,
        [letter.to],
        reply_to=[letter.answers_to],
        headers={
            "Message-ID": letter.message_id,
            "Auto-Submitted": "auto-generated",
            **ways_to_stop(letter),
        },
    )
    message.attach_alternative(letter.html, "text/html")
    for attachment in letter.attachments:
        message.attach(attachment.name, attachment.content, attachment.kind)
    return message


def ways_to_stop(letter: Letter) -> dict[str, str]:
    """By an answer and, where there is a page for it, by one click in her mailbox (RFC 8058)."""
    by_answer = f"<mailto:{letter.answers_to}?subject=stop>"
    if not letter.stop_url:
        return {"List-Unsubscribe": by_answer}
    return {
        "List-Unsubscribe": f"{by_answer}, <{letter.stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def own_address() -> str:
    """The address that all letters of this site come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
