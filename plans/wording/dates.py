"""Dates in words, in the reader's language."""

import datetime as dt

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def short_day(day: dt.date) -> str:
    """26 Nov."""
    return formats.date_format(day, pgettext("date format", "j M"))


def week_day(day: dt.date) -> str:
    """Thu 26 Nov."""
    return formats.date_format(day, pgettext("date format", "D j M"))


def long_day(day: dt.date) -> str:
    """26 November."""
    return formats.date_format(day, pgettext("date format", "j F"))


def full_day(day: dt.date) -> str:
    """Thursday 26 November 2026."""
    return formats.date_format(day, pgettext("date format", "l j F Y"))


def day_span(first: dt.date, last: dt.date) -> str:
    """21 to 23 December, 30 December to 2 January, or 24 December alone; both included."""
    if first == last:
        return long_day(first)
    is_one_month = (first.year, first.month) == (last.year, last.month)
    start = formats.date_format(first, pgettext("date format", "j")) if is_one_month else ""
    return _("%(first)s to %(last)s") % {"first": start or long_day(first), "last": long_day(last)}
