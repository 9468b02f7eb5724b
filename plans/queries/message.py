"""The messages of one plan, as its own pages show them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from plans.models import MessageStep, Plan, Reminder, Session, Visit
from plans.queries.reminder import Message, message_of, with_visits

SOON = 3
"""So many of what waits, and of what went, stand on the plan page; the rest is a tap away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The messages about one session, or those about the whole series (`number` None). `start` is
    that of the session's visit; None where it has no date."""

    number: int | None
    start: dt.datetime | None
    messages: Sequence[Message]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMessages:
    """`off` are the steps of the plan's version that are not sent."""

    plan: Plan
    zone: str
    groups: Sequence[Group]
    off: Sequence[MessageStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """What the plan page shows: `troubled` need a call, `coming` go next, `gone` went last.
    `more` messages are not shown."""

    troubled: Sequence[Message]
    coming: Sequence[Message]
    gone: Sequence[Message]
    more: int


def messages_of_plan(plan: Plan, now: dt.datetime) -> list[Message]:
    """All messages of a plan by their due instant, without those replaced before they went. One
    query."""
    about = Q(visit__session__plan=plan) | Q(booking__plan=plan) | Q(plan=plan)
    rows = with_visits().filter(about, patient=plan.patient_id)
    told = rows.exclude(state=Reminder.State.SUPERSEDED, sent_at=None)
    return [message_of(row, now) for row in told.order_by("due_at", "pk")]


def plan_messages(plan: Plan, now: dt.datetime) -> PlanMessages:
    """Three queries, however many messages and sessions."""
    messages = messages_of_plan(plan, now)
    starts = starts_of(plan)
    series = [message for message in messages if message.number is None]
    groups = [Group(number=None, start=None, messages=series)] if series else []
    for number, start in starts.items():
        own = [message for message in messages if message.number == number]
        groups.append(Group(number=number, start=start, messages=own))
    return PlanMessages(
        plan=plan,
        zone=plan.location.zone,
        groups=groups,
        off=list(plan.version.message_steps.filter(is_on=False)),
    )


def starts_of(plan: Plan) -> dict[int, dt.datetime | None]:
    """When each session of the plan is, or was; one query."""
    sessions = Session.objects.filter(plan=plan).order_by("number", "visits__start")
    found: dict[int, dt.datetime | None] = {}
    for number, start, state in sessions.values_list("number", "visits__start", "visits__state"):
        found.setdefault(number, None)
        if state not in Visit.OVER:
            found[number] = start
    return found


def short_of(messages: Sequence[Message]) -> Short:
    """The few that matter today, out of all messages of a plan in their order."""
    troubled = [message for message in messages if message.needs_a_call]
    coming = [message for message in messages if message.is_waiting and not message.because]
    coming.sort(key=lambda message: message.next_try_at)
    gone = [message for message in messages if message.sent_at is not None]
    gone = [message for message in gone if not message.needs_a_call]
    gone.sort(key=lambda message: message.sent_at or message.due_at)
    shown = troubled[:SOON], coming[:SOON], gone[-SOON:]
    return Short(
        troubled=shown[0],
        coming=shown[1],
        gone=shown[2],
        more=len(messages) - sum(map(len, shown)),
    )
