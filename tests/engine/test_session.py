import pytest

from plans.engine.session import STEPS, after, next_step


def test_a_booked_patient_arrives_is_treated_and_done() -> None:
    assert after("booked", "arrive") == "arrived"
    assert after("arrived", "start") == "in_treatment"
    assert after("in_treatment", "finish") == "done"


def test_an_arrival_marked_by_mistake_is_taken_back() -> None:
    assert after("arrived", "not_yet") == "booked"


@pytest.mark.parametrize("state", ["reserved", "done", "cancelled", "no_show", "undone", "lapsed"])
def test_no_step_leads_out_of_a_state_that_waits_or_is_over(state: str) -> None:
    assert [after(state, step) for step in STEPS] == [None, None, None, None]


@pytest.mark.parametrize(
    ("state", "step"),
    [("booked", "arrive"), ("arrived", "start"), ("in_treatment", "finish"), ("done", None)],
)
def test_each_state_names_what_comes_next(state: str, step: str | None) -> None:
    assert next_step(state) == step
