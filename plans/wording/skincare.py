"""The patient's products in words: how each stands today, when it rests."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.actions.refusal import Refused
from plans.engine.skincare import Span, Use
from plans.engine.standard import Rest
from plans.wording.dates import week_day

CHIPS = {"keep": "good", "stop": "", "rests": "warn", "restart": "good"}


def use_words(use: Use) -> str:
    """Keep using it; Stop on Thu 26 Nov; Rests, again from Thu 10 Dec."""
    if use.change is None:
        return _("Use it again from today") if use.state == "restart" else _("Keep using it")
    return {
        "stop": _("Stop on %(day)s"),
        "rests": _("Leave it out; again from %(day)s"),
        "restart": _("Use it again from today; stop on %(day)s"),
    }[use.state] % {"day": week_day(use.change)}


def chip_of(use: Use) -> str:
    """The chip's colour for how a product stands."""
    return CHIPS[use.state]


def span_words(rest: Span) -> str:
    """Stop on Thu 19 Nov, again from Thu 3 Dec."""
    days = {"stop": week_day(rest.stop), "restart": week_day(rest.restart)}
    return _("Stop on %(stop)s, again from %(restart)s") % days


def rest_words(rest: Rest) -> str:
    """The clinic's own days of one kind: stop 7 days before, again after 7 days (types IV to VI:
    14 days)."""
    if rest.stop_days is None and rest.restart_days is None:
        return _("kept all along")
    said = {"restart": day_count(rest.restart_days or 0), "stop": day_count(rest.stop_days or 0)}
    if not rest.stop_days:
        words = _("stop on the day, again after %(restart)s") % said
    else:
        words = _("stop %(stop)s before, again after %(restart)s") % said
    if rest.darker_restart_days is None:
        return words
    more = _("types IV to VI: %(days)s") % {"days": day_count(rest.darker_restart_days)}
    return f"{words} ({more})"


def day_count(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def refusal_words(refused: Refused) -> str:
    """Why a product was not listed, and what to do."""
    return {
        "plan_is_over": _("This plan never began; its list stays as it is."),
        "product_ended": _("This product was taken off the list meanwhile. Add it again."),
        "product_doubled": _("“%(name)s” is on the list already; change it there."),
        "rest_halved": _("Say both numbers of days, or neither."),
        "rest_unknown": _(
            "The clinic has no approved days for this kind. Say how many days it rests before and "
            "after a session, or that she keeps it."
        ),
    }[refused.what] % dict(refused.facts)


FIELDS = {"product_doubled": "name", "rest_halved": "restart_days", "rest_unknown": "stop_days"}
"""Beside which field a refusal stands."""
