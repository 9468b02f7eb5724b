"""When to look at what a finished series has done."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

DAYS_AFTER: Final = (30, 90, 180)
"""Days after the last session. Skin goes on changing for months: in the blinded trial on acne scars
the difference showed after six months and not after three [S15]."""


def due_dates(last: date) -> Sequence[tuple[int, date]]:
    """Each distance with its date, after the date of the last session."""
    return [(days, last + timedelta(days)) for days in DAYS_AFTER]
