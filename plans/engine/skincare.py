"""When the patient's own products rest around her sessions. Days are dates of the location's
calendar; nothing here knows a time of day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

KEEP: Final = "keep"
State = Literal["keep", "stop", "rests", "restart"]


@dataclass(frozen=True, slots=True)
class Span:
    """A rest, [stop, restart): the product is left out from the first day on, and used again on
    the second."""

    stop: dt.date
    restart: dt.date


@dataclass(frozen=True, slots=True)
class Use:
    """A product among the sessions of a plan: its rests in order, and how it stands today.

    keep: it is used all along, or no rest is ahead. stop: it is used until it stops at `change`.
    rests: it is used again from `change` on. restart: it is used again from today on, until
    `change` where another rest is ahead."""

    rests: tuple[Span, ...]
    state: State
    change: dt.date | None


def use_of(
    stop_days: int | None, restart_days: int | None, *, sessions: Iterable[dt.date], today: dt.date
) -> Use:
    """A product that rests from `stop_days` before each session until `restart_days` after it; it
    is kept where neither is said."""
    rests = rests_of(stop_days, restart_days, sessions)
    now = next((rest for rest in rests if rest.stop <= today < rest.restart), None)
    if now:
        return Use(rests, "rests", now.restart)
    ahead = next((rest.stop for rest in rests if today < rest.stop), None)
    if any(rest.restart == today for rest in rests):
        return Use(rests, "restart", ahead)
    return Use(rests, "stop" if ahead else KEEP, ahead)


def rests_of(
    stop_days: int | None, restart_days: int | None, sessions: Iterable[dt.date]
) -> tuple[Span, ...]:
    """The rests around the sessions; those that touch or overlap are one."""
    if stop_days is None or restart_days is None:
        return ()
    before, after = dt.timedelta(days=stop_days), dt.timedelta(days=restart_days)
    joined: list[Span] = []
    for day in sorted(sessions):
        span = Span(day - before, day + after)
        if joined and span.stop <= joined[-1].restart:
            joined[-1] = Span(joined[-1].stop, max(joined[-1].restart, span.restart))
        elif span.stop < span.restart:
            joined.append(span)
    return tuple(joined)
