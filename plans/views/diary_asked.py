"""What the address of the diary asks for, and the addresses that ask for something near it."""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, TypedDict
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from clinic.models import Location, Resource
from plans.engine.interval import shown_at
from plans.queries.supply import today_at
from plans.views.asked import FIRST, LAST, day_asked, location_asked, number_asked

VIEWS = ("day", "week", "month", "list")


class What(TypedDict):
    location: Location
    kind: str
    first: dt.date
    last: dt.date
    who: int | None
    part: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One state of the diary. `who` is the key of the only lane to show, None for all; `part` is
    the stretch of lanes where there are many, counted from 1, None for all."""

    location: Location
    by: str
    view: str
    on: dt.date
    who: int | None
    part: int | None = None

    @classmethod
    def of(cls, query: QueryDict, locations: Sequence[Location], now: dt.datetime) -> Self:
        """What the address says; what it does not say, or not well, is the usual."""
        location = location_asked(query, locations)
        by, view, who = (query.get(key, "") for key in ("by", "view", "who"))
        return cls(
            location=location,
            by=by if by in Resource.Kind.values else Resource.Kind.PRACTITIONER.value,
            view=view if view in VIEWS else "day",
            on=day_asked(query.get("on", "")) or today_at(location, now),
            who=number_asked(who),
            part=part_of(query.get("part", "")),
        )

    @property
    def first(self) -> dt.date:
        if self.view == "week":
            return self.on - dt.timedelta(days=self.on.weekday())
        return self.on.replace(day=1) if self.view == "month" else self.on

    @property
    def last(self) -> dt.date:
        if self.view == "week":
            return self.first + dt.timedelta(days=6)
        if self.view != "month":
            return self.on
        _weekday, count = calendar.monthrange(self.on.year, self.on.month)
        return self.on.replace(day=count)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The first and the last day, both included."""
        return self.first, self.last

    @property
    def what(self) -> What:
        """What the queries of the diary ask for."""
        return {
            "location": self.location,
            "kind": self.by,
            "first": self.first,
            "last": self.last,
            "who": self.who,
            "part": self.part,
        }

    @property
    def before(self) -> dt.date:
        """A day of the stretch before this one."""
        return self.first - dt.timedelta(days=7 if self.view == "week" else 1)

    @property
    def after(self) -> dt.date:
        return self.last + dt.timedelta(days=1)

    @property
    def query(self) -> Mapping[str, str]:
        asked = {
            "location": str(self.location.pk),
            "by": self.by,
            "view": self.view,
            "on": self.on.isoformat(),
        }
        chosen = {"who": self.who, "part": self.part}
        return asked | {key: str(value) for key, value in chosen.items() if value}

    def address(self, page: str = "diary") -> str:
        return f"{reverse(page)}?{urlencode(self.query)}"

    def with_view(self, view: str) -> Self:
        return replace(self, view=view)

    def with_day(self, day: dt.date) -> Self:
        return replace(self, on=day)

    def with_part(self, part: int | None) -> Self:
        return replace(self, part=part)

    def with_who(self, who: int) -> Self:
        return replace(self, who=who, part=None)

    def with_kind(self, kind: str) -> Self:
        """Of another kind there is nobody chosen yet."""
        return replace(self, by=kind, who=None, part=None)

    def with_location(self, location: Location) -> Self:
        return replace(self, location=location, who=None, part=None)


def part_of(text: str) -> int | None:
    """Which stretch of lanes, from 1; nobody has more than a thousand."""
    found = number_asked(text)
    return found if found and found <= 1000 else None


def wanted_time(text: str, zone: str) -> int | None:
    """The instant of a wall clock time such as 2027-01-11T09:00; None for one that no clock of the
    zone shows."""
    try:
        wall = parse_datetime(text)
    except ValueError:
        return None
    if wall is None or wall.tzinfo is not None or not FIRST < wall.date() < LAST:
        return None
    return shown_at(zone, wall.toordinal(), wall.hour * 60 + wall.minute)
