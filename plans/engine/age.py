"""Is she old enough on the day of a session? Age is judged on each session's own date."""

import datetime as dt
from enum import StrEnum


class Age(StrEnum):
    """What her age says about a session on a date."""

    OLD_ENOUGH = "old_enough"
    BELOW_CLEARED = "below_cleared"
    TOO_YOUNG = "too_young"
    UNKNOWN = "unknown"


def age_on(birth_date: dt.date, day: dt.date) -> int:
    """Whole years lived on `day`. Who was born on 29 February is a year older on 1 March of a
    common year: the later of the two days, so nobody is taken for older than she is."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def judge_age(
    *, birth_date: dt.date | None, day: dt.date, youngest: int, cleared: int | None = None
) -> Age:
    """`youngest` is the protocol's own limit in years: under it a session is refused. `cleared`
    is the age from which the device's maker has it cleared (FDA, microneedling devices: 22):
    under it a session is only shown as such. None: no device."""
    if birth_date is None:
        return Age.UNKNOWN
    age = age_on(birth_date, day)
    if age < youngest:
        return Age.TOO_YOUNG
    if cleared is not None and age < cleared:
        return Age.BELOW_CLEARED
    return Age.OLD_ENOUGH
