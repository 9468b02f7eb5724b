"""The numbing cream: how much, how long, and what to look out for."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from plans.engine.finding import Finding
from plans.engine.numbing import Cream, applied_mg, clock_of, judge_numbing
from plans.engine.standard import Numbing
from tests.engine.test_depth import LIMITS

ON = dt.datetime(2027, 1, 11, 8, 0, tzinfo=dt.UTC)
LIDOCAINE = Numbing("Lidocaine 4 %", 4.0, 30, 60)
STRONG = Numbing("Compounded", 23.0, 60, 90, needs_prescriber=True, ask="Allergies?")


def after(minutes: int) -> dt.datetime:
    return ON + dt.timedelta(minutes=minutes)


def test_a_gram_at_one_percent_holds_ten_milligrams() -> None:
    assert applied_mg(Decimal(5), Decimal("2.5")) == Decimal(125)
    assert (applied_mg(None, Decimal(4)), applied_mg(Decimal(5), None)) == (None, None)


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(0, "working"), (29, "working"), (30, "ready"), (60, "ready"), (61, "over")],
)
def test_the_cream_works_then_is_ready_then_is_on_too_long(minutes: int, state: str) -> None:
    clock = clock_of(Cream(on_at=ON), LIDOCAINE, after(minutes))
    assert (clock.state, clock.minutes, clock.ready_at, clock.over_at) == (
        state,
        minutes,
        after(30),
        after(60),
    )


def test_taken_off_the_clock_stands() -> None:
    clock = clock_of(Cream(on_at=ON, off_at=after(35)), LIDOCAINE, after(200))
    assert (clock.state, clock.minutes) == ("done", 35)


def test_before_the_cream_is_on_there_is_no_clock() -> None:
    assert clock_of(Cream(), LIDOCAINE, ON).state == "off"


def test_a_product_that_nobody_described_has_no_time() -> None:
    clock = clock_of(Cream(on_at=ON), None, after(300))
    assert (clock.state, clock.minutes, clock.ready_at) == ("working", 300, None)


def said(cream: Cream, product: Numbing | None = LIDOCAINE, **fields: Any) -> list[str]:
    how = {"limits": LIMITS, "age": 30, "now": after(10), **fields}
    return [finding.what for finding in judge_numbing(cream, product, **how)]


@pytest.mark.parametrize(
    ("cream", "found"),
    [
        ({"percent": Decimal(4), "grams": Decimal(10), "cm2": 400}, []),
        ({"grams": Decimal("10.1")}, ["much_cream"]),
        ({"cm2": 401}, ["large_area"]),
        ({"percent": Decimal("4.1")}, ["strong_cream"]),
        ({"on_at": ON, "off_at": after(60)}, []),
        ({"on_at": ON, "off_at": after(61)}, ["cream_too_long"]),
        ({"on_at": ON, "off_at": after(29)}, ["cream_short"]),
        ({"on_at": ON}, []),
    ],
)
def test_too_much_too_large_too_strong_and_too_long_are_told(
    cream: dict[str, Any], found: list[str]
) -> None:
    assert said(Cream(**cream)) == found


def test_a_cream_that_is_still_on_is_told_when_its_time_is_over() -> None:
    facts = {"minutes": 61, "most": 60}
    found = judge_numbing(Cream(on_at=ON), LIDOCAINE, LIMITS, age=30, now=after(61))
    assert found == (Finding("warn", "cream_too_long", facts),)


def test_the_young_and_prescribed_products_are_told() -> None:
    assert said(Cream(on_at=ON), age=17) == ["cream_minor"]
    assert said(Cream(on_at=ON), age=18) == []
    assert said(Cream(on_at=ON), STRONG) == ["cream_needs_prescriber", "cream_ask"]
    assert said(Cream(), None, age=10) == []


def test_without_limits_no_amount_is_judged() -> None:
    assert said(Cream(grams=Decimal(99)), limits=None) == []
