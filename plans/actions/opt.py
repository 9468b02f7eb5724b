"""Messages to a patient by one channel ended, or begun again, by her own word or the staff's."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from clinic.models import User
from plans.actions.refusal import Refused
from plans.actions.reminder import replan_patient
from plans.actions.trail import leave_trace
from plans.models import Patient, Reminder, Trail

STOPPED, STARTED = "messages_stopped", "messages_started"


def stop_channel(
    *, patient_id: int, channel: str, now: dt.datetime, by: User | None = None
) -> list[Patient]:
    """End the messages at once, for everybody who shares her address or number: whoever reads them
    there asked us to. The consent is gone, what waits is planned anew. Those who were stopped now;
    the same again changes nothing."""
    with transaction.atomic():
        found = sharers(patient_id, channel).filter(**{f"{channel}_stopped_at": None})
        return [stop_one(patient, channel, now, by) for patient in found]


def stop_address(*, channel: str, address: str, now: dt.datetime) -> list[Patient]:
    """The same for an address or number: told to the provider, in a mailbox or by a complaint."""
    with transaction.atomic():
        found = in_order().filter(at_address(channel, address), **{f"{channel}_stopped_at": None})
        return [stop_one(patient, channel, now, by=None) for patient in found]


def start_channel(
    *, patient_id: int, channel: str, now: dt.datetime, by: User | None = None
) -> list[Patient] | Refused:
    """Take a stop back, for whoever at this address or number had agreed before she stopped.
    Refused, "never_agreed", where nobody had: her word starts again, it does not begin."""
    with transaction.atomic():
        found = sharers(patient_id, channel).exclude(**{f"{channel}_stopped_at": None})
        agreed = [patient for patient in found if had_agreed(patient, channel)]
        for patient in agreed:
            setattr(patient, f"{channel}_stopped_at", None)
            setattr(patient, f"{channel}_consent_at", now)
            keep(patient, channel)
            facts = {"channel": channel}
            leave_trace(actor=by, verb=STARTED, now=now, patient=patient, facts=facts)
            replan_patient(patient=patient, now=now)
        return agreed or Refused("never_agreed")


def stop_one(patient: Patient, channel: str, now: dt.datetime, by: User | None) -> Patient:
    consent = getattr(patient, f"{channel}_consent_at")
    setattr(patient, f"{channel}_consent_at", None)
    setattr(patient, f"{channel}_stopped_at", now)
    keep(patient, channel)
    facts = {"channel": channel, "agreed_at": consent.isoformat() if consent else None}
    leave_trace(actor=by, verb=STOPPED, now=now, patient=patient, facts=facts)
    replan_patient(patient=patient, now=now)
    return patient


def keep(patient: Patient, channel: str) -> None:
    patient.save(update_fields=[f"{channel}_consent_at", f"{channel}_stopped_at"])


def had_agreed(patient: Patient, channel: str) -> bool:
    """Whether she had when she stopped last."""
    stops = Trail.objects.filter(patient=patient, verb=STOPPED, facts__channel=channel)
    last = stops.order_by("-at", "-pk").first()
    return last is not None and bool(last.facts.get("agreed_at"))


def sharers(patient_id: int, channel: str) -> QuerySet[Patient]:
    """Her record, or the one it was merged into, and all others with the same address or
    number."""
    hers = Patient.objects.get(pk=patient_id)
    while hers.merged_into is not None:
        hers = hers.merged_into
    return in_order().filter(at_address(channel, address_of(hers, channel)) | Q(pk=hers.pk))


def in_order() -> QuerySet[Patient]:
    """Records that stand by themselves, locked one after the other by their keys."""
    rows = Patient.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(merged_into=None).order_by("pk")


def address_of(patient: Patient, channel: str) -> str:
    """Where her messages by this channel go."""
    return str(patient.phone) if channel == Reminder.Channel.SMS else patient.email


def at_address(channel: str, address: str) -> Q:
    """Patients with this e-mail address or E.164 number; nobody has an empty one."""
    if not address:
        return Q(pk__in=[])
    is_sms = channel == Reminder.Channel.SMS
    return Q(phone=address) if is_sms else Q(email__iexact=address)
