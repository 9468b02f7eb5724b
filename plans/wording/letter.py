"""What a patient reads: dates, where, whom to call, how to stop. Nothing about her treatment; that
stands behind the portal's door."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from plans.channels.email import Attachment, Letter, own_address
from plans.models import Patient, Reminder, Visit
from plans.queries.calendar import calendar_of, site_host
from plans.queries.reminder import visits_left
from plans.wording.dates import full_day

WITH_CALENDAR = (Reminder.Reason.BOOKED, Reminder.Reason.MOVED, Reminder.Reason.CANCELLED)


def language_for(patient: Patient) -> str:
    """Hers where the site has it, else the clinic's: a letter is in one language only."""
    is_ours = patient.language in dict(settings.LANGUAGES)
    return patient.language if is_ours else settings.LANGUAGE_CODE


def letter_of(row: Reminder, visits: Sequence[Visit], now: dt.datetime) -> Letter:
    """The e-mail of a message about these visits, at least one, in the patient's language."""
    patient, location = row.patient, visits[0].location
    answers_to = location.email or own_address()
    with translation.override(language_for(patient)):
        facts = facts_of(row, visits)
        subject = one_line(rendered(row.reason, "subject", facts))
        facts["subject"] = subject
        return Letter(
            to=patient.email,
            subject=subject,
            text=rendered(row.reason, "txt", facts).strip(),
            html=rendered(row.reason, "html", facts),
            sender_name=location.display_name,
            answers_to=answers_to,
            message_id=f"<{row.key}@{site_host()}>",
            attachments=calendar_file(row, visits, now),
        )


def facts_of(row: Reminder, visits: Sequence[Visit]) -> dict[str, object]:
    """All that a template of a letter may print."""
    patient, location = row.patient, visits[0].location
    return {
        "name": patient.called,
        "clinic": location.display_name,
        "dates": [when_words(visit, patient) for visit in visits],
        "day": day_words(visits[0]),
        "address": location.address,
        "phone": location.phone.as_international if location.phone else "",
        "out_of_hours_phone": location.out_of_hours_phone,
        "portal_url": settings.SITE_URL + reverse("portal") if patient.user_id else "",
        "language": patient.language,
    }


def rendered(reason: str, kind: str, facts: dict[str, object]) -> str:
    return render_to_string(f"email/{reason}.{kind}", facts)


def one_line(text: str) -> str:
    return " ".join(text.split())


def calendar_file(
    row: Reminder, visits: Sequence[Visit], now: dt.datetime
) -> tuple[Attachment, ...]:
    """All dates come with a file for her own calendar; what does not take place leaves it."""
    if row.reason not in WITH_CALENDAR:
        return ()
    content = calendar_of(visits=[*visits_left(row), *visits], now=now)
    return (Attachment(_("dates") + ".ics", content, "text/calendar"),)


def when_words(visit: Visit, patient: Patient) -> str:
    """Thursday 26 November 2026, 16:00 to 17:30; with the clinic's zone where hers differs."""
    facts = {
        "day": day_words(visit),
        "start": clock_words(visit.start, visit.location.zone),
        "end": clock_words(visit.end, visit.location.zone),
        "place": place_of(visit.location.zone),
    }
    if is_elsewhere(visit, patient):
        return _("%(day)s, %(start)s to %(end)s (%(place)s time)") % facts
    return _("%(day)s, %(start)s to %(end)s") % facts


def is_elsewhere(visit: Visit, patient: Patient) -> bool:
    """Whether her clock shows another time than the clinic's when the visit begins."""
    zones = (patient.zone or visit.location.zone, visit.location.zone)
    offsets = {visit.start.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset() for zone in zones}
    return len(offsets) > 1


def place_of(zone: str) -> str:
    """Berlin of Europe/Berlin."""
    return zone.rpartition("/")[2].replace("_", " ")


def day_words(visit: Visit) -> str:
    return full_day(visit.start.astimezone(zoneinfo.ZoneInfo(visit.location.zone)).date())


def clock_words(instant: dt.datetime, zone: str) -> str:
    return f"{instant.astimezone(zoneinfo.ZoneInfo(zone)):%H:%M}"
