"""What to do after a session, as lines that hold for some hours: their order, and which of them
hold when. Hours are hours that pass, whatever the clock does meanwhile."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from plans.engine.skin import is_darker

CALL: Final = "call"
KINDS: Final = ("expect", "do", "avoid", CALL)
DAY: Final = 24
DAYS_FROM: Final = 3 * DAY
"""From here on, hours: whole days are told as days, and their edges without a time of day."""
LAST: Final = 5 * 365 * DAY
"""No line begins or ends later, hours."""


@dataclass(frozen=True, slots=True)
class Line:
    """`kind` is expect, do, avoid or call; it holds from `start` until `end` hours after the
    session, half-open, without `end` for good."""

    kind: str
    start: int
    end: int | None
    text: str

    def as_row(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "from_hours": self.start,
            "until_hours": self.end,
            "text": self.text,
        }

    @property
    def is_in_days(self) -> bool:
        """Whether days say it better than hours."""
        edges = [self.start, *([] if self.end is None else [self.end])]
        return max(edges) > DAYS_FROM and all(edge % DAY == 0 for edge in edges)

    @property
    def is_routine(self) -> bool:
        """Something to do for longer than the first day."""
        return self.kind == "do" and (self.end is None or self.end - self.start > DAY)


def line_in(row: Mapping[str, Any]) -> Line:
    """The line that a stored row holds."""
    return Line(row["kind"], row["from_hours"], row["until_hours"], row["text"])


def skin_of(fitzpatrick: int | None) -> str:
    """Which group of lines is for this skin; unknown types get the usual ones."""
    return "darker" if is_darker(fitzpatrick) else "lighter"


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """By their beginning; of those that begin together, as they were given."""
    return tuple(sorted(lines, key=lambda line: line.start))


@dataclass(frozen=True, slots=True)
class Timed:
    """A line after one session: it holds in [since, until), without `until` for good."""

    line: Line
    since: dt.datetime
    until: dt.datetime | None

    def holds(self, now: dt.datetime) -> bool:
        return self.since <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that begin together, `start` hours after the session."""

    start: int
    since: dt.datetime
    lines: tuple[Timed, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A note seen at `now`: `groups` are all lines but the calls, by their beginning; of those
    `held` hold now and `ahead` come later. `calls` says when to call, all along."""

    lines: tuple[Timed, ...]
    now: dt.datetime

    @property
    def calls(self) -> tuple[Timed, ...]:
        return tuple(timed for timed in self.lines if timed.line.kind == CALL)

    @property
    def others(self) -> tuple[Timed, ...]:
        return tuple(timed for timed in self.lines if timed.line.kind != CALL)

    @property
    def groups(self) -> tuple[Group, ...]:
        return _grouped(self.others)

    @property
    def held(self) -> tuple[Timed, ...]:
        """By kind: what to expect comes before what to do and what to avoid."""
        held = [timed for timed in self.others if timed.holds(self.now)]
        return tuple(sorted(held, key=lambda timed: KINDS.index(timed.line.kind)))

    @property
    def ahead(self) -> tuple[Group, ...]:
        return _grouped([timed for timed in self.others if self.now < timed.since])


def told(lines: Iterable[Line], *, done_at: dt.datetime, now: dt.datetime) -> Told:
    """The lines of a note after a session that was done at `done_at`."""
    return Told(tuple(_timed(line, done_at) for line in in_order(lines)), now)


def _timed(line: Line, done_at: dt.datetime) -> Timed:
    until = None if line.end is None else _after(done_at, line.end)
    return Timed(line, _after(done_at, line.start), until)


def _after(done_at: dt.datetime, hours: int) -> dt.datetime:
    # In UTC, where every hour is an hour: a zone's own arithmetic follows its clock.
    return done_at.astimezone(dt.UTC) + dt.timedelta(hours=hours)


def _grouped(lines: Sequence[Timed]) -> tuple[Group, ...]:
    found = groupby(lines, key=lambda timed: (timed.line.start, timed.since))
    return tuple(Group(start, since, tuple(group)) for (start, since), group in found)
