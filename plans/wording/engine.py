"""The engine's reasons, causes and ways out as sentences."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.engine.terms import Difference, NoFit, Reason, Relax
from plans.wording.dates import day_span, long_day, week_day
from plans.wording.lists import and_list

MOST_CAUSES = 3


def difference_words(difference: Difference, day: dt.date, causes: Sequence[str]) -> str:
    """Session 2 waits 33 days: Dr Novak is away 21 to 23 December, then the clinic is closed."""
    start = gap_start(difference, day)
    reasons = _(", then ").join(causes[:MOST_CAUSES])
    return f"{start}: {reasons}." if reasons else f"{start}."


def gap_start(difference: Difference, day: dt.date) -> str:
    if difference.gap is None or difference.ideal is None:
        return _("Session %(number)d is on %(day)s") % {
            "number": difference.number,
            "day": week_day(day),
        }
    facts = {"number": difference.number, "gap": difference.gap}
    if difference.gap > difference.ideal:
        return _("Session %(number)d waits %(gap)d days") % facts
    return _("Session %(number)d comes after %(gap)d days already") % facts


def cause_words(what: str, spans: Sequence[tuple[dt.date, dt.date]], who: str) -> str:
    """Days that one thing rules out. Beside the engine's own words: "gone", an absence of `who`,
    "off", days on which `who` never works, and "shut", days without hours."""
    return {
        "past": _("%(spans)s is before the first possible day"),
        "closed": _("the clinic is closed %(spans)s"),
        "keep_free": _("%(spans)s is kept free"),
        "wishes": _("%(spans)s is on other days or at other times than wished"),
        "gone": _("%(who)s is away %(spans)s"),
        "off": _("%(who)s does not work %(spans)s"),
        "shut": _("there are no hours %(spans)s"),
        "away": _("somebody or something needed is away %(spans)s"),
        "busy": _("nothing is free %(spans)s"),
    }[what] % {"who": who, "spans": and_list([day_span(*span) for span in spans[:MOST_CAUSES]])}


def by_choice_words(label: str, gaps: Sequence[int], ideal: int, first: dt.date) -> str:
    """What a proposal is for, where that is why its gaps are not the ideal ones."""
    facts = {
        "aim": {
            "soonest": _("as early as the diary allows"),
            "regular": _("to keep the weekday and the time"),
            "other": _("to be with somebody else"),
            "changed": _("as changed by hand"),
        }.get(label)
        or _("so that the whole fits best"),
        "day": week_day(first),
        "gaps": and_list(gaps),
        "gap": gaps[0] if gaps else 0,
        "ideal": ideal,
    }
    if all(gap == ideal for gap in gaps):
        return _("Begins on %(day)s, %(aim)s.") % facts
    if len(set(gaps)) == 1:
        return _("Every %(gap)d days instead of %(ideal)d, %(aim)s.") % facts
    return _("Gaps of %(gaps)s days instead of %(ideal)d, %(aim)s.") % facts


def no_fit_title(no_fit: NoFit, sessions: int) -> str:
    first, last = no_fit.between
    facts = {"number": no_fit.session, "first": long_day(first), "last": long_day(last)}
    if sessions == 1:
        return _("Nothing is free between %(first)s and %(last)s.") % facts
    return _("Session %(number)d finds no place between %(first)s and %(last)s.") % facts


def reason_words(reason: Reason) -> str:
    """9 days are booked out."""
    return {
        "past": ngettext("%d day is too early.", "%d days are too early.", reason.days),
        "closed": ngettext(
            "On %d day the clinic is closed.", "On %d days the clinic is closed.", reason.days
        ),
        "keep_free": ngettext("%d day is kept free.", "%d days are kept free.", reason.days),
        "wishes": ngettext(
            "%d day is on another weekday, at other times or with others than wished.",
            "%d days are on other weekdays, at other times or with others than wished.",
            reason.days,
        ),
        "away": ngettext(
            "On %d day somebody or something needed is away.",
            "On %d days somebody or something needed is away.",
            reason.days,
        ),
        "busy": ngettext("%d day is booked out.", "%d days are booked out.", reason.days),
    }[reason.what] % reason.days


def relax_words(relax: Relax, given_up: Sequence[str]) -> str:
    """What the button says that applies this change; `given_up` are the names of days that would
    not be kept free any more."""
    plain = {
        "times": _("Take any time of day"),
        "weekdays": _("Take any weekday"),
        "practitioner_only": _("Take anyone qualified"),
    }
    if relax.field in plain:
        return plain[relax.field]
    if relax.field == "keep_free":
        return _("Give up what is kept free: %(names)s") % {"names": and_list(given_up)}
    if relax.field.endswith(".max"):
        return _("Allow up to %(days)s days between sessions") % {"days": relax.value}
    if relax.field.endswith(".min"):
        return _("Allow %(days)s days between sessions") % {"days": relax.value}
    day = dt.date.fromisoformat(str(relax.value))
    return _("Start by %(day)s") % {"day": long_day(day)}
