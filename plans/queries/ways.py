"""By which ways a patient can be written to, and in which hours."""

from django.conf import settings

from plans.engine.quiet import USUAL, Loud
from plans.engine.reminder import Contact
from plans.models import Patient, ProtocolVersion, Reminder


def contact_of(patient: Patient, channel: str) -> Contact:
    """How she stands to one channel: `Reminder.Channel`."""
    is_sms = channel == Reminder.Channel.SMS
    return Contact(
        channel=channel,
        is_set_up=not is_sms or bool(settings.SMS_URL),
        is_archived=patient.archived_at is not None,
        has_address=bool(patient.phone if is_sms else patient.email),
        has_consent=(patient.sms_consent_at if is_sms else patient.email_consent_at) is not None,
        has_stopped=(patient.sms_stopped_at if is_sms else patient.email_stopped_at) is not None,
        is_dead=(patient.sms_dead_at if is_sms else patient.email_dead_at) is not None,
    )


def loud_of(version: ProtocolVersion | None) -> Loud:
    """The hours in which messages of a version may go; the usual ones where there is none."""
    if version is None:
        return USUAL
    return Loud(version.loud_from, version.quiet_from, version.sunday_from)
