"""The wall clock of a zone, read off minute by minute: the slow twin's only arithmetic of time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every whole minute from `start`, included, to `end`, not included."""
    while start < end:
        yield start
        start += MINUTE


@lru_cache(maxsize=4096)
def showings(zone: str, day: date) -> dict[datetime, datetime]:
    """Each wall-clock minute of one local day, with the instant at which it shows first.

    No day has more than 30 hours, so the whole of it lies within 15 hours of its noon.
    """
    clock = ZoneInfo(zone)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=clock).astimezone(UTC)
    first: dict[datetime, datetime] = {}
    for instant in minutes(noon - timedelta(hours=15), noon + timedelta(hours=15)):
        wall = instant.astimezone(clock).replace(tzinfo=None, fold=0)
        if wall.date() == day:
            first.setdefault(wall, instant)
    return first


@lru_cache(maxsize=4096)
def starts(zone: str, day: date, grid: int) -> dict[datetime, datetime]:
    """The wall-clock times of a day that lie on the grid, each with its instant."""
    return {
        wall: instant
        for wall, instant in showings(zone, day).items()
        if (wall.hour * 60 + wall.minute) % grid == 0
    }


def edge(zone: str, day: date, written: str) -> datetime:
    """The instant of an edge such as "09:00", or "24:00" for the end of the day.

    An edge that the clock skips is as much later as was skipped.
    """
    hour, minute = written.split(":")
    wall = datetime(day.year, day.month, day.day) + int(hour) * 60 * MINUTE + int(minute) * MINUTE
    shown = showings(zone, wall.date())
    if wall in shown:
        return shown[wall]
    around = [shown for near in (day - DAY, day, day + DAY) for shown in showings(zone, near)]
    before = max(other for other in around if other < wall)
    after = min(other for other in around if other > wall)
    later = wall + (after - before - MINUTE)
    return showings(zone, later.date())[later]


def local_date(zone: str, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()
