"""What differs from the ideal in a series, and why, in sentences."""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from plans.engine.explain import SERIES
from plans.engine.terms import Cause, Difference, Place, Proposal, Supply
from plans.forms.planner_series import Series
from plans.queries.supply import days
from plans.views.planner_table import Table, whole_series
from plans.wording import engine as say

# A first session so soon after the first possible day needs no reason: mostly a weekend.
SOON = 3
# What these proposals are for says enough; asking the engine day by day costs as much as a search.
AIMS = frozenset({"soonest", "regular", "other"})
# What is told only where there is nothing stronger.
TIERS = (("closed", "keep_free", "gone", "away", "busy"), ("off", "shut"), ("past", "wishes"))


@dataclass(frozen=True, slots=True)
class Told:
    """A cause as it is told: beside the engine's words "gone" and "off", an absence of the one
    practitioner of the series and days on which that one never works, and "shut", days without
    hours."""

    what: str
    first: dt.date
    last: dt.date


def why_not_ideal(table: Table, series: Series) -> list[str]:
    """Each session that nothing nearer was open for gets its causes. Where something nearer was
    open, it is what the proposal is for that keeps the session from it: one sentence for all.

    A series is explained by the diaries of its own practitioners: that somebody else was free is
    no reason against it."""
    places = whole_series(table, series)
    day_of = {place.number: table.day(place) for place in places}
    gaps = [(b - a).days for a, b in itertools.pairwise(day_of.values())]
    ideal, first = table.scenario.request.gap_days.ideal, day_of[places[0].number]
    if is_soon(first, table) and all(gap == ideal for gap in gaps):
        return []
    label = "changed" if series.changed else series.label
    is_by_choice, sentences = label in AIMS, []
    for one in [] if is_by_choice else differences(table, series, places):
        if one.gap is None and is_soon(first, table):
            continue
        if not one.causes or any(cause.what == SERIES for cause in one.causes):
            is_by_choice = True
        else:
            causes = words_of(one.causes, table, series)
            sentences.append(say.difference_words(one, day_of[one.number], causes))
    if is_by_choice:
        sentences.append(say.by_choice_words(label, gaps, ideal, first))
    return sentences


def differences(table: Table, series: Series, places: Sequence[Place]) -> Sequence[Difference]:
    proposal = Proposal(series.label, {}, tuple(places))
    return table.planner_with(people_of(series)).explain(proposal)


def people_of(series: Series) -> frozenset[str]:
    return frozenset(place.practitioner for place in series.places if place.practitioner)


def is_soon(day: dt.date, table: Table) -> bool:
    return (day - table.scenario.request.earliest).days <= SOON


def words_of(causes: Sequence[Cause], table: Table, series: Series) -> list[str]:
    """The strongest causes in the order of their dates, runs of one kind together."""
    people = people_of(series)
    name = table.names.practitioners.get("".join(people), "") if len(people) == 1 else ""
    supply = table.planner_with(people).scenario.supply
    told = [told_of(cause, supply, name) for cause in causes]
    tier = next(tier for tier in TIERS if any(one.what in tier for one in told))
    spans: dict[str, list[tuple[dt.date, dt.date]]] = {}
    for one in told:
        if one.what in tier:
            spans.setdefault(one.what, []).append((one.first, one.last))
    return [say.cause_words(what, runs, name) for what, runs in spans.items()]


def told_of(cause: Cause, supply: Supply, name: str) -> Told:
    if cause.what == "closed":
        shut = [day for day in days(cause.first, cause.last) if day in supply.closures]
        if shut:
            return Told("closed", shut[0], shut[-1])
        return Told("off" if name else "shut", cause.first, cause.last)
    away = [span for one in supply.practitioners for span in one.away]
    is_hers = any(first <= cause.first and cause.last <= last for first, last in away)
    what = "gone" if cause.what == "away" and name and is_hers else cause.what
    return Told(what, cause.first, cause.last)
