"""The numbing cream: how much was put on, how long it works, and what to look out for.

What is put on is not what is taken up: the milligrams are shown and warned about, never used to
compute a dose.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from plans.engine.finding import Finding
from plans.engine.standard import Limits, Numbing

ADULT: Final = 18
State = Literal["off", "working", "ready", "over", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cream:
    """What was put on: percent, grams and cm² as far as they are known, and when, in UTC."""

    percent: Decimal | None = None
    grams: Decimal | None = None
    cm2: int | None = None
    on_at: datetime | None = None
    off_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """How the cream's time stands: off (not on yet), working, ready (its usual time is reached),
    over (longer than its product bears), done (taken off). `minutes` it was on, whole ones;
    `ready_at` and `over_at` are None for a product that nobody described."""

    state: State
    minutes: int
    on_at: datetime | None
    off_at: datetime | None
    ready_at: datetime | None
    over_at: datetime | None


def applied_mg(grams: Decimal | None, percent: Decimal | None) -> Decimal | None:
    """Milligrams of active substance on the skin: one gram at one percent holds ten."""
    return None if grams is None or percent is None else grams * percent * 10


def clock_of(cream: Cream, product: Numbing | None, now: datetime) -> Clock:
    """The clock of a cream at `now`."""
    if cream.on_at is None:
        return Clock("off", 0, None, None, None, None)
    ready = cream.on_at + timedelta(minutes=product.minutes) if product else None
    over = cream.on_at + timedelta(minutes=product.warn_minutes) if product else None
    end = cream.off_at or now
    minutes = max(0, int((end - cream.on_at).total_seconds()) // 60)
    return Clock(_state(cream, ready, over, now), minutes, cream.on_at, cream.off_at, ready, over)


def _state(cream: Cream, ready: datetime | None, over: datetime | None, now: datetime) -> State:
    if cream.off_at:
        return "done"
    if over and now > over:
        return "over"
    return "ready" if ready and now >= ready else "working"


def judge_numbing(
    cream: Cream,
    product: Numbing | None,
    limits: Limits | None,
    *,
    age: int | None,
    now: datetime,
) -> tuple[Finding, ...]:
    """What there is to say about the cream. `age` is hers on the day, None where nobody knows."""
    return (*_amounts(cream, limits), *_time(cream, product, now), *_who(cream, product, age))


def _amounts(cream: Cream, limits: Limits | None) -> list[Finding]:
    if limits is None:
        return []
    pairs = (
        ("much_cream", cream.grams, limits.numbing_grams),
        ("large_area", cream.cm2, limits.numbing_cm2),
        ("strong_cream", cream.percent, limits.numbing_percent),
    )
    return [
        Finding("warn", what, {"is": f"{value:g}", "most": f"{most:g}"})
        for what, value, most in pairs
        if value is not None and value > Decimal(str(most))
    ]


def _time(cream: Cream, product: Numbing | None, now: datetime) -> list[Finding]:
    clock = clock_of(cream, product, now)
    if product is None or clock.over_at is None:
        return []
    if (cream.off_at or now) > clock.over_at:
        facts = {"minutes": clock.minutes, "most": product.warn_minutes}
        return [Finding("warn", "cream_too_long", facts)]
    if clock.state == "done" and clock.minutes < product.minutes:
        facts = {"minutes": clock.minutes, "least": product.minutes}
        return [Finding("note", "cream_short", facts)]
    return []


def _who(cream: Cream, product: Numbing | None, age: int | None) -> list[Finding]:
    found = []
    is_numbed = bool(product or cream.percent or cream.on_at)
    if is_numbed and age is not None and age < ADULT:
        found.append(Finding("warn", "cream_minor", {"age": age}))
    if product and product.needs_prescriber:
        found.append(Finding("warn", "cream_needs_prescriber", {"name": product.name}))
    if product and product.ask:
        found.append(Finding("note", "cream_ask", {"ask": product.ask}))
    return found
