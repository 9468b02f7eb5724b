"""A message of a protocol as a patient would read it: a sample patient with a visit in a week."""

import datetime as dt
import uuid
import zoneinfo
from dataclasses import dataclass

from django.conf import settings

from clinic.models import Location
from plans.engine.sentence import MOST_SMS, gsm7_length
from plans.models import MessageStep, Patient, Reminder, Visit
from plans.shipped.messages.texts import Words
from plans.wording.letter import letter_of
from plans.wording.sms import text_of

NOBODY = 1
"""Stands for the keys of things that are made up and never stored."""


DAYS = {"booked": (7, 35), "moved": (7, 35)}
"""So many days from now her visits are; of other messages, one in a week."""


@dataclass(frozen=True, slots=True)
class Shown:
    """`sms_length` counts as phones do, the words how to stop included; at most `MOST_SMS`."""

    subject: str
    text: str
    sms: str

    @property
    def sms_length(self) -> int:
        return gsm7_length(self.sms)

    @property
    def sms_most(self) -> int:
        return MOST_SMS


def shown(step: MessageStep, language: str, words: Words | None, now: dt.datetime) -> Shown:
    """The step in this language; `words` are typed and not stored yet."""
    row = _row(step, language, now)
    visits = _visits(step, row.patient, now)
    if words:
        row.own_subject, row.own_text = words.subject, words.body
    letter = letter_of(row, visits, now)
    if words:
        row.own_text = words.sms
    # Whoever looks at a preview stops nobody.
    text = letter.text.replace(letter.stop_url, f"{settings.SITE_URL}/stop/…")
    return Shown(letter.subject, text, text_of(row, visits, now).text)


def _row(step: MessageStep, language: str, now: dt.datetime) -> Reminder:
    patient = Patient(
        name="Amira Haddad",
        preferred_name="Amira",
        email="amira@patients.example",
        language=language,
        user_id=NOBODY,
    )
    return Reminder(
        patient=patient,
        step=step,
        reason=step.reason,
        channel="email",
        due_at=now,
        key=uuid.UUID(int=0),
    )


def _visits(step: MessageStep, patient: Patient, now: dt.datetime) -> list[Visit]:
    """Two where all dates are told, none where the whole plan is meant, else one; at four in the
    afternoon."""
    location = Location.objects.filter(is_open=True).first() or Location(
        display_name="Linden", zone="UTC"
    )
    zone = zoneinfo.ZoneInfo(location.zone)
    first = now.astimezone(zone).replace(hour=16, minute=0, second=0, microsecond=0)
    days = () if step.reason in MessageStep.OF_PLAN else DAYS.get(step.reason, (7,))
    starts = [(first + dt.timedelta(day)).astimezone(dt.UTC) for day in days]
    return [
        Visit(
            pk=NOBODY,
            patient=patient,
            location=location,
            state=Visit.State.BOOKED,
            start=start,
            end=start + dt.timedelta(minutes=90),
        )
        for start in starts
    ]
