"""What the planner page says of a series."""

import datetime as dt
from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from plans.wording.dates import long_day, short_day, week_day
from plans.wording.lists import and_list

WEEK = 7


def title_words(
    label: str, *, practitioners: Sequence[str], starts: Sequence[dt.datetime], sooner: int
) -> str:
    """The proposal in a few words. `starts` are on the location's wall clock, `sooner` the days
    that it ends before the best one."""
    people = list(dict.fromkeys(practitioners))
    if len(starts) == 1:
        return single_title(label, people)
    if label == "soonest" and sooner > 0:
        return sooner_words(sooner)
    if label == "regular":
        weekday = formats.date_format(starts[0], "l")
        return _("Always %(weekday)s, %(time)s") % {
            "weekday": weekday,
            "time": formats.date_format(starts[0], "H:i"),
        }
    if label == "other":
        return _("With somebody else")
    if label == "least_moved":
        return _("The rest of the series")
    return _("Same practitioner throughout") if len(people) == 1 else _("Closest to the wishes")


def single_title(label: str, people: Sequence[str]) -> str:
    if label == "soonest":
        return _("As soon as possible")
    if label == "other":
        return _("With somebody else")
    return _("With %(name)s") % {"name": people[0]} if people else _("Closest to the wishes")


def sooner_words(days: int) -> str:
    weeks, rest = divmod(days, WEEK)
    if rest == 0 and weeks == 1:
        return _("Done a week sooner")
    if rest == 0:
        return _("Done %(weeks)d weeks sooner") % {"weeks": weeks}
    return ngettext("Done %(days)d day sooner", "Done %(days)d days sooner", days) % {"days": days}


def who_words(numbers: Sequence[int], practitioners: Sequence[str], rooms: Sequence[str]) -> str:
    """Dr Novak, session 2 with S. Okafor · Room 1."""
    people = list(dict.fromkeys(practitioners))
    words = people[:1]
    for other in people[1:]:
        with_other = [n for n, one in zip(numbers, practitioners, strict=True) if one == other]
        words.append(
            ngettext(
                "session %(numbers)s with %(name)s",
                "sessions %(numbers)s with %(name)s",
                len(with_other),
            )
            % {"numbers": and_list(with_other), "name": other}
        )
    places = and_list(sorted(set(rooms)))
    return " · ".join(part for part in (", ".join(words), places) if part)


def even_words(gaps: Sequence[int], ideal: int, others: int, later: int) -> list[str]:
    """What a series has to be said for it where no gap needs a reason."""
    words = []
    if gaps and all(gap == ideal for gap in gaps):
        words.append(_("Every %(days)d days.") % {"days": ideal})
    if others:
        words.append(
            ngettext(
                "%(count)d session with another practitioner.",
                "%(count)d sessions with another practitioner.",
                others,
            )
            % {"count": others}
        )
    if later > 0:
        words.append(
            ngettext(
                "Ends %(days)d day later than the best.",
                "Ends %(days)d days later than the best.",
                later,
            )
            % {"days": later}
        )
    return words


def count_words(count: int, *, is_series: bool) -> str:
    if not is_series:
        return _("1 visit")
    return ngettext("%(count)d session", "%(count)d sessions", count) % {"count": count}


def span_words(first: dt.date, last: dt.date) -> str:
    """26 Nov to 23 Mar."""
    if first == last:
        return short_day(first)
    return _("%(first)s to %(last)s") % {"first": short_day(first), "last": short_day(last)}


def book_words(count: int) -> str:
    """What the button says."""
    return {
        1: _("Book"),
        2: _("Book both"),
        3: _("Book all three"),
        4: _("Book all four"),
        5: _("Book all five"),
        6: _("Book all six"),
    }.get(count) or _("Book all %(count)d") % {"count": count}


def reserve_words(until: dt.datetime, *, is_whole: bool) -> str:
    """`until` is on the location's wall clock; `is_whole`: the usual 48 hours."""
    if is_whole:
        return _("Reserve for 48 hours")
    pattern = pgettext("date format", "D j M, H:i")
    return _("Reserve until %(instant)s") % {"instant": formats.date_format(until, pattern)}


def gap_words(least: int, ideal: int, most: int) -> str:
    return _("%(least)d to %(most)d days apart, ideally %(ideal)d (protocol).") % {
        "least": least,
        "most": most,
        "ideal": ideal,
    }


def too_young_words(age: int, day: dt.date, youngest: int) -> str:
    return _(
        "%(age)d years old on %(day)s: this protocol is for patients from %(youngest)d years on."
    ) % {"age": age, "day": short_day(day), "youngest": youngest}


def below_cleared_words(numbers: Sequence[int], age: int, *, is_all: bool) -> str:
    """On which sessions' dates the patient is under the age of the device's clearance."""
    if is_all:
        return _("Under %(age)d, the age from which the device is cleared.") % {"age": age}
    return ngettext(
        "Session %(numbers)s: under %(age)d, the age from which the device is cleared.",
        "Sessions %(numbers)s: under %(age)d, the age from which the device is cleared.",
        len(numbers),
    ) % {"numbers": and_list(numbers), "age": age}


def found_words(count: int) -> str:
    """Said to screen readers when an answer has come."""
    if not count:
        return _("No series fits.")
    return ngettext("%(count)d proposal", "%(count)d proposals", count) % {"count": count}


def start_words(day: dt.date) -> str:
    return _("Start on %(day)s") % {"day": long_day(day)}


def event_words(on: dt.date, before: int) -> str:
    """Sat 16 Jan, and 7 days before."""
    if not before:
        return week_day(on)
    return ngettext(
        "%(day)s, and %(before)d day before", "%(day)s, and %(before)d days before", before
    ) % {"day": week_day(on), "before": before}


def trip_words(first: dt.date, last: dt.date, before: int, after: int) -> str:
    return _("%(span)s, %(before)d days before and %(after)d after") % {
        "span": span_words(first, last),
        "before": before,
        "after": after,
    }


def wishes_changed_words() -> str:
    return _("The wishes had changed. These proposals fit them now; nothing is booked.")


def place_gone_words(number: int) -> str:
    return _("That place for session %(number)d is gone. These are fresh proposals.") % {
        "number": number
    }
