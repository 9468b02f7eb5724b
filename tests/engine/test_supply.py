"""The masks say the same as plain spans of time."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from plans.engine.cells import calendar_of
from plans.engine.interval import day_of, wall_clock
from plans.engine.scenario import parse
from plans.engine.search import Search
from plans.engine.supply import board_of
from plans.engine.terms import Scenario
from tests.engine.ask import daily, scenario, step


def world(request: dict[str, Any] | None = None, **parts: Any) -> Scenario:
    return parse(scenario(request, **parts))


def starts(scenario: Scenario, first: date, last: date | None = None) -> list[str]:
    """The possible starts, on the wall clock, with the practitioner."""
    days = first.toordinal(), (last or first).toordinal()
    search = Search(board_of(scenario, *days), scenario.request)
    found = []
    for day in range(days[0], days[1] + 1):
        for who, start in search.every_start(day):
            on, second = wall_clock(scenario.zone, start)
            assert on == day
            found.append(f"{second // 3600:02}:{second // 60 % 60:02} {who}")
    return found


FIRST = date(2026, 12, 1)
NOON = 1796126400
"""Noon in UTC on 1 December 2026, 13:00 in Berlin."""


def test_a_visit_starts_where_everybody_is_free_for_all_of_it() -> None:
    room = daily("r1", "09:00-11:00")
    assert starts(world(rooms=[room]), FIRST) == ["09:00 pia", "10:00 pia"]


@pytest.mark.parametrize(
    ("busy", "expected"),
    [
        ((NOON - 3 * 3600, NOON - 2 * 3600), ["09:00 pia", "11:00 pia"]),
        ((NOON - 3 * 3600, NOON - 3 * 3600 + 1), ["09:00 pia", "11:00 pia"]),  # one second of it
        ((NOON - 3 * 3600 - 1, NOON - 3 * 3600), ["10:00 pia", "11:00 pia"]),
        ((0, NOON - 2 * 3600), ["11:00 pia"]),  # since long ago
        ((NOON - 2 * 3600, NOON * 2), ["09:00 pia", "10:00 pia"]),  # for years to come
        ((0, NOON * 2), []),
        ((0, 3600), ["09:00 pia", "10:00 pia", "11:00 pia"]),  # long over
    ],
)
def test_busy_time_takes_every_visit_that_it_touches(
    busy: tuple[int, int], expected: list[str]
) -> None:
    clinic = world()
    pia = replace(clinic.supply.practitioners[0], busy=(busy,))
    supply = replace(clinic.supply, practitioners=(pia,))
    assert starts(replace(clinic, supply=supply), FIRST) == expected


def test_overlapping_busy_time_counts_once() -> None:
    busy = [
        ["2026-12-01T08:00:00Z", "2026-12-01T09:30:00Z"],
        ["2026-12-01T08:30:00Z", "2026-12-01T10:00:00Z"],
    ]
    pia = daily("pia", "09:00-12:00", busy=busy)
    assert starts(world(practitioners=[pia]), FIRST) == ["11:00 pia"]


def test_hours_that_change_within_the_search_count_on_their_dates() -> None:
    hours = [
        {"weekday": weekday, "from": "09:00", "to": "10:00", "until": "2026-12-01"}
        for weekday in range(7)
    ] + [
        {"weekday": weekday, "from": "10:00", "to": "11:00", "since": "2026-12-03"}
        for weekday in range(7)
    ]
    clinic = world(practitioners=[{"id": "pia", "hours": hours}])
    assert starts(clinic, FIRST, date(2026, 12, 3)) == ["09:00 pia", "10:00 pia"]


def test_a_closure_shuts_the_place_even_for_a_visit_that_holds_nothing() -> None:
    clinic = world(steps=[step(60)], closures=["2026-12-01"], grid_minutes=720)
    assert starts(clinic, FIRST, date(2026, 12, 2)) == ["00:00 None", "12:00 None"]


def test_cells_are_as_short_as_grid_steps_and_clock_changes_need() -> None:
    quarter = world(steps=[step(45, "room"), step(30, "device")], grid_minutes=15)
    five = world(steps=[step(20, "room"), step(45, "device")], grid_minutes=15)
    lord_howe = world(zone="Australia/Lord_Howe")
    change = date(2027, 10, 3).toordinal()
    assert [
        calendar_of(quarter, FIRST.toordinal(), FIRST.toordinal()).unit,
        calendar_of(five, FIRST.toordinal(), FIRST.toordinal()).unit,
        calendar_of(lord_howe, FIRST.toordinal(), FIRST.toordinal()).unit,
        calendar_of(lord_howe, change - 1, change + 1).unit,
    ] == [900, 300, 3600, 1800]


def test_the_days_of_a_search_begin_at_their_own_midnights_over_a_clock_change() -> None:
    clinic = world(steps=[step(60)], grid_minutes=60)
    first = date(2027, 3, 27).toordinal()
    calendar = calendar_of(clinic, first, first + 2)
    lengths = [end - start for start, end in map(calendar.cells_of_day, range(first, first + 3))]
    assert lengths == [24, 23, 24]
    assert [day_of(clinic.zone, calendar.instant(edge)) for edge in calendar.edges] == [
        first + offset for offset in range(4)
    ]


def test_every_start_of_a_spring_night_is_shown_by_the_clock() -> None:
    clinic = world(
        {"earliest": "2027-03-28", "first_by": "2027-03-28", "times": [["00:00", "04:00"]]},
        steps=[step(60)],
        grid_minutes=30,
    )
    assert [start[:5] for start in starts(clinic, date(2027, 3, 28))] == [
        *("00:00", "00:30", "01:00", "01:30", "03:00"),
    ]


def test_the_first_free_room_by_name_is_not_the_first_one_given() -> None:
    rooms = [daily("b", "09:00-12:00"), daily("a", "10:00-12:00")]
    clinic = world(rooms=rooms)
    search = Search(board_of(clinic, FIRST.toordinal(), FIRST.toordinal()), clinic.request)
    assert [list(search.board.free("room", NOON - hours * 3600)) for hours in (4, 3)] == [
        ["b"],
        ["a", "b"],
    ]
