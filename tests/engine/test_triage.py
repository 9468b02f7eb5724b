"""The colour of a check-in: every row of the recovery table, each threshold at both its sides."""

from typing import Any

import pytest

from plans.engine.checkin import (
    ALL,
    EMERGENCIES,
    NUMBING,
    SIGNS,
    Context,
    Verdict,
    answers_of,
    questions_for,
)
from plans.engine.triage import judge
from tests.engine.test_checkin import TRIAGE, on_day

CALM: dict[str, Any] = {
    "signs": ["none"],
    "numbing": ["none"],
    "redness": "less",
    "swelling": "none",
    "warmth": "none",
    "pain": 0,
    "changes": ["none"],
    "fever": "no",
    "spots": ["none"],
    "discharge": "none",
    "colour": ["none"],
    "marks": ["none"],
}
GREEN = Verdict("green")


def judged(context: Context, /, *earlier: dict[str, Any], **answers: Any) -> Verdict:
    """Calm answers but for these; `earlier` ones likewise."""
    before = tuple(answers_of(CALM | one) for one in earlier)
    context = on_day(
        context.day,
        hours=context.hours,
        kind=context.kind,
        is_deep=context.is_deep,
        is_darker=context.is_darker,
        earlier=before,
    )
    return judge(answers_of(CALM | answers), context, TRIAGE)


def red(*reasons: str) -> Verdict:
    return Verdict("red", reasons=reasons)


def amber(*reasons: str) -> Verdict:
    return Verdict("amber", reasons=reasons)


# Day, hours (None: whole days), what is usual then.
USUAL: list[tuple[int, float | None, dict[str, Any]]] = [
    (0, 3, {"redness": "same", "warmth": "warm", "swelling": "same", "pain": 3}),
    (1, None, {"redness": "same", "swelling": "more", "pain": 3, "warmth": "warm"}),
    (2, 40, {"redness": "same", "swelling": "more", "pain": 3, "warmth": "warm"}),
    (2, None, {"redness": "less", "swelling": "same", "pain": 2, "warmth": "warm"}),
    (3, None, {"redness": "less", "spots": ["few_small"], "pain": 1}),
    (5, None, {"redness": "none", "spots": ["few_small"]}),
    (7, None, {"redness": "less"}),
    (9, None, {"redness": "none"}),
    (20, None, {"redness": "none"}),
    (100, None, {"redness": "none"}),
]


@pytest.mark.parametrize(("day", "hours", "answers"), USUAL)
def test_what_is_usual_on_its_day_is_green(
    day: int, hours: float | None, answers: dict[str, Any]
) -> None:
    context = on_day(day) if hours is None else on_day(day, hours=hours)
    assert judged(context, **answers) == GREEN


@pytest.mark.parametrize("sign", EMERGENCIES)
@pytest.mark.parametrize("day", [0, 1, 5, 60])
def test_each_sign_of_danger_is_an_emergency_on_any_day(sign: str, day: int) -> None:
    question = "signs" if sign in SIGNS else "numbing"
    assert judged(on_day(day), **{question: [sign]}) == Verdict("red", True, (sign,))


def test_every_emergency_is_asked_for() -> None:
    assert {*SIGNS, *NUMBING} == set(EMERGENCIES)


# Each line: what is not usual, from which day on it is asked for or counts, the verdict.
NOT_USUAL: list[tuple[int, dict[str, Any], Verdict]] = [
    # Day 1: fast rising pain or swelling, eye pain, blisters.
    (0, {"changes": ["fast"]}, red("fast")),
    (1, {"changes": ["fast"]}, red("fast")),
    (1, {"changes": ["eye_pain"]}, red("eye_pain")),
    (1, {"spots": ["blisters"]}, red("blisters")),
    # Day 2: more red than on day 1, hot, spreading.
    (2, {"redness": "more", "pain": 1}, red("redness_risen")),
    (2, {"warmth": "hot"}, red("hot")),
    (2, {"changes": ["spread"]}, red("spread")),
    # Day 3: pus, fever, streaks, a cluster as with a cold sore.
    (3, {"discharge": "pus"}, red("pus")),
    (3, {"temperature": 38.0}, red("fever")),
    (3, {"fever": "feels"}, red("fever_felt")),
    (3, {"changes": ["streaks"]}, red("streaks")),
    (3, {"spots": ["cluster"]}, red("cluster")),
    # Days 4 to 7: redness that comes back, a yellow crust.
    (4, {"changes": ["returned"]}, red("returned")),
    (7, {"changes": ["returned"]}, red("returned")),
    (6, {"discharge": "pus"}, red("pus")),
    # Days 8 to 10: anything that is still marked.
    *((8, {"marks": [mark]}, amber("marked")) for mark in ("specks", "bruise", "scabs", "lines")),
    (8, {"marks": ["brown"]}, amber("marked")),
    (10, {"spots": ["few_small"]}, amber("marked")),
    # Days 11 to 28: brown or pale patches, marks in a grid, itchy bumps.
    (11, {"marks": ["brown"]}, amber("pigment")),
    (28, {"marks": ["pale"]}, amber("pigment")),
    (11, {"marks": ["lines"]}, amber("marked")),
    (11, {"marks": ["pale", "lines"]}, amber("pigment", "marked")),
    (11, {"spots": ["itchy"]}, amber("itchy")),
    # At any time: firm lumps.
    (1, {"spots": ["lumps"]}, amber("lumps")),
    (29, {"spots": ["lumps"]}, amber("lumps")),
    (180, {"spots": ["lumps"]}, amber("lumps")),
]


