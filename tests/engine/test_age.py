import datetime as dt

import pytest

from plans.engine.age import Age, age_on, judge_age

BIRTH = dt.date(2008, 11, 26)


@pytest.mark.parametrize(
    ("birth_date", "day", "years"),
    [
        (BIRTH, dt.date(2026, 11, 25), 17),
        (BIRTH, dt.date(2026, 11, 26), 18),
        (dt.date(1991, 3, 4), dt.date(2026, 11, 23), 35),
        (dt.date(2026, 11, 23), dt.date(2026, 11, 23), 0),
        (dt.date(2008, 2, 29), dt.date(2026, 2, 28), 17),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1), 18),
        (dt.date(2008, 2, 29), dt.date(2028, 2, 29), 20),
    ],
)
def test_she_is_a_year_older_from_her_birthday_on(
    birth_date: dt.date, day: dt.date, years: int
) -> None:
    assert age_on(birth_date, day) == years


@pytest.mark.parametrize(
    ("day", "judged"),
    [
        (dt.date(2026, 11, 25), Age.TOO_YOUNG),
        (dt.date(2026, 11, 26), Age.BELOW_CLEARED),
        (dt.date(2030, 11, 25), Age.BELOW_CLEARED),
        (dt.date(2030, 11, 26), Age.OLD_ENOUGH),
    ],
)
def test_age_is_judged_on_the_date_of_the_session(day: dt.date, judged: Age) -> None:
    assert judge_age(birth_date=BIRTH, day=day, youngest=18, cleared=22) == judged


def test_a_session_without_a_device_asks_only_the_protocol() -> None:
    day = dt.date(2026, 11, 26)
    assert judge_age(birth_date=BIRTH, day=day, youngest=18) == Age.OLD_ENOUGH


def test_without_a_date_of_birth_nothing_is_judged() -> None:
    day = dt.date(2026, 11, 26)
    assert judge_age(birth_date=None, day=day, youngest=18, cleared=22) == Age.UNKNOWN
