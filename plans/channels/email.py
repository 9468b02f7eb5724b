"""E-mail: one letter to one person, and what the provider said to it."""

import smtplib
from dataclasses import dataclass
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from plans.engine.reminder import Accepted, Outcome, Postponed, Rejected


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`message_id` stays the same however often the letter is tried, so that a mailbox can tell a
    repeat; answers and wishes to stop go to `answers_to`."""

    to: str
    subject: str
    text: str
    html: str
    sender_name: str
    answers_to: str
    message_id: str
    attachments: tuple[Attachment, ...] = ()


def send_email(letter: Letter) -> Outcome:
    """Hand a letter to the mail server. Network and passing troubles are for later; a refused
    recipient or message is final. A refused sender or password is ours to mend, so it waits."""
    try:
        message_of(letter).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        return refusal(code, answer)
    except smtplib.SMTPDataError as error:
        return refusal(error.smtp_code, error.smtp_error)
    except smtplib.SMTPResponseException as error:
        return Postponed(told(error.smtp_code, error.smtp_error))
    except (OSError, smtplib.SMTPException) as error:
        return Postponed(type(error).__name__)
    except ValueError:
        # Django refuses addresses and headers that could not be sent as they are.
        return Rejected("invalid address")
    return Accepted(letter.message_id)


def refusal(code: int, answer: bytes | str) -> Outcome:
    """Codes from 500 on are final (RFC 5321, section 4.2.1)."""
    error = told(code, answer)
    return Rejected(error) if code >= 500 else Postponed(error)


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
            "List-Unsubscribe": f"<mailto:{letter.answers_to}?subject=stop>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(letter.html, "text/html")
    for attachment in letter.attachments:
        message.attach(attachment.name, attachment.content, attachment.kind)
    return message


def own_address() -> str:
    """The address that all letters of this site come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
