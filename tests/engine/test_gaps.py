import datetime as dt

import pytest

from plans.engine.gaps import Bounds, Need, Part, Window, bounds_between, need_of, window_of

PORES = Bounds(floor=14, least=28, ideal=30, most=42, stalled=56)
START = dt.date(2027, 1, 11)


def after(days: int) -> dt.date:
    return START + dt.timedelta(days)


def parts(*days: int | None) -> list[Part]:
    return [
        Part(number, None if day is None else after(day), PORES)
        for number, day in enumerate(days, 1)
    ]


@pytest.mark.parametrize(
    ("gap", "need"),
    [
        (13, Need.NEVER),
        (14, Need.PRACTITIONER),
        (27, Need.PRACTITIONER),
        (28, Need.NOTHING),
        (42, Need.NOTHING),
        (43, Need.REASON),
        (56, Need.REASON),
        (57, Need.REASSESSMENT),
    ],
)
def test_each_gap_asks_for_what_its_bounds_say(gap: int, need: Need) -> None:
    assert need_of(gap, PORES) == need


def test_a_session_keeps_its_gaps_to_both_neighbours() -> None:
    assert window_of(parts(0, 30, 65), 2) == Window(after(28), after(37))


def test_the_last_session_is_bound_by_the_one_before_alone() -> None:
    assert window_of(parts(0, 30, None), 3) == Window(after(58), after(72))


def test_the_first_session_is_bound_by_the_next_alone() -> None:
    assert window_of(parts(None, 40), 1) == Window(after(-2), after(12))


def test_gaps_over_a_session_without_a_date_add_up() -> None:
    assert window_of(parts(0, None, None), 3) == Window(after(56), after(84))


def test_neighbours_can_leave_no_date_that_keeps_both_gaps() -> None:
    assert window_of(parts(0, None, 50), 2).is_empty


def test_a_lone_session_is_bound_by_nothing() -> None:
    assert window_of(parts(None), 1) == Window(None, None)


def test_a_gap_over_two_sessions_stalls_as_late_as_its_last_part_does() -> None:
    assert bounds_between(parts(0, None, 70), 1, 3) == Bounds(
        floor=28, least=56, ideal=60, most=84, stalled=98
    )
