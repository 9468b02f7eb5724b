"""One day at a location, as a list by time."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass

from clinic.models import Location
from plans.engine.interval import instant_at
from plans.engine.session import OVER, next_step
from plans.models import Visit


@dataclass(frozen=True, slots=True)
class Day:
    """All visits that start on `day` of the location's wall clock."""

    location: Location
    day: dt.date
    visits: Sequence[Visit]
    is_today: bool

    @property
    def before(self) -> dt.date:
        return self.day - dt.timedelta(days=1)

    @property
    def after(self) -> dt.date:
        return self.day + dt.timedelta(days=1)

    @property
    def rows(self) -> list[tuple[Visit, str | None]]:
        """Each visit with the step that one takes next; none on another day than today."""
        return [(visit, next_step(visit.state) if self.is_today else None) for visit in self.visits]


def day_at(location: Location, day: dt.date, *, now: dt.datetime) -> Day:
    """One query, however full the day."""
    start, end = (
        dt.datetime.fromtimestamp(instant_at(location.zone, ordinal, 0), dt.UTC)
        for ordinal in (day.toordinal(), day.toordinal() + 1)
    )
    visits = (
        Visit.objects.filter(location=location, start__gte=start, start__lt=end)
        .exclude(state__in=OVER)
        .select_related(
            "patient",
            "session__plan",
            "version__protocol",
            "practitioner",
            "room",
            "device",
            "location",
        )
        .order_by("start", "pk")
    )
    today = now.astimezone(zoneinfo.ZoneInfo(location.zone)).date()
    return Day(location=location, day=day, visits=list(visits), is_today=day == today)
