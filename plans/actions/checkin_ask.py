"""The staff ask a patient how her skin feels, besides the messages of her protocol."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from clinic.models import User
from plans.actions.locks import lock_visit
from plans.actions.refusal import Refused
from plans.actions.reminder_rows import new_row, next_schedule, replace
from plans.actions.trail import trace_visit
from plans.engine.message_plan import Timing, channels_of
from plans.engine.quiet import local_date, next_allowed, wall_instant
from plans.models import MessageStep, Reminder, Visit
from plans.queries.checkin import asked_of
from plans.queries.message_facts import clocks_of, ways_of

ASKED_AT = 10 * 60
"""When she is asked again tomorrow: minutes of the clinic's day."""
KEEPS = dt.timedelta(days=2)
"""How long the question is still worth sending."""


def ask_check_in(*, visit_id: int, by: User, now: dt.datetime) -> Reminder | Refused:
    """Ask her as soon as messages may go. Refused: asked_already while such a message waits;
    cannot_be_asked where nothing may be sent to her; and what `asked_of` refuses."""
    with transaction.atomic():
        visit = lock_visit(visit_id)
        asked = asked_of(visit, now)
        if isinstance(asked, Refused):
            return asked
        waiting = Reminder.objects.filter(by_hand(visit), state=Reminder.State.PLANNED)
        if waiting.exists():
            return Refused("asked_already")
        row = question(visit, now, now)
        if row.suppressed_because:
            return Refused("cannot_be_asked")
        row.save()
        trace_visit(visit, "asked_check_in", by, now, {"reminder": row.pk})
        return row


def ask_tomorrow(visit: Visit, now: dt.datetime) -> Reminder:
    """Ask her again tomorrow. Where nothing may be sent to her, the message stands as not sent, so
    that somebody calls instead."""
    replace(by_hand(visit), now)
    tomorrow = local_date(now, visit.location.zone) + dt.timedelta(days=1)
    row = question(visit, wall_instant(tomorrow, ASKED_AT, visit.location.zone), now)
    row.save()
    return row


def forget_question(visit: Visit, now: dt.datetime) -> None:
    """She has answered: what waited to ask her by hand does not go any more."""
    replace(by_hand(visit), now)


def by_hand(visit: Visit) -> Q:
    return Q(visit=visit, reason=MessageStep.Reason.CHECK_IN, step=None)


def question(visit: Visit, wanted: dt.datetime, now: dt.datetime) -> Reminder:
    """The message, not yet written; with what hinders it, where something does."""
    ways = ways_of(visit.patient)
    channel = channels_of("preferred", ways)[0]
    clocks = clocks_of(visit).on(channel)
    due = next_allowed(wanted, clocks.hers, clocks.loud)
    return new_row(
        timing=Timing(due, due + KEEPS),
        schedule=next_schedule(by_hand(visit)),
        now=now,
        because=ways.sms if channel == Reminder.Channel.SMS else ways.email,
        patient_id=visit.patient_id,
        visit=visit,
        reason=MessageStep.Reason.CHECK_IN,
        channel=channel,
    )
