"""What was said between the clinic and its patients: one patient's thread, what came back and
nobody has read yet, and whom no message reaches."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from clinic.models import Location
from plans.models import Answer, Patient, Reminder, Visit
from plans.queries.reminder import MOST, TROUBLED, WAITING, Message, message_of, with_visits

SAID_STOP = (
    Q(email_stopped_at__isnull=False)
    | Q(sms_stopped_at__isnull=False)
    | Q(email_dead_at__isnull=False)
    | Q(sms_dead_at__isnull=False)
)
MAY_EMAIL = Q(email_consent_at__isnull=False, email_dead_at=None) & ~Q(email="")
MAY_TEXT = Q(sms_consent_at__isnull=False, sms_dead_at=None) & ~Q(phone="")
SHOWN = 60
"""So many of the newest messages, and so many answers, stand in a thread."""
COMING = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that was said: by the clinic (`message`) or by her (`answer`)."""

    at: dt.datetime
    message: Message | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """`said` in its order, the newest last; `coming` goes out by itself, the next first. `zone` is
    that of the location of her last visit, else of the first."""

    patient: Patient
    zone: str
    said: Sequence[Said]
    coming: Sequence[Message]
    is_cut: bool

    @property
    def unread(self) -> int:
        return sum(1 for one in self.said if one.answer and one.answer.read_at is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """Somebody who has a visit ahead and whom no message reaches, because she asked us to stop or
    her addresses are dead. `start` and `zone` are those of her next visit."""

    patient: Patient
    start: dt.datetime
    zone: str


def thread_of(patient: Patient, now: dt.datetime) -> Thread:
    """Four queries, however long it is."""
    hers = with_visits().filter(patient=patient)
    by_hand = Q(reason=Reminder.Reason.HAND)
    gone = Q(sent_at__isnull=False) | Q(state__in=TROUBLED, ended_at__isnull=False)
    rows = list(
        hers.filter(gone | by_hand)
        .exclude(state=Reminder.State.SUPERSEDED, sent_at=None)
        .order_by("-due_at", "-pk")[: SHOWN + 1]
    )
    answers = list(patient.answers.select_related("read_by").order_by("-received_at")[: SHOWN + 1])
    said = [said_by_us(message_of(row, now)) for row in rows[:SHOWN]]
    said += [Said(at=answer.received_at, answer=answer) for answer in answers[:SHOWN]]
    waiting = hers.filter(state__in=WAITING).exclude(by_hand).order_by("next_try_at", "pk")
    return Thread(
        patient=patient,
        zone=zone_of(patient),
        said=sorted(said, key=lambda one: one.at),
        coming=[message_of(row, now) for row in waiting[:COMING]],
        is_cut=len(rows) > SHOWN or len(answers) > SHOWN,
    )


def said_by_us(message: Message) -> Said:
    at = message.sent_at or message.ended_at or message.created_at
    return Said(at=at, message=message)


def zone_of(patient: Patient) -> str:
    last = Visit.objects.filter(patient=patient).order_by("-start", "-pk")
    zones = last.values_list("location__zone", flat=True)
    return zones.first() or Location.objects.order_by("pk").values_list("zone", flat=True)[0]


def unread_answers(*, location: int | None = None) -> list[Answer]:
    """What came back and nobody has read, the oldest first; with a location only of patients who
    have a visit there, and of senders nobody knows. One query."""
    rows = Answer.objects.filter(read_at=None).select_related("patient")
    if location is not None:
        there = Visit.objects.filter(patient=OuterRef("patient"), location=location)
        rows = rows.filter(Q(patient=None) | Exists(there))
    return list(rows.order_by("received_at", "pk")[:MOST])


def silent_patients(now: dt.datetime, *, location: int | None = None) -> list[Silent]:
    """Who asked us to stop, or whose addresses are dead, and has no other way open: those with a
    visit ahead, the next one first. One query."""
    ahead = Visit.objects.filter(state=Visit.State.BOOKED, start__gt=now)
    if location is not None:
        ahead = ahead.filter(location=location)
    next_one = ahead.filter(patient=OuterRef("pk")).order_by("start", "pk")
    rows = (
        Patient.objects.filter(SAID_STOP, archived_at=None, pk__in=ahead.values("patient"))
        .exclude(MAY_EMAIL)
        .exclude(MAY_TEXT)
        .annotate(
            next_start=Subquery(next_one.values("start")[:1]),
            next_zone=Subquery(next_one.values("location__zone")[:1]),
        )
        .order_by("next_start", "pk")
    )
    return [
        Silent(patient=row, start=vars(row)["next_start"], zone=vars(row)["next_zone"])
        for row in rows[:MOST]
    ]
