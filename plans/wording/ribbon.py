"""A plan's picture in words, for those who do not see it."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.queries.ribbon import Picture, Stop, StopState
from plans.wording.dates import day_span, full_day, short_day


def ribbon_title(picture: Picture) -> str:
    """5 sessions from 26 Nov to 23 Mar."""
    days = [day for _stop, day in picture.dated]
    if not days:
        return _("No session has a date yet")
    return ngettext(
        "%(count)d session on %(first)s", "%(count)d sessions from %(first)s to %(last)s", len(days)
    ) % {"count": len(days), "first": short_day(days[0]), "last": short_day(days[-1])}


def ribbon_facts(picture: Picture) -> list[str]:
    """Everything that the picture shows, a sentence each."""
    facts = [
        session_fact(stop, before.day if before else None)
        for before, stop in zip((None, *picture.stops), picture.stops, strict=False)
    ]
    facts += [
        _("The next session may fall from %(span)s.") % {"span": day_span(*window)}
        for window in picture.windows
    ]
    if picture.recovery_days:
        facts.append(
            ngettext(
                "Recovery: %(days)d day from each session.",
                "Recovery: %(days)d days from each session.",
                picture.recovery_days,
            )
            % {"days": picture.recovery_days}
        )
    facts += [_("Closed: %(span)s.") % {"span": day_span(*shut)} for shut in picture.shut]
    facts += [
        _("Kept free: %(name)s, %(day)s.") % {"name": event.name, "day": full_day(event.on)}
        for event in picture.events
    ]
    return facts


def session_fact(stop: Stop, before: dt.date | None) -> str:
    """Session 2: Tuesday 29 December 2026, 33 days after the one before."""
    if stop.day is None:
        return _("Session %(number)d has no date yet.") % {"number": stop.number}
    words = {
        StopState.DONE: _("Session %(number)d, done: %(day)s"),
        StopState.NEXT: _("Session %(number)d, the next: %(day)s"),
        StopState.BAD: _("Session %(number)d, must be booked again: %(day)s"),
        StopState.PLANNED: _("Session %(number)d: %(day)s"),
    }[stop.state] % {"number": stop.number, "day": full_day(stop.day)}
    if before is None:
        return words + "."
    return words + ", " + gap_words((stop.day - before).days) + "."


def gap_words(days: int) -> str:
    return ngettext(
        "%(days)d day after the one before", "%(days)d days after the one before", days
    ) % {"days": days}
