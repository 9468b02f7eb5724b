"""Messages by the steps of a protocol version: what a visit or a plan wants said is compared with
the rows that there are.

What waits for the same time stays as it is, what is not wanted any more is taken back, and what
went out is never said twice. What the staff changed or stopped stands while its visit does.
"""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Q

from plans.actions.reminder_rows import GONE_OUT, NO_WAY, new_row, supersede
from plans.engine.message_course import wanted_of_plan
from plans.engine.message_plan import Timing, Wanted, wanted_of_visit
from plans.engine.reminder import UNDO
from plans.models import MessageStep, Plan, Reminder, Visit
from plans.queries.message_facts import clocks_of, plans_facts, rules_of, visit_facts, ways_of

SETTLED = (
    Reminder.Suppressed.CAPPED,
    Reminder.Suppressed.EXPIRED,
    Reminder.Suppressed.STOPPED,
)
"""It was not sent, and planning it anew would not change that."""


def replan_visits(keys: Collection[int], now: dt.datetime) -> None:
    """At most nine queries, however many visits."""
    found = Visit.objects.filter(pk__in=keys).order_by("start", "pk")
    visits = list(found.select_related("patient", "version", "location", "booking"))
    rules = rules_of(visit.version_id for visit in visits)
    facts = visit_facts(visits, rules)
    rows = rows_about(Q(visit__in=visits))
    wanted = {
        visit: wanted_of_visit(
            rules.get(visit.version_id, []),
            facts[visit.pk],
            clocks_of(visit),
            ways_of(visit.patient),
            max(visit.booking.undo_until, now),
        )
        for visit in visits
    }
    reconcile(wanted, rows, now)


def replan_plans(keys: Collection[int], now: dt.datetime) -> None:
    """At most eight queries, however many plans; two where no message is about a whole plan."""
    found = Plan.objects.filter(pk__in=keys).order_by("pk")
    plans = list(found.select_related("patient", "version", "location"))
    rules = {
        version: [rule for rule in listed if rule.reason in MessageStep.OF_PLAN]
        for version, listed in rules_of(plan.version_id for plan in plans).items()
    }
    asking = [plan for plan in plans if rules.get(plan.version_id)]
    if not asking:
        return
    facts = plans_facts(asking, now)
    wanted = {
        plan: wanted_of_plan(
            rules[plan.version_id],
            facts[plan.pk],
            clocks_of(plan),
            ways_of(plan.patient),
            now + UNDO,
        )
        for plan in asking
    }
    reconcile(wanted, rows_about(Q(plan__in=asking)), now)


def rows_about(about: Q) -> list[Reminder]:
    """Locked: a worker that takes one up waits, or is waited for."""
    rows = Reminder.objects.filter(about).exclude(reason__in=MessageStep.DATES)
    return list(rows.exclude(step=None).select_for_update(of=("self",)).order_by("pk"))


def reconcile(
    wanted: dict[Visit, list[Wanted]] | dict[Plan, list[Wanted]],
    rows: Sequence[Reminder],
    now: dt.datetime,
) -> None:
    """Write what is missing and take back what waits in vain."""
    gone: list[int] = []
    made: list[Reminder] = []
    for about, wishes in wanted.items():
        hers = [row for row in rows if about.pk in (row.visit_id, row.plan_id)]
        schedule = 1 + max((row.schedule for row in hers), default=0)
        live = [row for row in hers if row.state != Reminder.State.SUPERSEDED or row.sent_at]
        kept = {row.pk for wish in wishes for row in live if serves(row, wish)}
        missing = [wish for wish in wishes if not is_settled(wish, wishes, live, kept)]
        afresh = {wish.rule for wish in missing}
        gone += [row.pk for row in live if row.pk not in kept and gives_way(row, afresh)]
        made += [written(about, wish, schedule, now) for wish in missing]
    if gone:
        supersede(gone, now)
    if made:
        Reminder.objects.bulk_create(made)


def serves(row: Reminder, wish: Wanted) -> bool:
    """Whether a row that waits, or is kept for a call, says what is wanted when it is wanted."""
    if row.step_id != wish.rule:
        return False
    if row.state == Reminder.State.SUPPRESSED:
        return is_kept_back(row, wish)
    if row.state != Reminder.State.PLANNED:
        return False
    if row.written_by_id is not None:
        return True
    # Where its time is past, the row that waits since then goes sooner than a new one.
    goes_sooner = wish.is_late and row.due_at <= wish.due
    return row.channel == wish.channel and (row.due_at == wish.due or goes_sooner)


def is_kept_back(row: Reminder, wish: Wanted) -> bool:
    """Whether what kept this row back keeps the message back still."""
    because = row.suppressed_because
    if because in NO_WAY:
        return wish.is_barred and row.channel == wish.channel
    if because == Reminder.Suppressed.QUIET:
        return bool(wish.because) and row.channel == wish.channel
    return because in SETTLED


def is_settled(
    wish: Wanted, wishes: Sequence[Wanted], rows: Sequence[Reminder], kept: Collection[int]
) -> bool:
    """Whether nothing needs to be written: it waits, was said, or only the staff can mend it."""
    same = [row for row in rows if row.step_id == wish.rule]
    ways = {one.channel for one in wishes if one.rule == wish.rule}
    if any(was_said(row) and row.due_at >= wish.since for row in same):
        return True
    if len(ways) > 1:
        same = [row for row in same if row.channel == wish.channel]
    if any(row.pk in kept for row in same):
        return True
    failed = (Reminder.State.FAILED, Reminder.State.BOUNCED)
    return any(row.state in failed and row.channel == wish.channel for row in same)


def was_said(row: Reminder) -> bool:
    """What was replaced while it was on its way went all the same."""
    was_replaced = row.state == Reminder.State.SUPERSEDED
    return row.state in GONE_OUT or (was_replaced and row.sent_at is not None)


def gives_way(row: Reminder, afresh: Collection[int | None]) -> bool:
    """What waits in vain does, and what was kept back, to the same message written anew."""
    if row.state == Reminder.State.SUPPRESSED:
        return row.step_id in afresh
    return row.state == Reminder.State.PLANNED


def written(about: Visit | Plan, wish: Wanted, schedule: int, now: dt.datetime) -> Reminder:
    return new_row(
        timing=Timing(wish.due, wish.expires),
        schedule=schedule,
        now=now,
        because=wish.because,
        patient_id=about.patient_id,
        visit=about if isinstance(about, Visit) else None,
        plan=about if isinstance(about, Plan) else None,
        reason=wish.reason,
        step_id=wish.rule,
        channel=wish.channel,
    )
