"""What templates of plans may ask for: the ribbon, the one picture of a plan."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plans.models import Visit
from plans.queries.ribbon import Picture, StopState
from plans.wording.money import money
from plans.wording.ribbon import ribbon_facts, ribbon_title
from plans.wording.trail import verb_words
from plans.wording.visit import chip_of, step_words

register = template.Library()

Across = Callable[[dt.date], float]
"""Where a date stands, in percent of the width."""

# Past this share of the width a name stands to the left of its line, to stay on the page.
NEAR_END = 82.0
# With more months than this, every second name is left out on a phone.
FEW_MONTHS = 6


register.filter("chip", chip_of)
register.filter("step_words", step_words)
register.filter("verb_words", verb_words)
register.filter("money", money)


@register.filter
def minutes(visit: Visit) -> int:
    """How long she stays, in whole minutes."""
    return int((visit.end - visit.start).total_seconds() // 60)


@register.inclusion_tag("components/ribbon.html")
def ribbon(picture: Picture) -> dict[str, Any]:
    return {
        "title": ribbon_title(picture),
        "facts": ribbon_facts(picture),
        "drawing": draw(picture),
    }


def draw(picture: Picture) -> SafeString:
    """The SVG's content. Across, places are shares of the width, so that letters and circles keep
    their size on every screen; down, they are pixels of a height of 66."""
    days = (picture.end - picture.first).days

    def x(day: dt.date) -> float:
        return (day - picture.first).days / days * 100

    pieces = [
        *months(picture, x),
        '<line class="axis" x1="0" x2="100%" y1="32" y2="32"/>',
        *bands(picture, x),
        *events(picture, x),
        *recovery(picture, x, 100 / days),
        *stops(picture, x),
    ]
    return mark_safe("".join(pieces))  # noqa: S308  # numbers, and words that are escaped here


def months(picture: Picture, x: Across) -> Iterator[str]:
    is_dense = len(picture.months) > FEW_MONTHS
    for index, month in enumerate(picture.months):
        spare = " spare" if is_dense and index % 2 else ""
        name = escape(formats.date_format(month, pgettext("date format", "M")))
        year = f'<tspan class="unit"> {month.year}</tspan>' if month.month == 1 else ""
        yield f'<line class="axis" x1="{x(month):.2f}%" x2="{x(month):.2f}%" y1="14" y2="50"/>'
        yield f'<text class="month{spare}" x="{x(month):.2f}%" dx="4" y="10">{name}{year}</text>'


def bands(picture: Picture, x: Across) -> Iterator[str]:
    """Shut days, and the windows in which a session may fall."""
    for first, last in picture.shut:
        if last < picture.first or first >= picture.end:
            continue
        left, right = max(x(first), 0.0), min(x(last + dt.timedelta(days=1)), 100.0)
        yield f'<rect class="shut" x="{left:.2f}%" y="16" width="{right - left:.2f}%" height="34"/>'
    for first, last in picture.windows:
        left, right = x(first), min(x(last), 100.0)
        yield (
            f'<rect class="window" x="{left:.2f}%" y="25" width="{max(right - left, 1):.2f}%"'
            ' height="14" rx="7"/>'
        )


def events(picture: Picture, x: Across) -> Iterator[str]:
    for event in picture.events:
        if not picture.first <= event.on < picture.end:
            continue
        place = x(event.on)
        end = ' text-anchor="end" dx="-3"' if place > NEAR_END else ' dx="3"'
        yield f'<line class="event" x1="{place:.2f}%" x2="{place:.2f}%" y1="14" y2="44"/>'
        yield f'<text class="eventname" x="{place:.2f}%"{end} y="21">{escape(event.name)}</text>'


def recovery(picture: Picture, x: Across, width: float) -> Iterator[str]:
    """Under each session its days of recovery, fading."""
    count = picture.recovery_days
    for _stop, day in picture.dated:
        for index in range(count):
            fading = 0.9 * (1 - index / count)
            yield (
                f'<rect class="recovery" x="{x(day) + index * width:.2f}%" y="43"'
                f' width="{width * 1.06:.2f}%" height="5" opacity="{fading:.2f}"/>'
            )


def stops(picture: Picture, x: Across) -> Iterator[str]:
    if picture.today is not None and picture.first <= picture.today < picture.end:
        place = f"{x(picture.today):.2f}%"
        yield f'<line class="today" x1="{place}" x2="{place}" y1="14" y2="52"/>'
    before: dt.date | None = None
    for stop, day in picture.dated:
        kind = "" if stop.state == StopState.PLANNED else f" {stop.state}"
        place = f"{x(day):.2f}%"
        yield f'<circle class="stop{kind}" cx="{place}" cy="32" r="10"/>'
        yield f'<text class="n{kind}" x="{place}" y="36">{stop.number}</text>'
        if before is not None:
            yield gap(before, day, x)
        before = day


def gap(before: dt.date, day: dt.date, x: Across) -> str:
    """33 days; on a phone only the number."""
    unit = escape(_("days"))
    return (
        f'<text class="gap" x="{(x(before) + x(day)) / 2:.2f}%" y="61">{(day - before).days}'
        f'<tspan class="unit"> {unit}</tspan></text>'
    )
