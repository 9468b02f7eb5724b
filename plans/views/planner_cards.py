"""The proposals as the page prints them: values and words put together, one card each."""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from plans.actions.booking_rules import LET_GO_BEFORE, RESERVE
from plans.engine.age import Age, age_on, judge_age
from plans.engine.terms import Place
from plans.forms.planner_series import Series, seal
from plans.forms.planner_wishes import had_in, kept_free_in
from plans.queries.planner import Planning
from plans.queries.price import price_of
from plans.queries.ribbon import (
    Picture,
    Stop,
    StopState,
    on_one_axis,
    picture_of,
    runs_of_days,
)
from plans.views.planner_reasons import why_not_ideal
from plans.views.planner_table import Table, whole_series
from plans.wording import planner as say
from plans.wording.money import money


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session of a card; times are on the location's wall clock."""

    number: int
    start: dt.datetime
    end: dt.datetime
    with_other: str
    is_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One proposal. `reserve` is empty where the first visit is too near to be reserved."""

    index: int
    title: str
    is_best: bool
    is_changed: bool
    people: int
    who: str
    picture: Picture
    lines: Sequence[SessionLine]
    notes: Sequence[str]
    warnings: Sequence[str]
    sealed: str
    count: str
    span: str
    price: str
    book: str
    reserve: str


def cards_of(table: Table, found: Sequence[Series]) -> list[Card]:
    """A card for each series, their ribbons on one axis."""
    pictures = on_one_axis([picture_for(table, series) for series in found])
    return [
        card_of(table, index, series, found[0], picture)
        for index, (series, picture) in enumerate(zip(found, pictures, strict=True))
    ]


def card_of(table: Table, index: int, series: Series, best: Series, picture: Picture) -> Card:
    places, planning = series.places, table.planning
    people = [table.who(place) for place in places]
    starts = [table.wall(place.start) for place in places]
    later = (starts[-1].date() - table.day(best.places[-1])).days
    return Card(
        index=index,
        title=say.title_words(series.label, practitioners=people, starts=starts, sooner=-later),
        is_best=index == 0 and not series.changed,
        is_changed=bool(series.changed),
        people=len(set(people)),
        who=say.who_words(
            [place.number for place in places],
            people,
            [table.names.rooms.get(place.room or "", "") for place in places],
        ),
        picture=picture,
        lines=[line_of(table, place, series, people[0]) for place in places],
        notes=notes_of(table, series, people, later),
        warnings=warnings_of(table, places),
        sealed=seal(series, planning),
        count=say.count_words(len(places), is_series=planning.is_series),
        span=say.span_words(starts[0].date(), starts[-1].date()),
        price=price_words(table, len(places)),
        book=say.book_words(len(places)),
        reserve=reserve_words(table, starts[0]),
    )


def line_of(table: Table, place: Place, series: Series, first: str) -> SessionLine:
    who = table.who(place)
    return SessionLine(
        number=place.number,
        start=table.wall(place.start),
        end=table.wall(place.end),
        with_other=who if who != first else "",
        is_changed=place.number in series.changed,
    )


def picture_for(table: Table, series: Series) -> Picture:
    planning, form = table.planning, table.form
    had = [Stop(one.number, one.on, StopState.DONE) for one in had_in(form)]
    planned = [Stop(place.number, table.day(place)) for place in series.places]
    gap = table.scenario.request.gap_days
    return picture_of(
        stops=had + planned,
        gap=(gap.min, gap.max),
        recovery_days=planning.version.recovery_days,
        today=planning.today,
        shut=runs_of_days(table.scenario.supply.closures),
        events=[event for _free, event in kept_free_in(form)],
    )


def notes_of(table: Table, series: Series, people: Sequence[str], later: int) -> list[str]:
    """What differs from the ideal and why; then what else there is to say."""
    notes = why_not_ideal(table, series)
    if not table.planning.is_series:
        return notes
    dates = [table.day(place) for place in whole_series(table, series)]
    gaps = [(after - before).days for before, after in itertools.pairwise(dates)]
    ideal = table.scenario.request.gap_days.ideal
    asked = table.names.practitioners.get(table.scenario.request.practitioner or "", people[0])
    others = sum(one != asked for one in people)
    return notes + say.even_words(gaps, ideal, others, later)


def warnings_of(table: Table, places: Sequence[Place]) -> list[str]:
    """Sessions at an age for which the device is not cleared."""
    planning, born = table.planning, table.planning.patient.birth_date
    young: dict[int, list[int]] = {}
    for place in places:
        cleared = table.names.cleared_ages.get(place.device or "")
        youngest = planning.version.youngest_age
        age = judge_age(birth_date=born, day=table.day(place), youngest=youngest, cleared=cleared)
        if age == Age.BELOW_CLEARED and cleared is not None:
            young.setdefault(cleared, []).append(place.number)
    return [
        say.below_cleared_words(numbers, cleared, is_all=len(numbers) == len(places))
        for cleared, numbers in young.items()
    ]


def price_words(table: Table, count: int) -> str:
    version = table.planning.version
    price = price_of(version, count=count, usual=version.sessions_usual)
    return money(price, version.currency) if price is not None else ""


def reserve_words(table: Table, first: dt.datetime) -> str:
    now = table.planning.now
    until = min(now + RESERVE, first - LET_GO_BEFORE)
    if until <= now:
        return ""
    return say.reserve_words(until.astimezone(table.zone), is_whole=until == now + RESERVE)


def too_young(planning: Planning, day: dt.date) -> str:
    """The sentence that refuses a patient who is too young on this day; empty: old enough."""
    born, youngest = planning.patient.birth_date, planning.version.youngest_age
    if born is None or age_on(born, day) >= youngest:
        return ""
    return say.too_young_words(age_on(born, day), day, youngest)


def old_enough_on(born: dt.date, youngest: int) -> dt.date:
    """The day on which somebody reaches an age; born on 29 February: 1 March."""
    try:
        return born.replace(year=born.year + youngest)
    except ValueError:
        return dt.date(born.year + youngest, 3, 1)
