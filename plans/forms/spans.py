"""Spans of time as people type them: "09:00-12:30, 13:30-18:00", and "mon-fri 9-18"."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from plans.actions.hours import WeekSpan
from plans.wording.hours import show_span

Span = tuple[int, int]
TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
SPAN = re.compile(rf"\s*{TIME}\s*(?:-|–|—|to)\s*{TIME}\s*")
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = re.compile(r"\s*([a-z]{3})(?:\s*(?:-|–)\s*([a-z]{3}))?\s+(.*)", re.IGNORECASE)


def parse_spans(text: str) -> tuple[Span, ...]:
    """The spans of one day in minutes since midnight, by start; those that touch stay two.
    `ValidationError` says which part cannot be read, or which two overlap."""
    if not text.strip():
        return ()
    spans = sorted(_span(part) for part in re.split(r"[,;]", text) if part.strip())
    for one, other in pairwise(spans):
        if other[0] < one[1]:
            raise ValidationError(
                _("%(one)s and %(other)s overlap; write them as one.")
                % {"one": show_span(one), "other": show_span(other)}
            )
    return tuple(spans)


def _span(text: str) -> Span:
    match = SPAN.fullmatch(text)
    if match is None:
        raise ValidationError(
            _("“%(text)s” cannot be read; write it as 09:00-12:30, 13:30-18:00.")
            % {"text": text.strip()}
        )
    first_hour, first_minute, last_hour, last_minute = (int(part or 0) for part in match.groups())
    start, end = first_hour * 60 + first_minute, last_hour * 60 + last_minute
    if max(first_minute, last_minute) > 59 or end > 1440 or start >= end:
        raise ValidationError(
            _("“%(text)s” does not end later than it starts, or not on the same day.")
            % {"text": text.strip()}
        )
    return start, end


def parse_week_line(line: str) -> Iterator[WeekSpan]:
    """The spans of a line such as "mon-fri 09:00-18:00". `ValidationError` where it is none."""
    match = DAYS.fullmatch(line)
    days = [name.lower() for name in match.groups()[:2] if name] if match else []
    if match is None or any(name not in DAY_NAMES for name in days):
        raise ValidationError(
            _("“%(line)s” cannot be read; write it as mon-fri 09:00-18:00.")
            % {"line": line.strip()}
        )
    first, last = DAY_NAMES.index(days[0]), DAY_NAMES.index(days[-1])
    if last < first:
        raise ValidationError(_("A week begins with mon and ends with sun."))
    spans = parse_spans(match.group(3))
    for weekday in range(first, last + 1):
        for start, end in spans:
            yield WeekSpan(weekday, start, end)


def refuse_doubled_days(spans: Iterable[WeekSpan]) -> None:
    """`ValidationError` where two spans of one day overlap."""
    for one, other in pairwise(sorted(spans)):
        if one.weekday == other.weekday and other.start < one.end:
            raise ValidationError(
                _("%(one)s and %(other)s overlap on the same day.")
                % {
                    "one": show_span((one.start, one.end)),
                    "other": show_span((other.start, other.end)),
                }
            )
