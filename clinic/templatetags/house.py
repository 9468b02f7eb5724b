"""What templates may ask for: wall-clock times of a location, and which part of the app is open."""

import datetime as dt
import re
import zoneinfo

from django import template
from django.utils import formats, timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

register = template.Library()


def local(instant: dt.datetime, zone: str) -> dt.datetime:
    """The instant on the wall clock of `zone`."""
    return timezone.localtime(instant, zoneinfo.ZoneInfo(zone))


@register.filter
def clock(instant: dt.datetime, zone: str) -> str:
    """16:30 in the zone."""
    return formats.date_format(local(instant, zone), "H:i")


@register.filter
def day(instant: dt.datetime | dt.date, zone: str = "") -> str:
    """Thu 26 Nov, in the zone when it is an instant."""
    return formats.date_format(as_date(instant, zone), pgettext("date format", "D j M"))


@register.filter
def long_day(instant: dt.datetime | dt.date, zone: str = "") -> str:
    """Thursday 26 November 2026."""
    return formats.date_format(as_date(instant, zone), pgettext("date format", "l j F Y"))


@register.filter
def month_and_day(instant: dt.datetime | dt.date, zone: str = "") -> str:
    """4 Mar 1991."""
    return formats.date_format(as_date(instant, zone), pgettext("date format", "j M Y"))


@register.filter
def month_name(instant: dt.datetime | dt.date, zone: str = "") -> str:
    """Dec."""
    return formats.date_format(as_date(instant, zone), "M")


@register.filter
def day_number(instant: dt.datetime | dt.date, zone: str = "") -> str:
    """21."""
    return formats.date_format(as_date(instant, zone), "j")


@register.filter
def wall_minutes(minutes: int) -> str:
    """540 is 09:00, 1440 is 24:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def as_date(instant: dt.datetime | dt.date, zone: str) -> dt.date:
    if isinstance(instant, dt.datetime):
        return local(instant, zone or "UTC").date()
    return instant


@register.filter
def prose(text: str) -> SafeString:
    """A text of the clinic as a page shows it: blank lines part paragraphs, a line that is followed
    by lines with "- " heads a list."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return mark_safe("".join(paragraph(part) for part in parts))  # noqa: S308  # escaped below


def paragraph(text: str) -> str:
    lines = [escape(line.strip()) for line in text.split("\n")]
    words = [line for line in lines if not line.startswith("- ")]
    points = [f"<li>{line[2:]}</li>" for line in lines if line.startswith("- ")]
    lead = f"<p>{'<br>'.join(words)}</p>" if words else ""
    return f"{lead}<ul>{''.join(points)}</ul>" if points else lead


@register.simple_tag(takes_context=True)
def here(context: template.Context, *starts: str) -> SafeString:
    """Marks the link to the part of the app that is open: its address begins with one of these."""
    request = context.get("request")
    is_here = request is not None and any(request.path.startswith(start) for start in starts)
    return mark_safe('aria-current="page"' if is_here else "")  # noqa: S308  # a constant
