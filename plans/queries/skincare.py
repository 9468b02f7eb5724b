"""The patient's own products among the sessions of her plan."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plans.engine.aftercare import Line, skin_of
from plans.engine.skincare import Use, use_of
from plans.engine.standard import Rest
from plans.models import Plan, Skincare
from plans.queries.aftercare import lines_for
from plans.queries.standard import standards_in_force


@dataclass(frozen=True, slots=True)
class CareRow:
    """A product, and when it is used."""

    product: Skincare
    use: Use


@dataclass(frozen=True, slots=True)
class Care:
    """Her products that she still uses, beside what the protocol says to do after each session
    for longer than a day: the gentle routine and the protection from the sun."""

    rows: Sequence[CareRow]
    routine: Sequence[Line]


def skincare_of(plan: Plan, days: Iterable[dt.date], *, today: dt.date) -> list[CareRow]:
    """Her products around the sessions on these days. One query."""
    sessions = tuple(days)
    return [
        CareRow(
            product,
            use_of(product.stop_days, product.restart_days, sessions=sessions, today=today),
        )
        for product in Skincare.objects.filter(plan=plan, ended_at=None)
    ]


def care_of(plan: Plan, days: Iterable[dt.date], *, today: dt.date) -> Care:
    """Two queries."""
    lines = lines_for(plan.version, skin_of(plan.patient.fitzpatrick))
    routine = [line for line in lines if line.is_routine]
    return Care(skincare_of(plan, days, today=today), routine)


def rests_in_force() -> list[tuple[str, Rest]]:
    """The clinic's own days by kind of product, in the words of the kinds; none before somebody
    approved the sheet."""
    rests = standards_in_force().rests
    kinds = Skincare.Kind
    return [(str(kinds(kind).label), rests[kind]) for kind in kinds.values if kind in rests]
