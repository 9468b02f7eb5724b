"""Lines of aftercare in words: how long they hold, with or without the dates of one patient."""

import datetime as dt
import zoneinfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from plans.actions.refusal import Refused
from plans.engine.aftercare import DAY, DAYS_FROM, Group, Line, Timed
from plans.wording.visit import refusal_words as visit_words


def span_words(line: Line) -> str:
    """For 24 hours; until day 7; from day 7; from 24 hours to day 3; any time."""
    if line.end is None:
        return _("from %(first)s") % {"first": _edge(line.start)} if line.start else _("any time")
    if line.start:
        return _("from %(first)s to %(last)s") % {
            "first": _edge(line.start),
            "last": _edge(line.end),
        }
    if not _is_told_in_days(line.end):
        return _("for %(last)s") % {"last": _edge(line.end)}
    return _("until %(last)s") % {"last": _edge(line.end)}


def _edge(hours: int) -> str:
    """24 hours, or day 7: whole days from the third on."""
    if _is_told_in_days(hours):
        return _("day %(number)d") % {"number": hours // DAY}
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def _is_told_in_days(hours: int) -> bool:
    return hours >= DAYS_FROM and hours % DAY == 0


def until_words(timed: Timed, zone: str) -> str:
    """Until Thursday 3 December, 14:00; nothing for what holds for good."""
    if timed.until is None or timed.line.end is None:
        return ""
    return _("until %(when)s") % {"when": moment(timed.until, timed.line.end, zone)}


def since_words(group: Group, zone: str) -> str:
    """Thursday 3 December, 14:00."""
    return moment(group.since, group.start, zone)


def start_words(hours: int) -> str:
    """The head of lines that begin together: From the session on; After 24 hours; From day 7."""
    if not hours:
        return _("From the session on")
    if _is_told_in_days(hours):
        return _("From day %(number)d") % {"number": hours // DAY}
    return ngettext("After %(count)d hour", "After %(count)d hours", hours) % {"count": hours}


def moment(at: dt.datetime, hours: int, zone: str) -> str:
    """An instant so many hours after a session, on the clock of `zone`. Past the third day the
    time of day would say more than is known."""
    local = at.astimezone(zoneinfo.ZoneInfo(zone))
    if hours <= DAYS_FROM:
        return formats.date_format(local, pgettext("date format", "l j F, H:i"))
    return formats.date_format(local, pgettext("date format", "l j F"))


def refusal_words(refused: Refused) -> str:
    """Why a note was not given, and what to do."""
    words = {
        "note_empty": _("A note without a line says nothing: write at least one."),
        "note_unchanged": _("Nothing was changed; the patient keeps the note that she has."),
        "note_meanwhile": _(
            "Somebody gave another note meanwhile; it stands below. Look at it, and change what is "
            "still missing."
        ),
        "line_order": _("Line %(line)s must end after it begins."),
    }.get(refused.what)
    return words % dict(refused.facts) if words else visit_words(refused)
