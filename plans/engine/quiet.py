"""The hours in which messages may go, on the wall clock of whoever gets them.

Instants are aware datetimes in UTC, zones are IANA names, minutes count from a day's midnight.
Each day has one span of allowed time, half-open; the rest is quiet. Clock changes are those of
`interval`: an edge that is skipped is as much later as was skipped, a doubled one is the first.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from plans.engine.interval import EPOCH, instant_at, wall_clock

AHEAD = timedelta(hours=1)
"""How long before its last moment an advanced message is due: room for several tries."""

SUNDAY = 6
FAR = 14
"""No clinic is quiet for so many days on end: a search for the next allowed time may stop."""


@dataclass(frozen=True, slots=True)
class Loud:
    """Messages may go from the minute `start` of a day until `end`; on Sundays from `sunday`,
    where that is given."""

    start: int
    end: int
    sunday: int | None = None

    def on(self, channel: str) -> "Loud":
        """The hours of one channel: Sundays differ for text messages alone."""
        return self if channel == "sms" else replace(self, sunday=None)

    def span(self, day: date, zone: str) -> tuple[datetime, datetime]:
        """The allowed time of a day; empty where the clock skips it."""
        is_other = day.weekday() == SUNDAY and self.sunday is not None
        start = self.sunday if is_other and self.sunday is not None else self.start
        return wall_instant(day, start, zone), wall_instant(day, self.end, zone)


USUAL = Loud(8 * 60, 20 * 60)
"""What holds where no protocol says otherwise."""


def is_allowed(instant: datetime, zone: str, loud: Loud) -> bool:
    """Whether a message may go out at this instant."""
    start, end = loud.span(local_date(instant, zone), zone)
    return start <= instant < end


def next_allowed(instant: datetime, zone: str, loud: Loud) -> datetime:
    """The instant itself, or the end of the quiet hours it lies in."""
    today = local_date(instant, zone)
    for days in range(FAR):
        start, end = loud.span(today + timedelta(days), zone)
        if instant < end and start < end:
            return max(instant, start)
    raise AssertionError(loud)  # the database keeps each day's hours in order


def last_allowed(instant: datetime, zone: str, loud: Loud) -> datetime:
    """The instant itself, or in quiet hours a while before they began."""
    today = local_date(instant, zone)
    for days in range(FAR):
        start, end = loud.span(today - timedelta(days), zone)
        if start <= instant and start < end:
            return instant if instant < end else max(start, end - AHEAD)
    raise AssertionError(loud)


def next_morning(instant: datetime, zone: str, loud: Loud) -> datetime:
    """When messages may go again on the day after an instant's."""
    tomorrow = local_date(instant, zone) + timedelta(1)
    return next_allowed(wall_instant(tomorrow, 0, zone), zone, loud)


def fitted(
    *, wanted: datetime, earliest: datetime, before: datetime, zone: str, loud: Loud
) -> datetime | None:
    """The allowed instant for a wanted one, not before `earliest` and always before `before`.

    A wanted instant in quiet hours moves to their end. Where that would miss `before`, the message
    goes earlier instead; None where nothing is left.
    """
    later = next_allowed(max(wanted, earliest), zone, loud)
    if later < before:
        return later
    earlier = max(last_allowed(before - AHEAD, zone, loud), earliest)
    return earlier if is_allowed(earlier, zone, loud) and earlier < before else None


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date on which an instant lies in a zone."""
    day, _ = wall_clock(zone, int((instant - EPOCH).total_seconds()))
    return date.fromordinal(day)


@lru_cache(maxsize=10_000)
def wall_instant(day: date, minute: int, zone: str) -> datetime:
    """The instant at which a clock shows this minute of this day."""
    return datetime.fromtimestamp(instant_at(zone, day.toordinal(), minute), UTC)
