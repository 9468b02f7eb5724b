"""The patient's products in words: how each stands today, when it rests."""

from django.utils.translation import gettext as _

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
    return _("stop on %(stop)s, again from %(restart)s") % days


def rest_words(rest: Rest) -> str:
    """The clinic's own days of one kind: 7 days before, 7 after, 14 after for darker skin."""
    if rest.stop_days is None and rest.restart_days is None:
        return _("kept all along")
    days = {"stop": rest.stop_days or 0, "restart": rest.restart_days or 0}
    said = _("%(stop)d days before, again %(restart)d days after") % days
    if rest.darker_restart_days is None:
        return said
    more = _("types IV to VI: %(days)d") % {"days": rest.darker_restart_days}
    return f"{said} ({more})"


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