@pytest.mark.parametrize(("day", "answers", "verdict"), NOT_USUAL)
def test_what_is_not_usual_has_its_colour(
    day: int, answers: dict[str, Any], verdict: Verdict
) -> None:
    assert judged(on_day(day), **answers) == verdict


@pytest.mark.parametrize(
    ("pain", "hours", "verdict"),
    [
        (6, 3, GREEN),
        (7, 3, red("pain_high")),
        (3, 48, GREEN),
        (4, 47.99, GREEN),
        (4, 48, red("pain_late")),
        (6, 100, red("pain_late")),
        (7, 100, red("pain_high")),
        (10, 47, red("pain_high")),
    ],
)
def test_pain_is_red_from_seven_and_two_days_on_from_four(
    pain: int, hours: float, verdict: Verdict
) -> None:
    assert judged(on_day(int(hours // 24), hours=hours), pain=pain) == verdict


@pytest.mark.parametrize(
    ("fever", "temperature", "verdict"),
    [
        ("no", 37.9, GREEN),
        ("no", 38.0, red("fever")),
        ("feels", 38.0, red("fever")),
        ("feels", 37.9, amber("fever_unclear")),
        ("feels", None, red("fever_felt")),
        ("no", None, GREEN),
        ("no", 100.3, GREEN),
        ("no", 100.4, red("fever")),
        ("feels", 12, red("fever_felt")),
    ],
)
@pytest.mark.parametrize("day", [0, 3, 90])
def test_fever_is_red_from_its_threshold_on(
    fever: str, temperature: float | None, verdict: Verdict, day: int
) -> None:
    assert judged(on_day(day), fever=fever, temperature=temperature) == verdict


WITH_REDNESS: list[tuple[dict[str, Any], Verdict]] = [
    ({}, GREEN),
    ({"warmth": "warm"}, amber("not_faded")),
    ({"pain": 1}, amber("not_faded")),
    ({"swelling": "less"}, amber("not_faded")),
    ({"swelling": "same"}, amber("not_faded")),
]


@pytest.mark.parametrize(("others", "verdict"), WITH_REDNESS)
def test_redness_that_has_not_halved_counts_only_beside_something_else(
    others: dict[str, Any], verdict: Verdict
) -> None:
    assert judged(on_day(3), redness="same", **others) == verdict
    assert judged(on_day(3, hours=71.9), redness="same", **others) == GREEN
    assert judged(on_day(3), redness="less", **others) == GREEN


@pytest.mark.parametrize(
    ("hours", "answers", "verdict"),
    [
        (47.9, {"redness": "more", "pain": 1}, GREEN),
        (48, {"redness": "more"}, GREEN),
        (48, {"redness": "more", "pain": 1}, red("redness_risen")),
        (48, {"redness": "more", "colour": ["darker"]}, red("redness_risen")),
        (47.9, {"swelling": "more"}, GREEN),
        (48, {"swelling": "more"}, red("swelling_risen")),
        (47.9, {"changes": ["pain_more"]}, GREEN),
        (48, {"changes": ["pain_more"]}, red("pain_risen")),
        (47.9, {"changes": ["warmer"]}, GREEN),
        (48, {"changes": ["warmer"]}, red("warmth_risen")),
        (47.9, {"warmth": "hot"}, GREEN),
        (48, {"warmth": "hot"}, red("hot")),
    ],
)
def test_any_rise_after_two_days_is_red(
    hours: float, answers: dict[str, Any], verdict: Verdict
) -> None:
    assert judged(on_day(1, hours=hours), **answers) == verdict


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ({"pain": 2}, {"pain": 2}, GREEN),
        ({"pain": 2}, {"pain": 3}, red("pain_risen")),
        ({"pain": None}, {"pain": 3}, GREEN),
        ({"warmth": "warm"}, {"warmth": "warm"}, GREEN),
        ({"warmth": "none"}, {"warmth": "warm"}, red("warmth_risen")),
        ({"swelling": "none"}, {"swelling": "less"}, red("swelling_risen")),
        ({"swelling": "less"}, {"swelling": "same"}, GREEN),
        ({"redness": "none"}, {"redness": "less"}, GREEN),
        ({"redness": "none", "pain": 1}, {"redness": "less", "pain": 1}, red("returned")),
        ({"redness": "none"}, {"redness": "none"}, GREEN),
        ({"redness": "same"}, {"redness": "less"}, GREEN),
    ],
)
def test_a_rise_is_seen_beside_the_answer_before(
    before: dict[str, Any], now: dict[str, Any], verdict: Verdict
) -> None:
    assert judged(on_day(2), before, **now) == verdict
    assert judged(on_day(1), before, **now) == GREEN


def test_only_the_last_answer_before_is_compared_with() -> None:
    assert judged(on_day(4), {"pain": 1}, {"pain": 3}, pain=3) == GREEN


@pytest.mark.parametrize(("hours", "verdict"), [(47.9, GREEN), (48, amber("weeping"))])
def test_skin_that_still_weeps_late_is_looked_at(hours: float, verdict: Verdict) -> None:
    assert judged(on_day(1, hours=hours), discharge="clear") == verdict


@pytest.mark.parametrize(
    ("change", "spot"), [("pale_skin", None), ("numb", None), ("dent", None), (None, "blisters")]
)
@pytest.mark.parametrize("day", [0, 1, 10, 90])
def test_radiofrequency_has_signs_of_its_own(
    change: str | None, spot: str | None, day: int
) -> None:
    answers = {"changes": [change]} if change else {"spots": [spot]}
    assert judged(on_day(day, kind="rf"), **answers) == red(str(change or spot))


@pytest.mark.parametrize(
    ("hours", "is_deep", "answers", "verdict"),
    [
        (72, True, {"warmth": "warm"}, amber("deep_signs")),
        (72, True, {"swelling": "less"}, amber("deep_signs")),
        (72, True, {}, GREEN),
        (71.9, True, {"warmth": "warm"}, GREEN),
        (72, False, {"warmth": "warm"}, GREEN),
    ],
)
def test_after_deep_passes_warmth_or_swelling_is_looked_at_by_itself(
    hours: float, is_deep: bool, answers: dict[str, Any], verdict: Verdict
) -> None:
    context = on_day(3, hours=hours, is_deep=is_deep)
    assert judged(context, **answers) == verdict


@pytest.mark.parametrize(
    ("hours", "answers", "verdict"),
    [
        (72, {"warmth": "warm", "swelling": "less"}, amber("darker_signs")),
        (72, {"warmth": "warm", "pain": 1}, amber("darker_signs")),
        (72, {"swelling": "same", "pain": 1}, amber("darker_signs")),
        (72, {"warmth": "warm", "colour": ["darker"]}, amber("darker_signs")),
        (72, {"warmth": "warm"}, GREEN),
        (72, {"colour": ["darker"]}, GREEN),
        (71.9, {"warmth": "warm", "swelling": "less"}, GREEN),
        (47.9, {"colour": ["purple_grey"]}, GREEN),
        (48, {"colour": ["purple_grey"]}, amber("purple_grey")),
    ],
)
def test_on_darker_skin_other_signs_stand_for_redness(
    hours: float, answers: dict[str, Any], verdict: Verdict
) -> None:
    context = on_day(3, hours=hours, is_darker=True)
    assert judged(context, redness="none", **answers) == verdict


def test_on_lighter_skin_two_signs_without_redness_are_usual() -> None:
    assert judged(on_day(3), redness="none", warmth="warm", swelling="less") == GREEN


def test_the_gravest_gives_the_colour_and_all_reasons_stand() -> None:
    verdict = judged(
        on_day(3), signs=["hives"], pain=8, spots=["itchy"], changes=["streaks", "spread"]
    )
    assert verdict == Verdict("red", True, ("hives", "pain_high", "streaks", "spread", "itchy"))


@pytest.mark.parametrize("key", [key for key in ALL if key not in ("temperature",)])
@pytest.mark.parametrize("day", [0, 3, 12])
def test_an_answer_that_is_missing_is_never_green(key: str, day: int) -> None:
    context = on_day(day, is_darker=True)
    is_asked = key in {question.key for question in questions_for(context, TRIAGE)}
    reason = red("unanswered_signs") if key in ("signs", "numbing") else amber("unanswered")
    assert judged(context, **{key: None}) == (reason if is_asked else GREEN)


def test_what_contradicts_itself_counts_on_the_careful_side() -> None:
    assert judged(on_day(3), signs=["hives", "none"]).is_emergency
    assert judged(on_day(3), redness="none", changes=["spread", "none"]) == red("spread")
    assert judged(on_day(3), pain=0, changes=["pain_more"]) == red("pain_risen")
    assert judged(on_day(3), fever="no", temperature=39) == red("fever")
