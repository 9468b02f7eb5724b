"""Her products in words."""

import datetime as dt

import pytest

from plans.engine.skincare import Span, State, Use
from plans.engine.standard import Rest
from plans.wording.skincare import rest_words, span_words, use_words

THURSDAY = dt.date(2026, 12, 3)


@pytest.mark.parametrize(
    ("state", "change", "words"),
    [
        ("keep", None, "Keep using it"),
        ("stop", THURSDAY, "Stop on Thu 3 Dec"),
        ("rests", THURSDAY, "Leave it out; again from Thu 3 Dec"),
        ("restart", None, "Use it again from today"),
        ("restart", THURSDAY, "Use it again from today; stop on Thu 3 Dec"),
    ],
)
def test_how_a_product_stands_today(state: State, change: dt.date | None, words: str) -> None:
    assert use_words(Use((), state, change)) == words


def test_a_rest_says_both_of_its_days() -> None:
    rest = Span(THURSDAY, THURSDAY + dt.timedelta(days=14))
    assert span_words(rest) == "Stop on Thu 3 Dec, again from Thu 17 Dec"


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (Rest("cleanser"), "kept all along"),
        (Rest("make_up", None, 2), "stop on the day, again after 2 days"),
        (Rest("self_tan", 2, 1), "stop 2 days before, again after 1 day"),
        (
            Rest("retinoid", 7, 7, 14),
            "stop 7 days before, again after 7 days (types IV to VI: 14 days)",
        ),
    ],
)
def test_the_clinics_own_days(rest: Rest, words: str) -> None:
    assert rest_words(rest) == words
