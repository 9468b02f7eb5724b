"""What stands in the placeholders of a message, and which words it uses."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import formats

from clinic.models import Location
from plans.engine.sentence import filled
from plans.models import MessageStep, Patient, Reminder, Visit
from plans.queries.standard import standards_in_force
from plans.shipped.messages.texts import Frame, Words, frame_in, shipped_words

ANY = "recovery"
"""What a step of the clinic's own says where nobody wrote its words."""


def language_for(patient: Patient) -> str:
    """Hers where patients are written to in it, else the clinic's: a message is in one language."""
    is_ours = patient.language in dict(settings.PATIENT_LANGUAGES)
    return patient.language if is_ours else settings.LANGUAGE_CODE


def words_of(row: Reminder, language: str) -> Words:
    """What a message says, with its placeholders: the words for this patient, else the clinic's own
    of this language, else what is shipped, else the clinic's own of any language."""
    words = step_words(row.step, row.reason, language)
    if row.own_text:
        words = Words(row.own_subject or words.subject, row.own_text, row.own_text)
    return words


def step_words(step: MessageStep | None, reason: str, language: str) -> Words:
    """What a step says to everybody; without one, what is shipped for the reason."""
    texts = list(step.texts.all()) if step else []
    own = {text.language: Words(text.subject, text.body, text.sms) for text in texts}
    shipped = shipped_words(step.slug if step else reason, language)
    found = own.get(language) or shipped or next(iter(own.values()), None)
    found = found or shipped_words(reason, language) or shipped_words(ANY, language)
    if found is None:
        raise LookupError(f"no words for {reason}")
    return found


def location_of(row: Reminder, visits: Sequence[Visit]) -> Location | None:
    """Whose name the message bears: where its visits are, else its plan, else where she was last,
    else the first that is in use."""
    if visits:
        return visits[0].location
    if row.plan:
        return row.plan.location
    last = Visit.objects.filter(patient=row.patient_id).select_related("location").last()
    return last.location if last else Location.objects.filter(is_open=True).first()


def facts_of(row: Reminder, visits: Sequence[Visit], location: Location | None) -> dict[str, str]:
    """What an e-mail says in each placeholder, in the language that is active; empty: unknown."""
    patient = row.patient
    frame = frame_in(language_for(patient))
    facts = {
        "name": patient.called,
        "clinic": one_line(location.display_name) if location else "",
        "dates": "\n".join(f"- {when_words(visit, patient, frame)}" for visit in visits),
        "phone": location.phone.as_international if location and location.phone else "",
        "out_of_hours": location.out_of_hours_phone if location else "",
        "emergency": (location and location.emergency_phone) or frame.emergency,
        "portal": settings.SITE_URL + reverse("portal") if patient.user_id else "",
        "check_in": check_in_address(row, visits),
        "date": "",
        "day": "",
        "time": "",
    }
    return facts | (first_date(visits[0], patient, frame) if visits else {})


def first_date(visit: Visit, patient: Patient, frame: Frame) -> dict[str, str]:
    form = frame.time_elsewhere if is_elsewhere(visit, patient) else frame.time
    place = place_of(visit.location.zone)
    return {
        "date": formats.date_format(day_of(visit), frame.short_day),
        "day": formats.date_format(day_of(visit), frame.day),
        "time": filled(form, {"time": clock_words(visit.start, visit), "place": place}),
    }


def check_in_address(row: Reminder, visits: Sequence[Visit]) -> str:
    """Where she says how she is, behind her door; empty where she is not asked, or cannot."""
    asks = row.reason == Reminder.Reason.CHECK_IN or (row.step and row.step.asks_check_in)
    if not (asks and visits and row.patient.user_id and visits[0].location.has_check_ins):
        return ""
    if standards_in_force().triage is None:
        return ""
    return str(settings.SITE_URL) + reverse("portal_check_in", args=[visits[0].pk])


def when_words(visit: Visit, patient: Patient, frame: Frame) -> str:
    """Thursday 26 November 2026, 16:00 to 17:30; with the clinic's zone where hers differs."""
    form = frame.when_elsewhere if is_elsewhere(visit, patient) else frame.when
    facts = {
        "day": formats.date_format(day_of(visit), frame.day),
        "start": clock_words(visit.start, visit),
        "end": clock_words(visit.end, visit),
        "place": place_of(visit.location.zone),
    }
    return filled(form, facts)


def is_elsewhere(visit: Visit, patient: Patient) -> bool:
    """Whether her clock shows another time than the clinic's when the visit begins."""
    zones = (patient.zone or visit.location.zone, visit.location.zone)
    offsets = {visit.start.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset() for zone in zones}
    return len(offsets) > 1


def place_of(zone: str) -> str:
    """Berlin of Europe/Berlin."""
    return zone.rpartition("/")[2].replace("_", " ")


def day_of(visit: Visit) -> dt.date:
    """The date of the visit at its clinic."""
    return visit.start.astimezone(zoneinfo.ZoneInfo(visit.location.zone)).date()


def clock_words(instant: dt.datetime, visit: Visit) -> str:
    return f"{instant.astimezone(zoneinfo.ZoneInfo(visit.location.zone)):%H:%M}"


def one_line(text: str) -> str:
    return " ".join(text.split())
