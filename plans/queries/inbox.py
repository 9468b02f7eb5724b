"""The inbox: one list of all that waits for somebody at the clinic, read from the rows
themselves."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from django.db.models import CharField, Q, Value

from clinic.models import Location, User
from plans.models import Answer, CheckIn, Task
from plans.queries.checkin import WAITS
from plans.queries.inbox_item import LISTED, SHOWN, Found, Item, Scope
from plans.queries.inbox_told import answers, check_ins, failed_messages, missing_check_ins
from plans.queries.inbox_visits import recalls, to_rebook, unconfirmed, unsigned

ANSWER = "answer"
MOST_NEW = 99
"""More new things are not counted beside the name of the inbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """`items` in the order in which they are to be done; `more` are kinds of which not all stand
    here, with how many do not."""

    items: Sequence[Item]
    more: Sequence[tuple[Task.Kind, int]]
    now: dt.datetime


def inbox_of(
    *,
    now: dt.datetime,
    anywhere: Location,
    location: Location | None = None,
    mine: User | None = None,
    is_asleep: bool = False,
    kind: Task.Kind | None = None,
) -> Inbox:
    """What waits, awake or asleep; of one kind alone up to `LISTED`, of all up to `SHOWN` each.
    `anywhere` lends its clock to what belongs to no location."""
    scope = Scope(
        now=now,
        anywhere=anywhere,
        location=location,
        mine=mine,
        is_asleep=is_asleep,
        most=SHOWN if kind is None else LISTED,
    )
    kinds = list(Task.Kind) if kind is None else [kind]
    found = [found_of(one, scope) for one in kinds]
    items = with_tasks([item for one in found for item in one.items])
    return Inbox(
        items=sorted(items, key=lambda item: (item.grade, item.until, item.kind, item.about)),
        more=[
            (one.kind, one.count - len(one.items)) for one in found if one.count > len(one.items)
        ],
        now=now,
    )


def item_of(*, kind: Task.Kind, about: int, now: dt.datetime) -> Item | None:
    """One thing that waits, whether somebody has done it, put it to sleep or not; None where its
    cause is gone."""
    anywhere = Location.objects.order_by("-is_open", "name").first()
    if anywhere is None:
        return None
    found = found_of(kind, Scope(now=now, anywhere=anywhere, only=about))
    return next(iter(with_tasks(found.items)), None)


def found_of(kind: Task.Kind, scope: Scope) -> Found:
    match kind:
        case Task.Kind.CHECK_IN:
            return check_ins(scope)
        case Task.Kind.NO_CHECK_IN:
            return missing_check_ins(scope)
        case Task.Kind.MESSAGE:
            return failed_messages(scope)
        case Task.Kind.ANSWER:
            return answers(scope)
        case Task.Kind.CONFIRM:
            return unconfirmed(scope)
        case Task.Kind.REBOOK:
            return to_rebook(scope)
        case Task.Kind.RECORD:
            return unsigned(scope)
        case Task.Kind.RECALL:
            return recalls(scope)
        case _:
            assert_never(kind)


def with_tasks(items: Sequence[Item]) -> list[Item]:
    """Each with whose it is; one query."""
    about: dict[str, list[int]] = defaultdict(list)
    for item in items:
        about[item.kind].append(item.about)
    named = Q(pk__in=[])
    for kind, ids in about.items():
        named |= Q(kind=kind, about__in=ids)
    tasks = {
        (task.kind, task.about): task for task in Task.objects.filter(named).select_related("owner")
    }
    return [replace(item, task=tasks.get((item.kind, item.about))) for item in items]


@dataclass(frozen=True, slots=True)
class News:
    """How much came from patients that nobody has looked at, and how much of it is red."""

    count: int
    red: int


def news() -> News:
    """For the frame of every page: one query."""
    waiting = CheckIn.objects.filter(WAITS).order_by().values_list("colour")
    unread = Answer.objects.filter(read_at=None).order_by()
    told = unread.values_list(Value(ANSWER, output_field=CharField()))
    kinds = [kind for (kind,) in waiting.union(told, all=True)[: MOST_NEW + 1]]
    return News(count=len(kinds), red=kinds.count(CheckIn.Colour.RED))
