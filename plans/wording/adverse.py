"""Adverse events in words: how their clock stands, and why something was not written."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.actions.adverse import Fault
from plans.actions.refusal import Refused
from plans.engine.adverse import Clock

CHIPS = {"overdue": "bad", "running": "warn", "told": "good", "none": "plain", "closed": "plain"}


def clock_words(clock: Clock) -> str:
    """How long is left to report it."""
    if clock.state == "overdue":
        days = -clock.days_left
        sentence = ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", days)
        return sentence % {"days": days}
    if clock.state == "running":
        if not clock.days_left:
            return _("Report today")
        days = clock.days_left
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return {"told": _("Reported"), "none": _("No report due"), "closed": _("Closed")}[clock.state]


def clock_chip(clock: Clock) -> str:
    """The colour of these words."""
    return CHIPS[clock.state]


def fault_words(fault: Fault) -> str:
    """The sentence beside the field."""
    return {
        "ahead": _("This has not come yet: write a time that is past."),
        "before": _("This is before the event: correct one of the two."),
    }[fault.what]


def refusal_words(refused: Refused) -> str:
    return {
        "event_closed": _("This event is closed. Open it again before you change it."),
        "event_open": _("This event is open already."),
        "event_not_told": _("Write down first when it was reported, and to whom."),
    }[refused.what]
