"""The diary in words: what a hold is for, why time is off, how full a day is."""

import datetime as dt

from django.utils import dates, formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clinic.models import Resource
from plans.models import Visit
from plans.queries.agenda import Agenda, Held, Off
from plans.queries.load import Load
from plans.wording.dates import full_day, long_day


def by_words(kind: str) -> str:
    return {
        Resource.Kind.PRACTITIONER: _("Practitioners"),
        Resource.Kind.ROOM: _("Rooms"),
        Resource.Kind.DEVICE: _("Devices"),
    }[Resource.Kind(kind)]


def all_words(kind: str) -> str:
    """What the choice of nobody in particular is called."""
    return {
        Resource.Kind.PRACTITIONER: _("Everybody"),
        Resource.Kind.ROOM: _("All rooms"),
        Resource.Kind.DEVICE: _("All devices"),
    }[Resource.Kind(kind)]


def view_words(view: str) -> str:
    return {"day": _("Day"), "week": _("Week"), "month": _("Month"), "list": _("List")}[view]


def part_words(first: int, last: int, count: int) -> str:
    """1 to 10 of 50."""
    facts = {"first": first, "last": last, "count": count}
    return _("%(first)d to %(last)d of %(count)d") % facts


def days_words(first: dt.date, last: dt.date) -> str:
    """Monday 11 January 2027; 11 January to 17 January 2027; January 2027."""
    if first == last:
        return full_day(first)
    if (last - first).days > 6:
        return formats.date_format(first, pgettext("date format", "F Y"))
    return _("%(first)s to %(last)s") % {
        "first": long_day(first),
        "last": formats.date_format(last, pgettext("date format", "j F Y")),
    }


def weekday_names() -> list[str]:
    """Mon to Sun."""
    return [str(dates.WEEKDAYS_ABBR[day]) for day in range(7)]


def held_words(agenda: Agenda, held: Held) -> str:
    """Needling, session 2 of 4; somewhere else it only says where."""
    if held.location != agenda.location.pk:
        return _("At %(location)s") % {"location": held.location_name}
    if held.number:
        what = _("session %(number)d of %(count)d") % {
            "number": held.number,
            "count": held.sessions,
        }
    else:
        what = held.protocol
    doing = ", ".join(agenda.phases(held))
    if not doing or doing.casefold() == what.casefold():
        return what
    return f"{doing[:1].upper()}{doing[1:]} · {what}"


def state_words(held: Held) -> str:
    """What one must see at once; nothing for a visit that is simply booked."""
    if held.rebook_reason:
        return _("Book again: %(why)s") % {"why": Visit.Rebook(held.rebook_reason).label}
    return "" if held.state == Visit.State.BOOKED else str(Visit.State(held.state).label)


def off_words(kind: str, off: Off) -> str:
    if off.is_closure:
        return _("Closed: %(name)s") % {"name": off.name}
    is_person = kind == Resource.Kind.PRACTITIONER
    word = _("Away") if is_person else _("Out of service")
    return f"{word}: {off.name}" if off.name else word


def hours_words(minutes: int) -> str:
    """7 h 30 min."""
    hours, rest = divmod(minutes, 60)
    parts = [_("%(count)d h") % {"count": hours}] if hours or not rest else []
    return " ".join([*parts, *([_("%(count)d min") % {"count": rest}] if rest else [])])


def load_words(load: Load) -> str:
    """6 h of 9 h booked."""
    if load.closure:
        return _("Closed: %(name)s") % {"name": load.closure}
    if not load.open and not load.held:
        return _("No hours")
    return _("%(held)s of %(open)s booked") % {
        "held": hours_words(load.held),
        "open": hours_words(load.open),
    }
