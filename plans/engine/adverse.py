"""An adverse event's clock: by which day it must be reported, and whether it was.

A clinic that is a device user facility reports a death to the authority and the maker, a serious
injury to the maker, or to the authority where the maker is not known (21 CFR 803.30). Work days
are Monday to Friday. The rule leaves out federal holidays too; here they count, so that the last
day may come out earlier than the rule's, never later.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

WORK_DAYS: Final = 10
SATURDAY: Final = 5
Severity = Literal["minor", "serious", "death"]
State = Literal["none", "told", "running", "overdue", "closed"]


@dataclass(frozen=True, slots=True)
class Clock:
    """`days_left` are calendar days until the last day to report, below 0 when it is over; only
    while the clock runs or is overdue."""

    state: State
    days_left: int = 0


def report_due_on(severity: str, known_on: date) -> date | None:
    """The tenth work day after the clinic knew; none where no report is due."""
    if severity == "minor":
        return None
    day, left = known_on, WORK_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def is_told(severity: str, told_maker: date | None, told_authority: date | None) -> bool:
    """Whether everybody was told who must be."""
    if severity == "death":
        return bool(told_maker and told_authority)
    return severity == "minor" or bool(told_maker or told_authority)


def clock_of(*, due_on: date | None, has_told: bool, is_closed: bool, today: date) -> Clock:
    """How an event stands on a day."""
    if is_closed:
        return Clock("closed")
    if due_on is None:
        return Clock("none")
    if has_told:
        return Clock("told")
    left = (due_on - today).days
    return Clock("running" if left >= 0 else "overdue", left)
