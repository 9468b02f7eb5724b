"""What the planner's templates may ask for."""

import datetime as dt

from django import template
from django.utils.dates import WEEKDAYS_ABBR

from plans.engine.age import age_on
from plans.forms.planner_rows import EventRow, HadRow, Row, TripRow
from plans.queries.booking import is_kept, may_undo
from plans.wording.booking import undo_words
from plans.wording.dates import week_day
from plans.wording.planner import event_words, found_words, trip_words

register = template.Library()
register.filter("found_words", found_words)
register.filter("age_on", age_on)
register.filter("is_kept", is_kept)
register.filter("may_undo", may_undo)
register.filter("undo_words", undo_words)


@register.filter
def weekday_short(weekday: int) -> str:
    """Mon for 0."""
    return str(WEEKDAYS_ABBR[weekday])


@register.filter
def row_words(row: Row) -> str:
    """What a complete row says, beside its name."""
    cleaned = row.cleaned_data
    if isinstance(row, EventRow):
        return event_words(cleaned["on"], cleaned["days_before"])
    if isinstance(row, TripRow):
        names = ("first_day", "last_day", "days_before", "days_after")
        return trip_words(*(cleaned[name] for name in names))
    assert isinstance(row, HadRow)  # noqa: S101  # there is no other kind
    day: dt.date = cleaned["on"]
    return week_day(day)
