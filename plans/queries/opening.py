"""Whether a location is open now, and when so many of its opening hours have passed."""

import datetime as dt

from clinic.models import Closure, Location
from plans.engine.hours import open_spans
from plans.engine.opening import Opening
from plans.engine.terms import Resource
from plans.queries.supply import days, hours_of, today_at

# No target counts more opening hours than a quarter of a year has.
AHEAD = dt.timedelta(days=92)


def opening_of(location: Location, now: dt.datetime) -> Opening:
    """The location's own hours without its closures; two queries."""
    hours = tuple(hours_of(location).get(0, ()))
    first = today_at(location, now)
    last = first + AHEAD
    shut = Closure.objects.filter(location=location, first_day__lte=last, last_day__gte=first)
    closures = {day for one in shut for day in days(one.first_day, one.last_day)}
    ahead = range(first.toordinal(), last.toordinal() + 1)
    spans = open_spans(location.zone, Resource(id="", hours=hours), closures, ahead)
    return Opening(now=now, spans=spans, has_hours=bool(hours))
