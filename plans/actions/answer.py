"""What comes back to the clinic: kept once, put to its patient, and obeyed where it is a word that
we promised to obey."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from plans.actions.confirm import confirm_visit
from plans.actions.delivery import uuid_in
from plans.actions.opt import at_address, start_channel, stop_channel
from plans.actions.refusal import Refused
from plans.engine.keyword import START, STOP, YES, keyword_in
from plans.models import Answer, Patient, Reminder, Visit

LONGEST = 10_000
"""Characters that are kept of one answer."""

ANSWERED_WITHIN = dt.timedelta(days=7)
"""So long after our last message to her an answer without a reference belongs to it."""

ASKS = (Reminder.Reason.CONFIRM, Reminder.Reason.DAY_BEFORE)
"""A yes to these is a yes to the visit."""

REPLY = re.compile(r"^\s*(?:(?:re|aw|fwd?|wg)\s*:\s*)+", re.IGNORECASE)
"""What mail programs put in front of a subject."""

SENT = (Reminder.State.ACCEPTED, Reminder.State.DELIVERED, Reminder.State.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One answer as a provider hands it over. `sender` is an e-mail address or an E.164 number;
    `answers_to` the Message-IDs that an e-mail refers to; `is_stop`: the provider understood it as
    a stop already."""

    channel: str
    sender: str
    text: str
    provider_id: str
    subject: str = ""
    answers_to: str = ""
    is_stop: bool = False


def receive_answer(*, incoming: Incoming, now: dt.datetime) -> Answer:
    """Keep the answer and do at once what its word asks for. The same once more changes nothing."""
    with transaction.atomic():
        patients = patients_at(incoming)
        reminder = reminder_of(incoming, patients, now)
        patient = the_one(patients, reminder)
        answer, is_new = Answer.objects.get_or_create(
            provider_id=incoming.provider_id[:200],
            defaults={
                "patient": patient,
                "reminder": reminder if patient else None,
                "channel": incoming.channel,
                "sender": incoming.sender[:254],
                "text": plain(whole_text(incoming))[:LONGEST],
                "keyword": wish_in(incoming),
                "received_at": now,
            },
        )
        if is_new and is_obeyed(answer, patients, now):
            answer.read_at = now
            answer.save(update_fields=["read_at"])
        return answer


def patients_at(incoming: Incoming) -> list[Patient]:
    """Everybody here with the sender's address or number."""
    found = Patient.objects.filter(at_address(incoming.channel, incoming.sender), merged_into=None)
    return list(found.order_by("pk"))


def the_one(patients: Sequence[Patient], reminder: Reminder | None) -> Patient | None:
    """Whose answer it is: the only one at the address, or the one whose letter it answers."""
    if len(patients) == 1:
        return patients[0]
    hers = [patient for patient in patients if reminder and patient.pk == reminder.patient_id]
    return hers[0] if hers else None


def reminder_of(
    incoming: Incoming, patients: Sequence[Patient], now: dt.datetime
) -> Reminder | None:
    """The message that is answered: the one that it refers to; else, where one patient alone has
    the address, the last that went to her."""
    went = Reminder.objects.filter(channel=incoming.channel, patient__in=patients)
    for reference in re.findall(r"<([^<>@\s]+)@?[^<>\s]*>", incoming.answers_to):
        if (key := uuid_in(reference)) and (row := went.filter(key=key).first()):
            return row
    if named := went.filter(provider_id__in=re.findall(r"<[^<>\s]+>", incoming.answers_to)).first():
        return named
    if len(patients) != 1:
        return None
    lately = went.filter(state__in=SENT, sent_at__gt=now - ANSWERED_WITHIN, carrier=None)
    return lately.order_by("sent_at", "pk").last()


def wish_in(incoming: Incoming) -> str:
    """The word of the answer; an e-mail may say it as its subject or first line."""
    if incoming.is_stop:
        return STOP
    first, *_rest = [*filter(None, map(str.strip, incoming.text.splitlines())), ""]
    if incoming.channel == Reminder.Channel.SMS:
        return keyword_in(incoming.text)
    return keyword_in(first) or keyword_in(REPLY.sub("", incoming.subject))


def whole_text(incoming: Incoming) -> str:
    return "\n\n".join(filter(None, [incoming.subject.strip(), incoming.text.strip()]))


def plain(text: str) -> str:
    """Without the one character that a database may refuse."""
    return text.replace("\x00", "")


def is_obeyed(answer: Answer, patients: Sequence[Patient], now: dt.datetime) -> bool:
    """Do what the word asks for; false where somebody must read the answer."""
    if not patients:
        return False
    first = patients[0].pk
    if answer.keyword == STOP:
        stop_channel(patient_id=first, channel=answer.channel, now=now)
        return True
    if answer.keyword == START:
        started = start_channel(patient_id=first, channel=answer.channel, now=now)
        return not isinstance(started, Refused)
    return answer.keyword == YES and is_confirmed(answer, now)


def is_confirmed(answer: Answer, now: dt.datetime) -> bool:
    """A yes to a message that asked for it."""
    row = answer.reminder
    if row is None or row.reason not in ASKS or row.visit_id is None:
        return False
    return isinstance(confirm_visit(visit_id=row.visit_id, by=None, now=now), Visit)
