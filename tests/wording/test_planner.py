"""What the planner page says of a series."""

import datetime as dt
from decimal import Decimal

import pytest

from plans.engine.terms import NoFit, Reason, Relax
from plans.wording import planner as say
from plans.wording.engine import (
    by_choice_words,
    cause_words,
    no_fit_title,
    reason_words,
    relax_words,
)
from plans.wording.money import money

THURSDAY = dt.datetime(2026, 11, 26, 17, 30, tzinfo=dt.UTC)
STARTS = [THURSDAY + dt.timedelta(days=28 * index) for index in range(5)]
PIA, SAM = "Dr Pia Novak", "S. Okafor"


@pytest.mark.parametrize(
    ("label", "people", "sooner", "title"),
    [
        ("best", [PIA] * 5, 0, "Same practitioner throughout"),
        ("best", [PIA, SAM, PIA, PIA, PIA], 0, "Closest to the wishes"),
        ("soonest", [PIA] * 5, 7, "Done a week sooner"),
        ("soonest", [PIA] * 5, 14, "Done 2 weeks sooner"),
        ("soonest", [PIA] * 5, 1, "Done 1 day sooner"),
        ("soonest", [PIA] * 5, 10, "Done 10 days sooner"),
        ("soonest", [PIA] * 5, 0, "Same practitioner throughout"),
        ("regular", [PIA] * 5, 0, "Always Thursday, 17:30"),
        ("other", [SAM] * 5, 0, "With somebody else"),
        ("least_moved", [PIA] * 5, 0, "The rest of the series"),
    ],
)
def test_a_proposal_is_told_in_a_few_words(
    label: str, people: list[str], sooner: int, title: str
) -> None:
    found = say.title_words(label, practitioners=people, starts=STARTS, sooner=sooner)

    assert found == title


def test_who_treats_is_named_with_the_sessions_of_somebody_else() -> None:
    assert (
        say.who_words([1, 2, 3, 4], [PIA, SAM, PIA, SAM], ["Room 2"] * 4)
        == "Dr Pia Novak, sessions 2 and 4 with S. Okafor · Room 2"
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "Book"), (2, "Book both"), (5, "Book all five"), (9, "Book all 9")],
)
def test_the_button_says_how_many_it_books(count: int, words: str) -> None:
    assert say.book_words(count) == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [("1150.00", "EUR", "€1,150"), ("287.50", "USD", "$287.50"), ("90.00", "CHF", "CHF 90")],
)
def test_money_is_written_as_people_write_it(amount: str, currency: str, words: str) -> None:
    assert money(Decimal(amount), currency) == words


@pytest.mark.parametrize(
    ("label", "gaps", "words"),
    [
        ("soonest", [28, 28], "Every 28 days instead of 42, as early as the diary"),
        ("regular", [42, 49], "Gaps of 42 and 49 days instead of 42, to keep the weekday"),
        ("best", [42, 42], "Begins on Thu 26 Nov, so that the whole fits best."),
        ("changed", [41, 43], "Gaps of 41 and 43 days instead of 42, as changed by hand."),
    ],
)
def test_what_a_proposal_is_for_is_why_its_gaps_differ(
    label: str, gaps: list[int], words: str
) -> None:
    assert by_choice_words(label, gaps, 42, THURSDAY.date()).startswith(words)


def test_days_of_one_kind_are_told_together() -> None:
    spans = [
        (dt.date(2026, 12, 24), dt.date(2026, 12, 27)),
        (dt.date(2027, 1, 1), dt.date(2027, 1, 1)),
    ]

    assert cause_words("closed", spans, "") == (
        "the clinic is closed 24 to 27 December and 1 January"
    )


def test_no_fit_names_the_session_and_the_dates() -> None:
    no_fit = NoFit(3, (dt.date(2026, 12, 22), dt.date(2027, 1, 5)), (), ())

    assert no_fit_title(no_fit, 5) == (
        "Session 3 finds no place between 22 December and 5 January."
    )
    assert no_fit_title(no_fit, 1) == "Nothing is free between 22 December and 5 January."


@pytest.mark.parametrize("what", ["past", "closed", "keep_free", "wishes", "away", "busy"])
@pytest.mark.parametrize("days", [1, 9])
def test_every_reason_has_its_sentence(what: str, days: int) -> None:
    assert str(days) in reason_words(Reason(what, days))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("times", [], "Take any time of day"),
        ("weekdays", [], "Take any weekday"),
        ("practitioner_only", False, "Take anyone qualified"),
        ("keep_free", [], "Give up what is kept free: Wedding"),
        ("gap_days.max", 42, "Allow up to 42 days between sessions"),
        ("gap_days.min", 28, "Allow 28 days between sessions"),
        ("first_by", "2027-01-12", "Start by 12 January"),
    ],
)
def test_every_way_out_has_its_button(field: str, value: object, words: str) -> None:
    assert relax_words(Relax(field, value), ["Wedding"]) == words
