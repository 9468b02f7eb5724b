"""Other places for one session of a proposal: only those that keep the whole series valid."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plans.engine.terms import Place
from plans.forms.planner_series import Series
from plans.views.planner_table import Table, whole_series


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """One start on the location's wall clock. `who` is named where it is another practitioner
    than the session has now."""

    value: str
    start: dt.datetime
    who: str
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceList:
    """The places of one session of the card `index`, day by day."""

    index: int
    number: int
    days: Sequence[tuple[dt.date, Sequence[Time]]]


def place_list(table: Table, series: Series, index: int, number: int) -> PlaceList:
    now = next(one for one in series.places if one.number == number)
    times = [time_of(table, place, now) for place in other_places(table, series, number)]
    days = itertools.groupby(times, key=lambda time: time.start.date())
    return PlaceList(index=index, number=number, days=[(day, list(of_day)) for day, of_day in days])


def other_places(table: Table, series: Series, number: int) -> Iterator[Place]:
    """One place for each start: with the practitioner that the session has, if possible."""
    now = next(one for one in series.places if one.number == number)
    found = table.planner.places(number, whole_series(table, series))
    for _start, same in itertools.groupby(found, key=lambda place: place.start):
        options = list(same)
        yield next((one for one in options if one.practitioner == now.practitioner), options[0])


def time_of(table: Table, place: Place, now: Place) -> Time:
    return Time(
        value=f"{place.start}.{place.practitioner or ''}",
        start=table.wall(place.start),
        who=table.who(place) if place.practitioner != now.practitioner else "",
        is_now=(place.start, place.practitioner) == (now.start, now.practitioner),
    )


def place_chosen(table: Table, series: Series, number: int, value: str) -> Place | None:
    """The place that a value of the list names; None where it is not there any more."""
    for place in other_places(table, series, number):
        if value == f"{place.start}.{place.practitioner or ''}":
            return place
    return None
