"""Half-open spans of instants, and the way between wall clock and instant.

A day is named by its proleptic ordinal (`date.toordinal`), an instant by its seconds since
1970-01-01T00:00Z. What a day of a zone looks like is remembered, because a search asks the
same days again and again.

Clock changes: a wall-clock time that the clock shows twice is meant at its first showing; one
that is skipped is as much later as was skipped (02:30 is 03:30 where an hour is skipped). This
is what a `datetime` with `fold=0` gives (PEP 495, "Temporal Arithmetic and Comparison").
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Span = tuple[int, int]

DAY_MINUTES = 1440
DAY_SECONDS = 86400
FIRST_DAY = date.min.toordinal() + 3
LAST_DAY = date.max.toordinal() - 3
EPOCH_DAY = date(1970, 1, 1).toordinal()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name; `ValueError` if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as fault:
        raise ValueError(name) from fault


def within_calendar(day: int) -> int:
    """The day itself, or the nearest one whose instants can be told in every zone."""
    return max(FIRST_DAY, min(LAST_DAY, day))


@lru_cache(maxsize=100_000)
def midnight(zone: str, day: int) -> int:
    """The instant at which a day begins."""
    return instant_at(zone, day, 0)


def instant_at(zone: str, day: int, minute: int) -> int:
    """The instant of an edge at a wall-clock minute of a day; 1440 is the next midnight."""
    wall = datetime.fromordinal(day) + timedelta(minutes=minute)
    offset = wall.replace(tzinfo=zone_named(zone)).utcoffset() or timedelta()
    seconds = (day - EPOCH_DAY) * DAY_SECONDS + minute * 60
    return seconds - round(offset.total_seconds())


def shown_at(zone: str, day: int, minute: int) -> int | None:
    """The instant at which a clock first shows this minute of this day, None if it never does."""
    instant = instant_at(zone, day, minute)
    return instant if wall_clock(zone, instant) == (day, minute * 60) else None


def wall_clock(zone: str, instant: int) -> tuple[int, int]:
    """The day and the second of that day which a clock shows at an instant."""
    moment = (EPOCH + timedelta(seconds=instant)).astimezone(zone_named(zone))
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return moment.toordinal(), seconds


def day_of(zone: str, instant: int) -> int:
    """The day on which an instant lies."""
    return wall_clock(zone, instant)[0]


def date_of(zone: str, instant: int) -> date:
    """The calendar date on which an instant lies."""
    return date.fromordinal(day_of(zone, instant))


@lru_cache(maxsize=100_000)
def is_plain(zone: str, day: int) -> bool:
    """Whether the clock stays the same from the beginning of a day to its end."""
    start, end = midnight(zone, day), midnight(zone, day + 1)
    return end - start == DAY_SECONDS and wall_clock(zone, start) == (day, 0)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time as fewest spans in order: what overlaps or touches becomes one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return tuple(result)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share any time; spans that only touch do not."""
    return one[0] < other[1] and other[0] < one[1]


def covers(spans: Iterable[Span], wanted: Span) -> bool:
    """Whether a single one of the spans contains the wanted one."""
    return any(start <= wanted[0] and wanted[1] <= end for start, end in spans)
