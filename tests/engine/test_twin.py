"""The engine gives the very answer that writing out every series gives."""

from typing import Any

import pytest
from hypothesis import assume, given, settings

from plans.engine.scenario import parse, render
from plans.engine.series import propose
from tests.engine import twin
from tests.engine.cases import overnight, scenarios
from tests.engine.twin_nofit import changed, has_series, obvious_changes
from tests.engine.twin_series import TooManyError

Data = dict[str, Any]


def answer(data: Data) -> Data:
    rendered: Data = render(propose(parse(data)))
    return rendered


def compare(data: Data, most: int) -> None:
    """Hold the engine's whole answer against the twin's; drop the case if it is too large."""
    try:
        expected = twin.propose(data, most)
    except TooManyError:
        assume(False)
    given_answer = answer(data)
    relax = given_answer.get("no_fit", {}).pop("relax", [])
    assert given_answer == expected
    if "no_fit" in expected:
        check_changes(data, relax, most)


def check_changes(data: Data, relax: list[Data], most: int) -> None:
    """Each change offered makes a series possible, and where a plain one would, some is offered."""
    for change in relax:
        assert is_allowed(data, change), change
        assert helps(data, change, most) is not False, change
    if not relax:
        assert [change for change in obvious_changes(data) if helps(data, change, most)] == []


def is_allowed(data: Data, change: Data) -> bool:
    field, value = change["field"], change["value"]
    bounds = data["request"].get("gap_bounds")
    if field in {"gap_days.min", "gap_days.max"}:
        return bounds is not None and bool(bounds["min"] <= value <= bounds["max"])
    return field in {"first_by", "weekdays", "times", "practitioner_only", "keep_free"}


def helps(data: Data, change: Data, most: int) -> bool | None:
    """Whether a series is possible after the change; None where that is too long to find out."""
    try:
        return has_series(changed(data, change), most)
    except TooManyError:
        return None


@settings(max_examples=10)
@given(scenarios())
def test_a_new_series_is_the_best_there_is(data: Data) -> None:
    compare(data, most=400)


@settings(max_examples=10)
@given(scenarios(standing_too=True))
def test_a_series_that_stands_is_moved_the_least_there_is(data: Data) -> None:
    compare(data, most=400)


@settings(max_examples=4)
@given(overnight() | overnight(standing_too=True))
def test_no_session_takes_what_the_one_before_still_holds(data: Data) -> None:
    compare(data, most=300)


@pytest.mark.soak
@settings(max_examples=3_000)
@given(scenarios())
def test_a_new_series_is_the_best_there_is_in_the_long_run(data: Data) -> None:
    compare(data, most=5_000)


@pytest.mark.soak
@settings(max_examples=3_000)
@given(scenarios(standing_too=True))
def test_a_series_that_stands_is_moved_the_least_in_the_long_run(data: Data) -> None:
    compare(data, most=5_000)


@pytest.mark.soak
@settings(max_examples=1_000)
@given(overnight() | overnight(standing_too=True))
def test_no_session_takes_what_the_one_before_still_holds_in_the_long_run(data: Data) -> None:
    compare(data, most=5_000)
