"""Visits as a calendar file (RFC 5545): it says where and when, not what."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from plans.models import Visit

PRODUCT = "-//Clinic//Visits//EN"


def calendar_of(*, visits: Iterable[Visit], now: dt.datetime) -> bytes:
    """The visits, each with its location read, as one file; `now` is written as its date.

    An event keeps its UID for as long as the visit exists, and its sequence is 0: the times of a
    visit never change. One that does not stand any more is cancelled, with sequence 1, so that a
    calendar that has it drops it.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    days = [now.date()]
    for visit in visits:
        calendar.add_component(event_of(visit, now))
        days.append(visit.start.date())
    # From the new year before the first day to the one after the last, so that the clock changes
    # on both sides are told.
    first, last = min(days), max(days)
    calendar.add_missing_timezones(
        first_date=dt.date(first.year - 1, 1, 1), last_date=dt.date(last.year + 2, 1, 1)
    )
    return bytes(calendar.to_ical())


def event_of(visit: Visit, now: dt.datetime) -> Event:
    location = visit.location
    zone = zoneinfo.ZoneInfo(location.zone)
    stands = visit.state not in Visit.OVER
    event = Event()
    event.add("uid", f"visit-{visit.pk}@{site_host()}")
    event.add("sequence", 0 if stands else 1)
    event.add("dtstamp", now)
    event.add("dtstart", visit.start.astimezone(zone))
    event.add("dtend", visit.end.astimezone(zone))
    event.add("summary", location.display_name)
    event.add("status", "CONFIRMED" if stands else "CANCELLED")
    if location.address:
        event.add("location", ", ".join(location.address.splitlines()))
    return event


def site_host() -> str:
    """The host under which this clinic is known to the world; part of ids that leave it."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"
