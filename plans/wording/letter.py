"""The e-mail of a message: a greeting, what it says, whom to call, how to stop. Where several are
due together they are one letter. Links lead to the bare door or behind it and sign nobody in."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinic.models import Location
from plans.channels.email import Attachment, Letter, own_address
from plans.channels.stop import stop_url
from plans.engine.sentence import filled
from plans.models import MessageStep, Reminder, Visit
from plans.queries.calendar import calendar_of, site_host
from plans.queries.reminder import visits_left, visits_told
from plans.shipped.messages.texts import Frame, frame_in, shipped_words
from plans.wording.filling import facts_of, language_for, location_of, one_line, words_of

DATES = MessageStep.DATES
SAFETY = (*MessageStep.AFTER, *MessageStep.OF_PLAN)
"""Every message after a visit says when to call."""

BULLET = "- "


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or with `is_list` the points of a list; each line ready for HTML."""

    lines: tuple[SafeString, ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One message of a letter with the visits that it is about."""

    row: Reminder
    visits: Sequence[Visit]


def letter_of(
    row: Reminder, visits: Sequence[Visit], now: dt.datetime, carried: Sequence[Reminder] = ()
) -> Letter:
    """The e-mail of a message about these visits, in the patient's language, with what the others
    that it carries say."""
    language = language_for(row.patient)
    told = in_order([Told(row, visits), *(Told(one, visits_told(one)) for one in carried)])
    location = location_of(row, visits)
    answers_to = (location and location.email) or own_address()
    stop = stop_url(patient_id=row.patient_id, channel=Reminder.Channel.EMAIL)
    frame = frame_in(language)
    with translation.override(language):
        facts = facts_of(row, visits, location)
        texts = [filled(words_of(one.row, language).body, facts_at(one)) for one in told]
        subject = one_line(filled(subject_of(told, language), facts))
        parts = parts_of(told, once(texts), facts, frame, location)
        parts |= {"language": language, "subject": subject, "stop_url": stop}
        return Letter(
            to=row.patient.email,
            subject=subject,
            text=render_to_string("email/base.txt", parts).strip() + "\n",
            html=render_to_string("email/base.html", parts | in_html(parts, facts)),
            sender_name=facts["clinic"] or site_host(),
            answers_to=answers_to,
            message_id=f"<{row.key}@{site_host()}>",
            attachments=calendar_file(told, frame, now),
            stop_url=stop,
        )


def in_order(told: list[Told]) -> list[Told]:
    """Dates first, then by their time; what has no visit to tell of any more is left out."""
    first, *others = told
    kept = [first, *(one for one in others if one.visits or one.row.visit_id is None)]
    return sorted(kept, key=lambda one: (one.row.reason not in DATES, one.row.due_at, one.row.pk))


def facts_at(told: Told) -> dict[str, str]:
    return facts_of(told.row, told.visits, location_of(told.row, told.visits))


def subject_of(told: Sequence[Told], language: str) -> str:
    several = shipped_words("several", language)
    alone = words_of(told[0].row, language)
    return (alone if len(told) == 1 or several is None else several).subject


def once(texts: Iterable[str]) -> str:
    """The texts below each other; a line that was said already is not said again."""
    said: set[str] = set()
    kept: list[str] = []
    for line in "\n\n".join(texts).splitlines():
        if line not in said or not line:
            kept.append(line)
        said.add(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def parts_of(
    told: Sequence[Told], body: str, facts: dict[str, str], frame: Frame, location: Location | None
) -> dict[str, object]:
    """All that the templates of a letter print."""
    is_after = any(one.row.reason in SAFETY for one in told)
    return {
        "hello": filled(frame.hello, facts),
        "body": body,
        "call_title": frame.call_title if is_after else "",
        "call": filled(frame.call, facts) if is_after else "",
        "clinic": facts["clinic"],
        "address": location.address if location else "",
        "phone": facts["phone"],
        "stop": filled(frame.stop, facts),
        "stop_here": frame.stop_here,
    }


def in_html(parts: dict[str, object], facts: dict[str, str]) -> dict[str, object]:
    """The texts as blocks, with the site's own addresses as links."""
    links = (facts["check_in"], facts["portal"])
    return {name: list(blocks_of(str(parts[name]), links)) for name in ("body", "call")}


def blocks_of(text: str, links: Sequence[str]) -> Iterator[Block]:
    """Paragraphs stand between empty lines; lines that begin with a hyphen are a list."""
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        found: list[Block] = []
        for line in paragraph.splitlines():
            is_point = line.startswith(BULLET)
            ready = linked(line.removeprefix(BULLET) if is_point else line, links)
            if found and found[-1].is_list == is_point:
                found[-1] = Block((*found[-1].lines, ready), is_point)
            else:
                found.append(Block((ready,), is_point))
        yield from found


def linked(line: str, links: Sequence[str]) -> SafeString:
    """Nothing becomes a link but our own addresses: a name that looks like one stays a name."""
    known = sorted({link for link in links if link}, key=len, reverse=True)
    if not known:
        return format_html("{}", line)
    pieces = re.split(f"({'|'.join(re.escape(link) for link in known)})", line)
    return format_html_join("", "{}", ((_piece(piece, known),) for piece in pieces))


def _piece(piece: str, known: Sequence[str]) -> str | SafeString:
    return format_html('<a href="{}">{}</a>', piece, piece) if piece in known else piece


def calendar_file(told: Sequence[Told], frame: Frame, now: dt.datetime) -> tuple[Attachment, ...]:
    """All dates come with a file for her own calendar; what does not take place leaves it."""
    dates = [one for one in told if one.row.reason in DATES and one.visits]
    if not dates:
        return ()
    visits = [visit for one in dates for visit in (*visits_left(one.row), *one.visits)]
    content = calendar_of(visits={visit.pk: visit for visit in visits}.values(), now=now)
    return (Attachment(f"{frame.file}.ics", content, "text/calendar"),)
