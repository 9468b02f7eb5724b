"""The text message of a message: at most 160 characters of the phone's own alphabet, with who
writes and how to stop. It tells a stranger nothing but a date."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence

from django.utils import translation

from plans.channels.text import Text
from plans.engine.sentence import MOST_SMS, filled, gsm7_length, strangers
from plans.models import MessageStep, Patient, Reminder, Visit
from plans.queries.calendar import site_host
from plans.shipped.messages.texts import Frame, frame_in, shipped_words
from plans.wording.filling import facts_of, language_for, location_of, words_of

ABOUT_A_DATE = (*MessageStep.DATES, *MessageStep.BEFORE)
ONE_TRY = dt.timedelta(seconds=30)
"""A try that began longer ago than this was another one."""

# What a phone's alphabet lacks and a text often has.
_LIKE = str.maketrans(
    {
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’‚‹›", "'"),
        **dict.fromkeys("–—−‐‑", "-"),
        **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", " "),
        **{"…": "...", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE"},
    }
)


def text_of(
    row: Reminder, visits: Sequence[Visit], now: dt.datetime, carried: Sequence[Reminder] = ()
) -> Text:
    """The text message about these visits, in the patient's language. What it carries is told with
    it by naming her plan, unless it is about a date, which comes first."""
    patient, language = row.patient, language_for(row.patient)
    frame = frame_in(language)
    with translation.override(language):
        facts = short_facts(row, visits, frame)
    words = words_of(row, language).sms
    several = shipped_words("several", language)
    if carried and several and facts["portal"] and row.reason not in ABOUT_A_DATE:
        words = several.sms
    return Text(
        to=str(patient.phone),
        text=fitted(words, facts, frame.stop_sms),
        key=str(row.key),
        reminder_id=row.pk,
        first_tried_at=row.first_tried_at,
        is_repeat=row.first_tried_at is not None
        and (row.attempts > 0 or row.first_tried_at < now - ONE_TRY),
    )


def short_facts(row: Reminder, visits: Sequence[Visit], frame: Frame) -> dict[str, str]:
    """What stands in the placeholders, in the alphabet of phones. A name that would not be, or
    that would tell who of several at one number is meant, is left out."""
    location = location_of(row, visits)
    facts = facts_of(row, visits, location)
    facts["emergency"] = (location and location.emergency_phone) or frame.emergency_short
    first_name = row.patient.called.split()[0]
    plain = {name: plain_of(value) for name, value in facts.items()}
    plain["name"] = "" if strangers(first_name) or is_shared(row.patient) else first_name
    plain["clinic"] = plain["clinic"] or site_host()
    # Neither fits, and the linter refuses both.
    return plain | {"dates": "", "check_in": plain["portal"]}


def is_shared(patient: Patient) -> bool:
    """Whether somebody else gets messages at her number."""
    others = Patient.objects.filter(phone=patient.phone, archived_at=None).exclude(pk=patient.pk)
    return bool(patient.phone) and others.exists()


def plain_of(text: str) -> str:
    """The text in the phone's alphabet: accents it does not have fall off, other characters go."""
    return "".join(_plain(letter) for letter in text.translate(_LIKE)).strip()


def _plain(letter: str) -> str:
    if not strangers(letter):
        return letter
    return "".join(one for one in unicodedata.normalize("NFKD", letter) if not strangers(one))


def fitted(words: str, facts: Mapping[str, str], hint: str) -> str:
    """The words, filled, with who writes before them and how to stop after them. Where that is too
    long, the name goes first, then the last sentences, then the end of the only one."""
    room = MOST_SMS - gsm7_length(hint) - 1
    said = said_by(words, facts)
    if gsm7_length(said) > room:
        said = said_by(words, {**facts, "name": ""})
    while gsm7_length(said) > room and (shorter := without_the_last(said)):
        said = shorter
    while gsm7_length(said) > room:
        said = said[:-1].rstrip()
    return f"{said} {hint}"


def said_by(words: str, facts: Mapping[str, str]) -> str:
    """The words, filled; who writes is always told."""
    text = plain_of(filled(words, facts))
    return text if facts["clinic"] in text else f"{facts['clinic']}: {text}"


def without_the_last(text: str) -> str:
    """The text without its last sentence; empty where it has only one."""
    sentences = re.split(r"\n|(?<=[.!?]) ", text)
    return text[: -len(sentences[-1])].rstrip() if len(sentences) > 1 else ""
