"""What an address or a form asks for, read in the same way on every page. What makes no sense is
as good as nothing asked."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_date

from clinic.models import Location

FIRST, LAST = dt.date(2000, 1, 2), dt.date(2200, 1, 1)
FARTHEST = 4_102_444_800
"""The year 2100, in epoch seconds."""


def number_asked(text: str) -> int | None:
    """A primary key, or another number that is not below zero."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def instant_asked(text: str) -> int | None:
    """An instant in epoch seconds."""
    found = number_asked(text)
    return found if found is not None and found <= FARTHEST else None


def day_asked(text: str) -> dt.date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST < day < LAST else None


def open_locations() -> list[Location]:
    return list(Location.objects.filter(is_open=True))


def location_asked(query: QueryDict, locations: Sequence[Location]) -> Location:
    """The one that the address names, else the first of these, of which there is one at least."""
    wanted = query.get("location", "")
    return next((place for place in locations if str(place.pk) == wanted), locations[0])


def key_asked(request: HttpRequest) -> uuid.UUID:
    """The key of the page: made when it was opened, so that what it does is done once."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def is_part(request: HttpRequest) -> bool:
    """Whether a script asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"
