"""How full the days of a location are: minutes held beside minutes open."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

from clinic.models import Location
from plans.engine.interval import midnight
from plans.queries.agenda import DAY, edges_of, holds_of, lanes_of, open_and_off
from plans.queries.supply import days


@dataclass(frozen=True, slots=True)
class Load:
    """Minutes of one day, over all lanes: held and open."""

    day: dt.date
    held: int
    open: int
    closure: str

    @property
    def percent(self) -> int:
        """The share that is held, 0 to 100."""
        return min(100, round(100 * self.held / self.open)) if self.open else 0


def loads_of(
    *,
    location: Location,
    kind: str,
    first: dt.date,
    last: dt.date,
    who: int | None,
    now: dt.datetime,
    part: int | None = None,
) -> list[Load]:
    """How full each day is."""
    span = edges_of(location, first, last)
    lanes = lanes_of(location, kind, span, who, part)
    opened, off = open_and_off(location, kind, lanes, first, last)
    shut = {row.start: row.name for row in off if row.is_closure}
    taken: dict[int, int] = defaultdict(int)
    begun = [midnight(location.zone, day.toordinal()) for day in days(first, last)]
    for start, end in holds_of(lanes, span, now).values_list("start_epoch", "end_epoch"):
        taken[begun[bisect_right(begun, start) - 1]] += end - start
    minutes: dict[int, int] = defaultdict(int)
    for (day, _lane), spans in opened.items():
        minutes[day] += sum(end - start for start, end in spans) // 60
    return [
        Load(
            day=day,
            held=taken[begin] // 60,
            open=minutes[day.toordinal()],
            closure=next((name for at, name in shut.items() if begin <= at < begin + DAY), ""),
        )
        for day, begin in zip(days(first, last), begun, strict=True)
    ]
