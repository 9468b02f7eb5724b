"""One thing of the inbox, whatever it is about, and what the list is narrowed to."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from clinic.models import Location, User
from plans.engine.interval import instant_at
from plans.models import Answer, CheckIn, Lot, Patient, Record, Task, Visit
from plans.queries.checkin import Missing
from plans.queries.needs import Waiting
from plans.queries.reminder import Message
from plans.queries.supply import today_at

Row = TypeVar("Row", bound=Model)
Cause = CheckIn | Missing | Visit | Message | Answer | Waiting | Record | Lot

SHOWN = 10
"""So many things of one kind stand in the list; the rest is counted."""
LISTED = 200
"""So many, where one kind alone is asked for."""
LOOKED_AT = 300
"""So many rows are read at most where things are put together or sorted after reading."""

ITS_OWN_TRACE = (Task.Kind.CHECK_IN, Task.Kind.ANSWER, Task.Kind.REBOOK, Task.Kind.RECORD)
"""Done by doing it: a review, a reading, a date, a signature. The others are done by a word."""


class Grade(IntEnum):
    """What goes first."""

    EMERGENCY = 0
    RED = 1
    USUAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to do, since an instant and until one, on the wall clock of `zone`. `about` is the
    row that a task of this kind names; `others` are rows that the same act settles. `whose` is who
    does it where nobody has taken it."""

    kind: Task.Kind
    about: int
    since: dt.datetime
    until: dt.datetime
    zone: str
    cause: Cause
    patient: Patient | None = None
    whose: str = ""
    grade: Grade = Grade.USUAL
    others: Sequence[int] = ()
    task: Task | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """As addresses and elements have it."""
        return f"{self.kind}-{self.about}"

    @property
    def owner(self) -> User | None:
        """Who took it. What was done before it came back was another thing."""
        if self.task is None or (self.task.done_at and self.task.done_at < self.since):
            return None
        return self.task.owner

    @property
    def is_done_by_word(self) -> bool:
        return self.kind not in ITS_OWN_TRACE

    def is_overdue(self, now: dt.datetime) -> bool:
        return now >= self.until

    def may_sleep(self, now: dt.datetime) -> bool:
        """Nothing red waits, and nothing past its time."""
        return self.grade == Grade.USUAL and now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is asked for: of one location or of all, only what `mine` took or what is theirs,
    what sleeps instead of what is awake; or one row alone (`only`), whatever its task says.
    `anywhere` lends its clock to what belongs to no location."""

    now: dt.datetime
    anywhere: Location
    location: Location | None = None
    mine: User | None = None
    is_asleep: bool = False
    only: int | None = None
    most: int = SHOWN

    @property
    def clock(self) -> Location:
        """Whose clock tells the time of what belongs to no location."""
        return self.location or self.anywhere

    def todo(
        self, rows: QuerySet[Row], kind: Task.Kind, since: str, natural: Q | None = None
    ) -> QuerySet[Row]:
        """Those rows that nobody has done since, awake or asleep as asked for. `natural` is what
        is a person's without being taken."""
        if self.only is not None:
            return rows.filter(pk=self.only)
        tasks = Task.objects.filter(kind=kind, about=OuterRef("pk"))
        asleep = Exists(tasks.filter(snoozed_until__gt=self.now))
        rows = rows.exclude(Exists(tasks.filter(done_at__gte=OuterRef(since))))
        rows = rows.filter(asleep) if self.is_asleep else rows.exclude(asleep)
        if self.mine is None:
            return rows
        taken = Q(Exists(tasks.filter(owner=self.mine)))
        if natural is not None:
            taken |= natural & ~Q(Exists(tasks.filter(owner__isnull=False)))
        return rows.filter(taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The things of one kind, and how many there are in all; `is_cut`: at least so many."""

    kind: Task.Kind
    items: Sequence[Item]
    count: int
    is_cut: bool = False


def day_end(location: Location, at: dt.datetime, days: int = 0) -> dt.datetime:
    """The midnight after the location's day on which the instant lies, so many days later."""
    day = today_at(location, at).toordinal() + 1 + days
    return dt.datetime.fromtimestamp(instant_at(location.zone, day, 0), dt.UTC)


def counted(rows: QuerySet[Row], most: int) -> tuple[list[Row], int]:
    """The first rows, and how many there are: a second query only where there are more."""
    first = list(rows[: most + 1])
    return first[:most], len(first) if len(first) <= most else rows.count()
