"""What the demo sent: mails, which Django's file backend keeps in a folder, several in a file, and
text messages, each in a file of its own beside them."""

import email.policy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

SEPARATOR = b"\n" + b"-" * 79 + b"\n"
FILES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledMail:
    """`attachments` are names with their text."""

    subject: str
    sender: str
    to: str
    at: str
    text: str
    html: str
    attachments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledText:
    """A text message."""

    to: str
    text: str

    @property
    def is_text(self) -> bool:
        return True


def filed_messages(folder: Path) -> list[FiledMail | FiledText]:
    """The messages of the newest files, the newest first."""
    if not folder.is_dir():
        return []
    found = (path for path in folder.iterdir() if path.suffix in {".log", ".sms"})
    files = sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [message for file in files[:FILES] for message in messages_in(file)]


def messages_in(file: Path) -> list[FiledMail] | list[FiledText]:
    if file.suffix == ".sms":
        facts = json.loads(file.read_text())
        return [FiledText(to=facts["to"], text=facts["text"])]
    return list(reversed(list(mails_in(file))))


def mails_in(file: Path) -> Iterator[FiledMail]:
    parser = BytesParser(EmailMessage, policy=email.policy.default)
    for raw in file.read_bytes().split(SEPARATOR):
        if raw.strip():
            yield mail_of(parser.parsebytes(raw))


def mail_of(message: EmailMessage) -> FiledMail:
    return FiledMail(
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        at=str(message["Date"] or ""),
        text=body_of(message, "plain"),
        html=body_of(message, "html"),
        attachments=tuple(
            (part.get_filename() or part.get_content_type(), str(part.get_content()))
            for part in message.iter_attachments()
        ),
    )


def body_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content())
