"""Messages as pages show them, what a letter tells, and whether the worker is well."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from plans.engine.reminder import UNDO, contact_hindrance
from plans.models import Booking, Heartbeat, Patient, Plan, Reminder, Visit

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
NOBODY_MISSES = (Reminder.Suppressed.ARCHIVED, Reminder.Suppressed.VISIT_GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. `start` is that of its visit, or of the first visit of its booking, and `zone`
    the clinic's. `because` says why it was not sent or, while it waits, why it will not be."""

    id: int
    reason: str
    state: str
    because: str
    patient: Patient
    plan_id: int | None
    number: int | None
    start: dt.datetime
    zone: str
    due_at: dt.datetime
    next_try_at: dt.datetime
    sent_at: dt.datetime | None
    attempts: int
    last_error: str
    waits_for_done: bool
    waits_for_rebooking: bool
    may_be_sent_again: bool

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def needs_a_call(self) -> bool:
        """Whether she hears of it only if somebody calls her."""
        return self.state in TROUBLED or (self.is_waiting and bool(self.because))

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


def messages_to_mind(now: dt.datetime) -> MessagePage:
    """What the desk looks at: one query for each list."""
    missed = Case(When(expires_at__lte=now, then=Value(1)), default=Value(0))
    troubled = (
        with_visits()
        .filter(state__in=TROUBLED, expires_at__gt=now - LOOK_BACK, patient__archived_at=None)
        .exclude(suppressed_because__in=NOBODY_MISSES)
        .order_by(missed, "expires_at", "pk")
    )
    waiting = (
        with_visits()
        .filter(state__in=WAITING, next_try_at__lte=now + LOOK_AHEAD)
        .order_by("next_try_at", "pk")
    )
    return MessagePage(
        troubled=[message_of(row, now) for row in troubled[:MOST]],
        waiting=[message_of(row, now) for row in waiting[:MOST]],
    )


def messages_of_plan(plan: Plan, now: dt.datetime) -> list[Message]:
    """All messages of a plan by their due instant, without those replaced before they went."""
    rows = with_visits().filter(Q(visit__session__plan=plan) | Q(booking__plan=plan))
    told = rows.exclude(state=Reminder.State.SUPERSEDED, sent_at=None)
    return [message_of(row, now) for row in told.order_by("due_at", "pk")]


def with_visits() -> QuerySet[Reminder]:
    """A message about a booking is shown with its first visit."""
    first = Visit.objects.filter(booking=OuterRef("booking")).order_by("start", "pk")
    return Reminder.objects.select_related("patient", "visit").annotate(
        about_start=Coalesce("visit__start", Subquery(first.values("start")[:1])),
        about_zone=Coalesce("visit__location__zone", Subquery(first.values("location__zone")[:1])),
        about_plan=Coalesce("visit__session__plan", "booking__plan"),
        about_number=F("visit__session__number"),
    )


def message_of(row: Reminder, now: dt.datetime) -> Message:
    about = vars(row)
    because = row.suppressed_because
    if row.state in WAITING:
        because = hindrance_of(row.patient)
    visit_state = "" if row.visit is None else row.visit.state
    return Message(
        id=row.pk,
        reason=row.reason,
        state=row.state,
        because=because,
        patient=row.patient,
        plan_id=about["about_plan"],
        number=about["about_number"],
        start=about["about_start"],
        zone=about["about_zone"],
        due_at=row.due_at,
        next_try_at=row.next_try_at,
        sent_at=row.sent_at,
        attempts=row.attempts,
        last_error=row.last_error,
        waits_for_done=row.reason == Reminder.Reason.RECOVERY
        and row.due_at <= now
        and visit_state != Visit.State.DONE,
        waits_for_rebooking=row.visit is not None and bool(row.visit.rebook_reason),
        may_be_sent_again=may_be_sent_again(row, now),
    )


def may_be_sent_again(row: Reminder, now: dt.datetime) -> bool:
    """Whether another try is of use now: there is a way to her, and the visit is not missed."""
    tried = row.state in TROUBLED or (row.state == Reminder.State.PLANNED and row.attempts > 0)
    return tried and now < row.expires_at and not hindrance_of(row.patient)


def hindrance_of(patient: Patient) -> str:
    return contact_hindrance(
        is_archived=patient.archived_at is not None,
        has_email=bool(patient.email),
        has_consent=patient.email_consent_at is not None,
    )


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
    late = Reminder.objects.filter(state__in=WAITING, next_try_at__lt=now - MESSAGES_LATE)
    return late.exists()
