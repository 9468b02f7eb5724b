"""Which messages a whole plan wants: the next session has no date, or its window closes; a review
of the results; maintenance. Zones, days and hours are those of `message_plan`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from plans.engine.message_plan import (
    EVER,
    Clocks,
    Rule,
    Timing,
    Wanted,
    Ways,
    channels_of,
    day_at,
    kept_timing,
    made,
    placed,
)
from plans.engine.quiet import local_date, next_allowed, wall_instant

PLAN_KEEPS = timedelta(days=7)
"""How long an invitation to a review or to maintenance is worth sending."""

TO_BOOK = frozenset({"unbooked", "closing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """A plan as its messages see it, in days of the clinic. `done_on` are its sessions that were
    had, by number; `closes` is the last date for the first session without one."""

    state: str
    done_on: Mapping[int, date]
    next_is_undated: bool = False
    closes: date | None = None
    maintenance_from: date | None = None


def wanted_of_plan(
    rules: Iterable[Rule], plan: PlanFacts, clocks: Clocks, ways: Ways, earliest: datetime
) -> list[Wanted]:
    """What a plan wants said from `earliest` on, whatever was said already."""
    found: list[Wanted] = []
    for rule in rules:
        if asks_plan(rule, plan):
            for channel in channels_of(rule.way, ways):
                wanted = plan_message(rule, channel, plan, clocks.on(channel), earliest)
                found += placed(wanted, ways, earliest)
    return found


def asks_plan(rule: Rule, plan: PlanFacts) -> bool:
    """Whether a message has something to say as the plan stands."""
    is_active = plan.state == "active"
    return {
        "unbooked": is_active and plan.next_is_undated and bool(plan.done_on),
        "closing": is_active and plan.closes is not None,
        "review": plan.state in ("active", "completed") and rule.after_session in plan.done_on,
        "maintenance": plan.state == "completed" and plan.maintenance_from is not None,
    }.get(rule.reason, False)


def plan_message(
    rule: Rule, channel: str, plan: PlanFacts, clocks: Clocks, earliest: datetime
) -> Wanted | None:
    """None where it is too late for it."""
    last = max(plan.done_on.values(), default=None)
    since = wall_instant(last, 0, clocks.clinic) if last and rule.reason != "review" else EVER
    counts_from = {
        "unbooked": last,
        "closing": plan.closes,
        "review": plan.done_on.get(rule.after_session or 0),
        "maintenance": plan.maintenance_from,
    }[rule.reason]
    if counts_from is None:
        return None
    days = rule.days if rule.reason in ("unbooked", "review") else -rule.days
    meant = day_at(counts_from, days, rule, clocks)
    if rule.reason in TO_BOOK and plan.closes:
        timing = booking_timing(meant, plan.closes, rule, clocks, earliest)
    else:
        timing = kept_timing(meant, PLAN_KEEPS, clocks, earliest)
    return made(rule, channel, meant, timing, since) if timing else None


def booking_timing(
    meant: datetime, closes: date, rule: Rule, clocks: Clocks, earliest: datetime
) -> Timing | None:
    """Until the last date for the session is over. Where its time is past, it goes the day after:
    the desk may be choosing a date just now."""
    if meant <= earliest:
        meant = day_at(local_date(earliest, clocks.clinic), 1, rule, clocks)
    due = next_allowed(meant, clocks.hers, clocks.loud)
    expires = wall_instant(closes + timedelta(1), 0, clocks.clinic)
    return Timing(due, expires) if due < expires else None
