"""Hours, absences and closures in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import formats
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from clinic.models import Absence, Closure
from clinic.queries import Timetable

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WeekLine:
    """Days of the same hours that follow each other: "Mon to Fri", 09:00–12:30 and 13:30–18:00."""

    days: str
    spans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimetableWords:
    """A timetable as its page shows it."""

    row: int
    in_force: str
    is_over: bool
    lines: tuple[WeekLine, ...]


def show_minute(minute: int) -> str:
    """540 is 09:00, 1440 is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def show_span(span: Span) -> str:
    """09:00–12:30"""
    return f"{show_minute(span[0])}–{show_minute(span[1])}"


def show_spans(spans: Sequence[Span]) -> str:
    return ", ".join(show_span(span) for span in spans)


def weekday_name(weekday: int) -> str:
    """0 is Monday."""
    return str(WEEKDAYS[weekday])


def show_date(day: dt.date) -> str:
    """26 Nov 2026"""
    return formats.date_format(day, "j M Y")


def show_dates(first: dt.date, last: dt.date) -> str:
    """24 Dec 2026, or 24 Dec 2026 to 2 Jan 2027, both included."""
    if first == last:
        return f"{WEEKDAYS_ABBR[first.weekday()]} {show_date(first)}"
    return _("%(first)s to %(last)s") % {"first": show_date(first), "last": show_date(last)}


def show_days(row: Absence | Closure) -> str:
    """The days of an absence or a closure, with the hours where it is part of a day."""
    days = show_dates(row.first_day, row.last_day)
    if isinstance(row, Absence) and row.start is not None and row.end is not None:
        return f"{days}, {show_span((row.start, row.end))}"
    return days


def week_lines(days: Sequence[Sequence[Span]]) -> tuple[WeekLine, ...]:
    """Seven days, Monday first, as few lines as they need; days without hours are left out."""
    lines = []
    for spans, group in groupby(range(7), key=lambda day: tuple(days[day])):
        run = list(group)
        if spans:
            first, last = str(WEEKDAYS_ABBR[run[0]]), str(WEEKDAYS_ABBR[run[-1]])
            both = _("%(first)s to %(last)s") % {"first": first, "last": last}
            shown = tuple(show_span(span) for span in spans)
            lines.append(WeekLine(first if first == last else both, shown))
    return tuple(lines)


def timetable_words(timetable: Timetable, today: dt.date) -> TimetableWords:
    return TimetableWords(
        row=timetable.first_row,
        in_force=in_force(timetable.since, timetable.until),
        is_over=timetable.until is not None and timetable.until < today,
        lines=week_lines(timetable.days),
    )


def in_force(since: dt.date | None, until: dt.date | None) -> str:
    """From when until when, both included."""
    if since and until:
        return _("From %(since)s until %(until)s") % {
            "since": show_date(since),
            "until": show_date(until),
        }
    if since:
        return _("From %(since)s") % {"since": show_date(since)}
    if until:
        return _("Until %(until)s") % {"until": show_date(until)}
    return _("Every week")
