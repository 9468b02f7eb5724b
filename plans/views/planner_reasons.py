"""What differs from the ideal in a series, and why, in sentences."""

import datetime as dt
from collections.abc import Sequence

from plans.engine.series import Planner
from plans.engine.terms import Cause, Difference, Proposal
from plans.forms.planner_series import Series
from plans.queries.supply import days
from plans.views.planner_table import Table, whole_series
from plans.wording.engine import cause_words, difference_words

# A first session so soon after the first possible day needs no reason: mostly a weekend.
SOON = 3
WEAK = frozenset({"wishes", "series"})


def why_not_ideal(table: Table, series: Series) -> list[str]:
    """A series with one practitioner is explained by her own diary: that somebody else was free on
    the ideal day is no reason against it."""
    people = {place.practitioner for place in series.places}
    alone = next(iter(people)) if len(people) == 1 else None
    planner = table.planner_with(alone) if alone else table.planner
    places = whole_series(table, series)
    day_of = {place.number: table.day(place) for place in places}
    return [
        difference_words(one, day_of[one.number], words_of(one.causes, planner, table, alone))
        for one in planner.explain(Proposal(series.label, {}, places))
        if not is_soon(one, day_of[one.number], table)
    ]


def is_soon(difference: Difference, day: dt.date, table: Table) -> bool:
    earliest = table.scenario.request.earliest
    return difference.gap is None and (day - earliest).days <= SOON


def words_of(
    causes: Sequence[Cause], planner: Planner, table: Table, alone: str | None
) -> list[str]:
    """The causes in the order of their dates; weak ones only where there is nothing else."""
    strong = [cause for cause in causes if cause.what not in WEAK]
    said = [cause_of(cause, planner, table, alone) for cause in strong or causes]
    return list(dict.fromkeys(said))


def cause_of(cause: Cause, planner: Planner, table: Table, alone: str | None) -> str:
    supply, name = planner.scenario.supply, table.names.practitioners.get(alone or "", "")
    shut = [day for day in days(cause.first, cause.last) if day in supply.closures]
    if cause.what == "closed" and shut:
        return cause_words("closed", shut[0], shut[-1])
    if cause.what == "closed" and name:
        return cause_words("off", cause.first, cause.last, name)
    away = [span for one in supply.practitioners for span in one.away]
    is_hers = any(first <= cause.first and cause.last <= last for first, last in away)
    if cause.what == "away" and name and is_hers:
        return cause_words("gone", cause.first, cause.last, name)
    return cause_words(cause.what, cause.first, cause.last)
