"""When the patient's own products rest around her sessions."""

import datetime as dt

import pytest

from plans.engine.skincare import Span, Use, rests_of, use_of

FIRST, SECOND = dt.date(2027, 3, 1), dt.date(2027, 3, 29)


def days(*numbers: int) -> list[dt.date]:
    """Days of March 2027."""
    return [dt.date(2027, 3, number) for number in numbers]


def march(stop: int, restart: int) -> Span:
    first, second = days(stop, restart)
    return Span(first, second)


def test_a_product_rests_from_days_before_each_session_until_days_after() -> None:
    assert rests_of(7, 7, [FIRST, SECOND]) == (
        Span(dt.date(2027, 2, 22), dt.date(2027, 3, 8)),
        Span(dt.date(2027, 3, 22), dt.date(2027, 4, 5)),
    )


@pytest.mark.parametrize(
    ("second", "rests"),
    [
        (13, (march(5, 16),)),
        (14, (march(5, 17),)),
        (15, (march(5, 11), march(12, 18))),
        (8, (march(5, 11),)),
    ],
)
def test_rests_that_touch_or_overlap_are_one(second: int, rests: tuple[Span, ...]) -> None:
    first, other = days(8, second)
    assert rests_of(3, 3, [other, first]) == rests


def test_a_moved_session_moves_the_rests() -> None:
    assert rests_of(1, 2, days(10)) == (march(9, 12),)
    assert rests_of(1, 2, days(17)) == (march(16, 19),)


def test_a_product_without_days_is_kept() -> None:
    assert use_of(None, None, sessions=[FIRST], today=FIRST) == Use((), "keep", None)


def test_nought_days_before_and_after_is_no_rest() -> None:
    assert use_of(0, 0, sessions=days(10), today=days(10)[0]) == Use((), "keep", None)


@pytest.mark.parametrize(
    ("today", "state", "change"),
    [
        (1, "stop", 9),
        (8, "stop", 9),
        (9, "rests", 12),
        (11, "rests", 12),
        (12, "restart", 19),
        (13, "stop", 19),
        (19, "rests", 22),
        (22, "restart", None),
        (23, "keep", None),
    ],
)
def test_how_a_product_stands_on_a_day(today: int, state: str, change: int | None) -> None:
    found = use_of(1, 2, sessions=days(10, 20), today=days(today)[0])
    assert (found.state, found.change) == (state, days(change)[0] if change else None)


def test_without_sessions_nothing_rests() -> None:
    assert use_of(7, 7, sessions=[], today=FIRST) == Use((), "keep", None)
