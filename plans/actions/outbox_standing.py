"""What holds for messages in the moment in which a worker takes them up; many in few queries."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.db.models.functions import Now

from plans.engine.quiet import local_date
from plans.engine.reminder import WEEK, Standing, Verdict, judged
from plans.models import Booking, Plan, ProtocolVersion, Reminder, Visit
from plans.queries.message_facts import answered_among
from plans.queries.ways import contact_of, loud_of

RELATED = (
    "patient",
    "step",
    "booking__plan",
    "plan__location",
    "plan__version",
    "visit__booking",
    "visit__location",
    "visit__version",
    "visit__session__plan",
)
UTC = "UTC"  # where a message is about no visit and she has no zone of her own
State = Reminder.State


@dataclass(frozen=True, slots=True)
class Facts:
    """What is read once for many messages: of each booking one visit that it tells of, those that
    are answered, and when text messages went to each patient in the last seven days."""

    visits: Mapping[int, Visit] = field(default_factory=dict)
    answered: Collection[int] = frozenset()
    texts: Mapping[int, Sequence[dt.datetime]] = field(default_factory=dict)


def facts_of(rows: Sequence[Reminder], now: dt.datetime) -> Facts:
    bookings = [row.booking for row in rows if row.booking]
    by_text = {row.patient_id for row in rows if row.channel == Reminder.Channel.SMS}
    return Facts(
        visits=visits_of(bookings),
        answered=answered_among(rows, now),
        texts=texts_to(by_text, now),
    )


def visits_of(bookings: Iterable[Booking]) -> dict[int, Visit]:
    """Of each booking one of the visits that its message tells of; any will do."""
    plans = {booking.pk: booking.plan_id for booking in bookings}
    if not plans:
        return {}
    own = Q(booking__in=[pk for pk, plan in plans.items() if plan is None])
    of_plan = Q(session__plan__in=set(plans.values()) - {None}) & ~Q(state=Visit.State.DONE)
    found = Visit.objects.filter(own | of_plan).exclude(state__in=Visit.OVER)
    by_booking: dict[int, Visit] = {}
    by_plan: dict[int, Visit] = {}
    for visit in found.select_related("location", "version", "session").order_by("start", "pk"):
        by_booking.setdefault(visit.booking_id, visit)
        if visit.session:
            by_plan.setdefault(visit.session.plan_id, visit)
    told = {
        pk: by_booking.get(pk) if plan is None else by_plan.get(plan) for pk, plan in plans.items()
    }
    return {pk: visit for pk, visit in told.items() if visit}


def texts_to(patients: Collection[int], now: dt.datetime) -> dict[int, list[dt.datetime]]:
    """When text messages went to patients. What is on its way counts as gone now, what may have
    gone as gone when it was given up; several in one are one."""
    if not patients:
        return {}
    went = Q(sent_at__gt=now - WEEK) | Q(state=State.UNKNOWN, ended_at__gt=now - WEEK)
    on_its_way = Q(state=State.SENDING, lease_until__gt=Now())
    rows = Reminder.objects.filter(
        went | on_its_way, patient__in=patients, channel=Reminder.Channel.SMS, carrier=None
    )
    found: dict[int, list[dt.datetime]] = {}
    for patient, sent, ended in rows.values_list("patient", "sent_at", "ended_at"):
        found.setdefault(patient, []).append(sent or ended or now)
    return found


def standing_of(row: Reminder, facts: Facts | None = None) -> Standing:
    """What holds for one message, but for how many text messages she got."""
    facts = facts_of([row], row.next_try_at) if facts is None else facts
    booking = booking_of(row)
    visit = row.visit or (facts.visits.get(row.booking_id) if row.booking_id else None)
    about: Visit | Plan | None = visit or row.plan
    return Standing(
        reason=row.reason,
        expires=row.expires_at,
        zone=row.patient.zone or (about.location.zone if about else UTC),
        loud=loud_of(version_of(about)),
        contact=contact_of(row.patient, row.channel),
        undo_until=booking.undo_until if booking else None,
        is_firm=booking is None or booking.state == Booking.State.FIRM,
        visit=visit.state if visit else "",
        needs_rebooking=bool(row.visit and row.visit.rebook_reason),
        is_answered=row.pk in facts.answered,
    )


def version_of(about: Visit | Plan | None) -> ProtocolVersion | None:
    return about.version if about else None


def counted(standing: Standing, texts: Sequence[dt.datetime], now: dt.datetime) -> Standing:
    """The same with the text messages that went to her, on her own day and in seven days."""
    today = local_date(now, standing.zone)
    return replace(
        standing,
        texts_today=sum(local_date(at, standing.zone) == today for at in texts),
        texts_this_week=len(texts),
    )


def verdict_on(row: Reminder, now: dt.datetime) -> Verdict:
    """Whether one message may go now; with all that holds, the caps too."""
    facts = facts_of([row], now)
    texts = facts.texts.get(row.patient_id, ())
    return judged(counted(standing_of(row, facts), texts, now), now)


def booking_of(row: Reminder) -> Booking | None:
    return row.visit.booking if row.visit else row.booking


def plan_of(row: Reminder) -> Plan | None:
    """The plan whose history the message belongs to."""
    if row.visit and row.visit.session:
        return row.visit.session.plan
    return row.booking.plan if row.booking else row.plan
