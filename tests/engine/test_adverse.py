"""The clock of an adverse event."""

from datetime import date

import pytest

from plans.engine.adverse import Clock, clock_of, is_told, report_due_on

MONDAY = date(2026, 11, 23)
TOLD = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("known", "due"),
    [
        (MONDAY, date(2026, 12, 7)),
        (date(2026, 11, 27), date(2026, 12, 11)),  # a Friday
        (date(2026, 11, 28), date(2026, 12, 11)),  # a Saturday: Monday is the first day
        (date(2026, 11, 29), date(2026, 12, 11)),
        (date(2026, 12, 21), date(2027, 1, 4)),  # holidays are counted: never too late
    ],
)
def test_a_report_is_due_ten_work_days_after_it_was_known(known: date, due: date) -> None:
    assert report_due_on("serious", known) == report_due_on("death", known) == due


def test_a_minor_event_needs_no_report() -> None:
    assert report_due_on("minor", MONDAY) is None


@pytest.mark.parametrize(
    ("severity", "maker", "authority", "told"),
    [
        ("minor", None, None, True),
        ("serious", None, None, False),
        ("serious", TOLD, None, True),
        ("serious", None, TOLD, True),
        ("death", TOLD, None, False),
        ("death", None, TOLD, False),
        ("death", TOLD, TOLD, True),
    ],
)
def test_a_death_is_told_to_both_and_an_injury_to_one(
    severity: str, maker: date | None, authority: date | None, *, told: bool
) -> None:
    assert is_told(severity, maker, authority) is told


@pytest.mark.parametrize(
    ("today", "clock"),
    [
        (MONDAY, Clock("running", 14)),
        (date(2026, 12, 7), Clock("running", 0)),
        (date(2026, 12, 8), Clock("overdue", -1)),
    ],
)
def test_the_clock_runs_until_the_last_day_is_over(today: date, clock: Clock) -> None:
    due = date(2026, 12, 7)
    assert clock_of(due_on=due, has_told=False, is_closed=False, today=today) == clock


def test_the_clock_stops_when_it_is_told_or_closed_or_nothing_is_due() -> None:
    due, late = MONDAY, date(2027, 1, 1)
    assert clock_of(due_on=due, has_told=True, is_closed=False, today=late) == Clock("told")
    assert clock_of(due_on=due, has_told=True, is_closed=True, today=late) == Clock("closed")
    assert clock_of(due_on=None, has_told=True, is_closed=False, today=late) == Clock("none")
