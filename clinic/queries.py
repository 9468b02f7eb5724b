"""What the place's own pages read: weekly hours as timetables, and who or what is absent."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from clinic.models import Absence, Closure, Device, Hours, Location, Practitioner, Resource, Room

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A week of hours in force from `since` to `until`, both included: the spans of each of seven
    days, Monday first, in minutes since midnight. `rows` are the stored hours behind it."""

    location_id: int
    resource_id: int | None
    since: dt.date | None
    until: dt.date | None
    days: tuple[tuple[Span, ...], ...]
    rows: tuple[int, ...]

    @property
    def first_row(self) -> int:
        """One of its hours, by which the timetable is addressed."""
        return self.rows[0]


def timetables(*, location: Location, resource: int | None = None) -> tuple[Timetable, ...]:
    """The opening hours of a location, or the hours of one resource there, by their first day."""
    found: dict[tuple[dt.date | None, dt.date | None], list[Hours]] = defaultdict(list)
    for hours in Hours.objects.filter(location=location, resource=resource):
        found[hours.since, hours.until].append(hours)
    order = sorted(found, key=lambda dates: (dates[0] or dt.date.min, dates[1] or dt.date.max))
    return tuple(_timetable(found[dates]) for dates in order)


def timetable_with(row: Hours) -> Timetable:
    """The timetable to which one span of hours belongs."""
    found = Hours.objects.filter(
        location=row.location_id, resource=row.resource_id, since=row.since, until=row.until
    )
    return _timetable(list(found))


def _timetable(rows: list[Hours]) -> Timetable:
    one = rows[0]
    return Timetable(
        location_id=one.location_id,
        resource_id=one.resource_id,
        since=one.since,
        until=one.until,
        days=tuple(
            tuple((row.start, row.end) for row in rows if row.weekday == day) for day in range(7)
        ),
        rows=tuple(sorted(row.pk for row in rows)),
    )


def absences_ahead(*, resource: int, today: dt.date) -> QuerySet[Absence]:
    """Those that are not over, the nearest first."""
    return Absence.objects.filter(resource=resource, last_day__gte=today)


def closures_ahead(*, location: Location, today: dt.date) -> QuerySet[Closure]:
    """Those that are not over, the nearest first."""
    return Closure.objects.filter(location=location, last_day__gte=today)


def thing_of(resource: Resource) -> Practitioner | Room | Device:
    """The practitioner, room or device that a resource is."""
    if resource.kind == Resource.Kind.PRACTITIONER:
        return resource.practitioner
    return resource.room if resource.kind == Resource.Kind.ROOM else resource.device
