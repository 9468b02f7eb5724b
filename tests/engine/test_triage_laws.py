"""What holds for every check-in, whatever is answered on whatever day."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plans.engine.checkin import ALL, EMERGENCIES, Context, answers_of, questions_for
from plans.engine.triage import REASONS, judge
from tests.engine.test_checkin import TRIAGE, on_day
from tests.engine.test_triage import CALM, GREEN

contexts = st.builds(
    Context,
    day=st.integers(0, 180),
    hours=st.integers(0, 23),
    kind=st.sampled_from(["", "pen", "roller", "rf"]),
    is_deep=st.booleans(),
    is_darker=st.booleans(),
    is_numbed=st.booleans(),
).map(
    lambda one: on_day(
        one.day,
        hours=one.day * 24 + one.hours,
        kind=one.kind,
        is_deep=one.is_deep,
        is_darker=one.is_darker,
        is_numbed=one.is_numbed,
    )
)


def answer_to(key: str) -> st.SearchStrategy[Any]:
    question = ALL[key]
    if question.kind == "several":
        return st.lists(st.sampled_from(question.choices), max_size=4)
    if question.kind == "one":
        return st.sampled_from(["", *question.choices])
    if question.kind == "scale":
        return st.one_of(st.none(), st.integers(-1, 11))
    return st.one_of(st.none(), st.floats(30, 45))


answered = st.fixed_dictionaries({}, optional={key: answer_to(key) for key in ALL})


@given(contexts, st.sampled_from(["none", "less", "same"]))
def test_how_red_her_skin_is_gives_no_colour_by_itself(context: Context, redness: str) -> None:
    assert judge(answers_of(CALM | {"redness": redness}), context, TRIAGE) == GREEN


@given(contexts, answered, st.sampled_from(["none", "less"]))
def test_skin_that_shows_no_redness_hides_no_red(
    context: Context, answers: dict[str, Any], redness: str
) -> None:
    """All that is red or an emergency for other reasons stays so, however little redness shows."""
    shown = judge(answers_of(answers | {"redness": "same"}), context, TRIAGE)
    hidden = judge(answers_of(answers | {"redness": redness}), context, TRIAGE)
    assert (shown.colour == "red") == (hidden.colour == "red")
    assert shown.is_emergency == hidden.is_emergency


@given(contexts, answered)
def test_the_colour_is_that_of_its_gravest_reason(
    context: Context, answers: dict[str, Any]
) -> None:
    verdict = judge(answers_of(answers), context, TRIAGE)
    colours = {REASONS[reason] for reason in verdict.reasons}
    gravest = next((one for one in ("red", "amber") if one in colours), "green")
    assert verdict.colour == gravest
    assert verdict.is_emergency == bool(set(verdict.reasons) & set(EMERGENCIES))


@given(contexts, st.sampled_from(list(ALL)))
def test_to_keep_silent_is_never_the_way_to_green(context: Context, key: str) -> None:
    asked = {one.key for one in questions_for(context, TRIAGE) if not one.is_optional}
    silent = {name: value for name, value in CALM.items() if name != key}
    colour = "red" if key in ("signs", "numbing") else "amber"
    verdict = judge(answers_of(silent), context, TRIAGE)
    assert verdict.colour == (colour if key in asked else "green")
