"""Messages as pages show them, what a letter tells, and whether the worker is well."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from clinic.models import Location
from plans.engine.reminder import UNDO, contact_hindrance
from plans.models import Booking, Heartbeat, Patient, Reminder, Visit
from plans.queries.ways import contact_of

WORKER_LATE = dt.timedelta(minutes=3)
MESSAGES_LATE = dt.timedelta(minutes=5)
LOOK_BACK = dt.timedelta(days=7)
LOOK_AHEAD = dt.timedelta(days=7)
MOST = 100
"""More lines than a desk can work through; the page says so if there are more."""

WAITING = (Reminder.State.PLANNED, Reminder.State.SENDING)
TROUBLED = (
    Reminder.State.BOUNCED,
    Reminder.State.FAILED,
    Reminder.State.SUPPRESSED,
    Reminder.State.UNKNOWN,
)
NOBODY_MISSES = (
    Reminder.Suppressed.ANSWERED,
    Reminder.Suppressed.ARCHIVED,
    Reminder.Suppressed.STOPPED,
    Reminder.Suppressed.VISIT_GONE,
)
FOLLOWS = (Reminder.Reason.RECOVERY, Reminder.Reason.CHECK_IN)
"""What is said after a visit, once it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. `start` is that of its visit, or of the first visit of its booking; it is None
    where the message is about no visit. `zone` is the clinic's. `because` says why it was not sent
    or, while it waits, why it will not be. `days_after` counts from the visit for what follows it.
    `own_text` are words for this patient, `written_by` who wrote them. `with_reason` is that of the
    message in whose letter this one went."""

    id: int
    reason: str
    channel: str
    state: str
    because: str
    patient: Patient
    plan_id: int | None
    number: int | None
    start: dt.datetime | None
    zone: str
    due_at: dt.datetime
    next_try_at: dt.datetime
    expires_at: dt.datetime
    sent_at: dt.datetime | None
    delivered_at: dt.datetime | None
    ended_at: dt.datetime | None
    created_at: dt.datetime
    attempts: int
    last_error: str
    days_after: int | None
    own_subject: str
    own_text: str
    written_by: str
    with_reason: str
    waits_for_done: bool
    waits_for_rebooking: bool
    may_be_sent_again: bool
    may_be_released: bool

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def may_be_changed(self) -> bool:
        """Nobody is sending it right now."""
        return self.state == Reminder.State.PLANNED

    @property
    def needs_a_call(self) -> bool:
        """Whether she hears of it only if somebody calls her."""
        if self.because in NOBODY_MISSES:
            return False
        return self.state in TROUBLED or (self.is_waiting and bool(self.because))

    @property
    def is_by_hand(self) -> bool:
        return self.reason == Reminder.Reason.HAND

    @property
    def reason_label(self) -> str:
        return str(Reminder.Reason(self.reason).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePage:
    """`troubled` need somebody, those of the nearest visits first; `waiting` go out by themselves
    within a week. Each list has at most `MOST` lines."""

    troubled: Sequence[Message]
    waiting: Sequence[Message]

    @property
    def is_cut(self) -> bool:
        return MOST in {len(self.troubled), len(self.waiting)}


def messages_to_mind(now: dt.datetime, *, location: int | None = None) -> MessagePage:
    """What the desk looks at: one query for each list. With a location only its own, and those
    that belong to none."""
    rows = Reminder.objects.all()
    if location is not None:
        rows = with_visits().filter(Q(about_location=location) | Q(about_location=None))
    missed = Case(When(expires_at__lte=now, then=Value(1)), default=Value(0))
    troubled = rows.filter(
        state__in=TROUBLED, expires_at__gt=now - LOOK_BACK, patient__archived_at=None
    ).exclude(suppressed_because__in=NOBODY_MISSES)
    waiting = rows.filter(**waiting_until(now + LOOK_AHEAD))
    return MessagePage(
        troubled=first_of(troubled.order_by(missed, "expires_at", "pk"), now),
        waiting=first_of(waiting.order_by("next_try_at", "pk"), now),
    )


def first_of(rows: QuerySet[Reminder], now: dt.datetime) -> list[Message]:
    """The first of these, in their order. What is shown of each is read for those alone."""
    shown = with_visits().filter(pk__in=rows.values("pk")[:MOST])
    return [message_of(row, now) for row in shown.order_by(*rows.query.order_by)]


def waiting_until(instant: dt.datetime) -> dict[str, Any]:
    """Those that wait and go before an instant. The channels are named because the index of what
    waits begins with them."""
    ways = Reminder.Channel.values
    return {"state__in": WAITING, "channel__in": ways, "next_try_at__lt": instant}


def with_visits() -> QuerySet[Reminder]:
    """A message about a booking is shown with its first visit, one about neither a visit nor a
    plan with the zone of the first location."""
    first = Visit.objects.filter(booking=OuterRef("booking")).order_by("start", "pk")
    anywhere = Location.objects.order_by("pk").values("zone")[:1]
    return Reminder.objects.select_related(
        "patient", "visit", "step", "written_by", "carrier"
    ).annotate(
        about_start=Coalesce("visit__start", Subquery(first.values("start")[:1])),
        about_location=Coalesce(
            "visit__location",
            Subquery(first.values("location")[:1]),
            "plan__location",
            output_field=BigIntegerField(),
        ),
        about_zone=Coalesce(
            "visit__location__zone",
            Subquery(first.values("location__zone")[:1]),
            "plan__location__zone",
            Subquery(anywhere),
            Value("UTC"),
        ),
        about_plan=Coalesce("visit__session__plan", "booking__plan", "plan"),
        about_number=F("visit__session__number"),
    )


def message_of(row: Reminder, now: dt.datetime) -> Message:
    about = vars(row)
    because = row.suppressed_because
    if row.state in WAITING:
        because = hindrance_of(row.patient, row.channel)
    visit_state = "" if row.visit is None else row.visit.state
    writer = row.written_by
    return Message(
        id=row.pk,
        reason=row.reason,
        channel=row.channel,
        state=row.state,
        because=because,
        patient=row.patient,
        plan_id=about["about_plan"],
        number=about["about_number"],
        start=about["about_start"],
        zone=about["about_zone"],
        due_at=row.due_at,
        next_try_at=row.next_try_at,
        expires_at=row.expires_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        ended_at=row.ended_at,
        created_at=row.created_at,
        attempts=row.attempts,
        last_error=row.last_error,
        days_after=row.step.offset_days if row.step and row.reason in FOLLOWS else None,
        own_subject=row.own_subject,
        own_text=row.own_text,
        written_by="" if writer is None else writer.name or writer.email,
        with_reason="" if row.carrier is None else row.carrier.reason,
        waits_for_done=row.reason in FOLLOWS
        and row.due_at <= now
        and visit_state != Visit.State.DONE,
        waits_for_rebooking=row.visit is not None and bool(row.visit.rebook_reason),
        may_be_sent_again=may_be_sent_again(row, now),
        may_be_released=is_stopped(row) and now < row.expires_at,
    )


def is_stopped(row: Reminder) -> bool:
    """Whether the staff said that it shall not go."""
    because = row.suppressed_because
    return row.state == Reminder.State.SUPPRESSED and because == Reminder.Suppressed.STOPPED


def may_be_sent_again(row: Reminder, now: dt.datetime) -> bool:
    """Whether another try is of use now: there is a way to her, and the visit is not missed."""
    tried = row.state in TROUBLED or (row.state == Reminder.State.PLANNED and row.attempts > 0)
    if not tried or row.suppressed_because in NOBODY_MISSES:
        return False
    return now < row.expires_at and not hindrance_of(row.patient, row.channel)


def hindrance_of(patient: Patient, channel: str = Reminder.Channel.EMAIL) -> str:
    """Why a patient cannot be written to by this way; empty if she can."""
    return contact_hindrance(contact_of(patient, channel))


def visits_told(row: Reminder) -> list[Visit]:
    """The visits that a letter is about, in order: its own, all that its booking tells of, or all
    that were cancelled with its own."""
    if row.booking:
        return list(dates_of(row.booking))
    visits = Visit.objects.select_related("location", "session").order_by("start")
    own = Q(pk=row.visit_id)
    if row.visit and row.visit.session and row.reason == Reminder.Reason.CANCELLED:
        own |= Q(
            session__plan=row.visit.session.plan_id,
            state=Visit.State.CANCELLED,
            ended_at__gte=row.created_at - UNDO,
            replaced_by=None,
        )
    return list(visits.filter(own))


def visits_left(row: Reminder) -> list[Visit]:
    """The visits that a message about dates takes back; a calendar drops them: those that its
    booking replaces, and those of the plan that were cancelled while it waited."""
    if row.booking is None:
        return []
    left = Q(replaced_by__booking=row.booking)
    if row.booking.plan_id is not None:
        since = row.created_at - UNDO
        left |= Q(session__plan=row.booking.plan_id, state="cancelled", ended_at__gte=since)
    visits = Visit.objects.filter(left).select_related("location")
    return list(visits.distinct().order_by("start"))


def dates_of(booking: Booking) -> QuerySet[Visit]:
    """What a message about a booking tells: all dates ahead of its plan, else its own visits."""
    visits = Visit.objects.select_related("location", "session").order_by("start")
    if booking.plan_id is None:
        return visits.filter(booking=booking).exclude(state__in=Visit.OVER)
    is_had = (*Visit.OVER, Visit.State.DONE)
    of_plan = visits.filter(session__plan=booking.plan_id)
    return of_plan.exclude(state__in=is_had)


def worker_is_late(now: dt.datetime) -> bool:
    """Whether no worker has looked for due messages for three minutes."""
    return not Heartbeat.objects.filter(beat_at__gt=now - WORKER_LATE).exists()


def messages_are_late(now: dt.datetime) -> bool:
    """Whether a message has been due for more than five minutes and nobody took it up."""
    return Reminder.objects.filter(**waiting_until(now - MESSAGES_LATE)).exists()
