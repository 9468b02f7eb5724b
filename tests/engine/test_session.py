import datetime as dt

import pytest

from plans.engine.session import STEPS, after, is_late, next_step


def test_a_booked_patient_arrives_is_treated_and_done() -> None:
    assert after("booked", "arrive") == "arrived"
    assert after("arrived", "start") == "in_treatment"
    assert after("in_treatment", "finish") == "done"


def test_an_arrival_marked_by_mistake_is_taken_back() -> None:
    assert after("arrived", "not_yet") == "booked"


@pytest.mark.parametrize("state", ["done", "cancelled", "undone", "lapsed"])
def test_no_step_leads_out_of_a_state_that_is_over(state: str) -> None:
    assert {after(state, step) for step in STEPS} == {None}


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("reserved", set()),
        ("booked", {"arrive", "cancel", "no_show"}),
        ("arrived", {"not_yet", "start", "cancel"}),
        ("in_treatment", {"finish"}),
        ("no_show", {"came"}),
    ],
)
def test_each_state_allows_its_own_steps(state: str, steps: set[str]) -> None:
    assert {step for step in STEPS if after(state, step)} == steps


@pytest.mark.parametrize(
    ("state", "step"),
    [("booked", "arrive"), ("arrived", "start"), ("in_treatment", "finish"), ("done", None)],
)
def test_each_state_names_what_comes_next(state: str, step: str | None) -> None:
    assert next_step(state) == step


def test_a_visit_is_cancelled_late_within_its_last_day() -> None:
    start = dt.datetime(2027, 1, 12, 9, tzinfo=dt.UTC)
    day, second = dt.timedelta(hours=24), dt.timedelta(seconds=1)
    assert (is_late(start, start - day), is_late(start, start - day + second)) == (False, True)
