"""The inbox in words: what waits, until when, whose it is, and why something was not taken."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.models import User
from plans.actions.refusal import Refused
from plans.engine.standard import Triage, rows_of
from plans.models import Answer, CheckIn, Lot, Record, Task, Visit
from plans.queries.checkin import Missing
from plans.queries.inbox_item import Item
from plans.queries.needs import Waiting
from plans.queries.reminder import Message
from plans.wording.checkin_review import day_words, reason_words, why_words
from plans.wording.dates import week_day
from plans.wording.reminder import message_words
from plans.wording.reminder import what_words as message_name
from plans.wording.today import waiting_words, window_words

LONGEST = 140
"""Characters of an answer that stand in the list."""


def kind_words(kind: Task.Kind) -> str:
    """The name of a kind, several of it."""
    return {
        Task.Kind.CHECK_IN: _("Check-ins"),
        Task.Kind.NO_CHECK_IN: _("Missing check-ins"),
        Task.Kind.MESSAGE: _("Messages that failed"),
        Task.Kind.ANSWER: _("Answers"),
        Task.Kind.CONFIRM: _("Not confirmed"),
        Task.Kind.REBOOK: _("To book again"),
        Task.Kind.RECORD: _("Records to sign"),
        Task.Kind.RECALL: _("Recalls"),
    }[kind]


def what_words(item: Item, *, is_clinical: bool) -> str:
    """What is to be done, in a few words; without anything clinical for the desk."""
    match item.cause:
        case CheckIn() as check_in:
            if not is_clinical:
                return _("A check-in waits for a practitioner")
            return _("Check-in, %(when)s") % {"when": day_words(check_in.day)}
        case Missing():
            return _("Asked how her skin feels, and no answer")
        case Message() as message:
            return _("“%(message)s” did not reach her") % {"message": message_name(message)}
        case Answer():
            return _("An answer that nobody has read")
        case Visit() as visit:
            return _("Not confirmed: %(when)s") % {"when": instant_words(visit.start, item.zone)}
        case Waiting() as waiting:
            return waiting_words(waiting).capitalize()
        case Record():
            return _("Her record is not signed")
        case Lot() as lot:
            people = int(vars(lot)["touched_count"])
            words = ngettext("%(count)d patient to tell", "%(count)d patients to tell", people)
            return words % {"count": people}


def detail_words(item: Item, *, is_clinical: bool) -> list[str]:
    """What helps to do it."""
    match item.cause:
        case CheckIn() as check_in:
            if not is_clinical:
                return []
            triage: Triage = rows_of("triage", check_in.standard.rows)[0]
            said = [reason_words(reason, triage) for reason in check_in.reasons]
            return [*said, *([shortened(check_in.words)] if check_in.words else [])]
        case Missing() as missing:
            asked = _("Asked %(when)s") % {"when": instant_words(missing.asked_at, item.zone)}
            why = ", ".join(why_words(one) for one in missing.why)
            return [asked, why] if is_clinical else [asked]
        case Message() as message:
            start = message.start
            about = _("Visit %(when)s") % {"when": instant_words(start, item.zone)} if start else ""
            return [part for part in (message_words(message), about) if part]
        case Answer() as answer:
            when = instant_words(answer.received_at, item.zone)
            return [shortened(answer.text), when]
        case Waiting() as waiting:
            return [window_words(waiting)]
        case Record() as record:
            return [instant_words(record.visit.start, item.zone)]
        case Lot() as lot:
            return [lot.recalled_because]
        case _:
            return []


def shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…"


def instant_words(instant: dt.datetime, zone: str) -> str:
    """Thu 26 Nov, 16:00."""
    local = instant.astimezone(zoneinfo.ZoneInfo(zone))
    return f"{week_day(local.date())}, {formats.date_format(local, 'H:i')}"


def until_words(item: Item, now: dt.datetime) -> str:
    """Until when; how long it is overdue, where it is."""
    when = near_words(item.until, item.zone, now)
    if item.is_overdue(now):
        return _("Overdue since %(when)s") % {"when": when}
    return _("Until %(when)s") % {"when": when}


def near_words(instant: dt.datetime, zone: str, now: dt.datetime) -> str:
    """10:30, tomorrow 10:30, Thu 26 Nov 10:30; a midnight is the end of its day."""
    here = zoneinfo.ZoneInfo(zone)
    local, today = instant.astimezone(here), now.astimezone(here).date()
    if (local.hour, local.minute) == (0, 0):
        return end_words(local.date() - dt.timedelta(days=1), today)
    time = formats.date_format(local, "H:i")
    if local.date() == today:
        return time
    return f"{named_day(local.date(), today)} {time}"


def end_words(day: dt.date, today: dt.date) -> str:
    """The end of today, of tomorrow, of Thu 26 Nov."""
    if day == today:
        return _("the end of today")
    return _("the end of %(day)s") % {"day": named_day(day, today)}


def named_day(day: dt.date, today: dt.date) -> str:
    names = {1: _("tomorrow"), -1: _("yesterday")}
    return names.get((day - today).days) or week_day(day)


def whose_words(item: Item, user: User, now: dt.datetime) -> str:
    """Who took it and when; whose it is where nobody did."""
    owner, task = item.owner, item.task
    if owner is None or task is None or task.claimed_at is None:
        return item.whose
    when = near_words(task.claimed_at, item.zone, now)
    if owner == user:
        return _("You took it at %(when)s") % {"when": when}
    return _("%(who)s took it at %(when)s") % {"who": owner.name or owner.email, "when": when}


def asleep_words(item: Item, now: dt.datetime) -> str:
    """When it comes back; empty where it is awake."""
    until = item.task.snoozed_until if item.task else None
    if until is None or until <= now:
        return ""
    return _("Comes back %(when)s") % {"when": near_words(until, item.zone, now)}


def nap_words(nap: str) -> str:
    return {
        "hour": _("In an hour"),
        "afternoon": _("This afternoon"),
        "morning": _("Tomorrow morning"),
    }[nap]


def act_done_words(act: str) -> str:
    return {
        "take": _("It is yours now."),
        "give-back": _("Given back: it is nobody's now."),
        "snooze": _("Put off; it comes back by itself."),
        "done": _("Noted as done."),
        "again": _("It is back in the list."),
        "comes": _("Noted: she comes."),
    }[act]


def refusal_words(refused: Refused, zone: str, now: dt.datetime) -> str:
    """Why it was not done, and what to do."""
    facts = dict(refused.facts)
    if at := facts.get("at"):
        instant = dt.datetime.fromtimestamp(int(at), dt.UTC)
        facts["when"] = near_words(instant, zone, now)
    return _refusals()[refused.what] % facts


def _refusals() -> Mapping[str, str]:
    return {
        "taken": _("%(who)s took it at %(when)s. Take it over only if you know that."),
        "done_already": _("%(who)s has done it already."),
        "gone": _("It is settled meanwhile."),
        "practitioner_only": _("A practitioner looks at check-ins."),
        "red_stays": _("Red is not put off. Take it, or ask a practitioner now."),
        "overdue": _("It is overdue already and is not put off any more."),
        "not_ahead": _("Choose a time that is still ahead."),
        "has_its_own_trace": _("It leaves the list by itself, once it is done."),
        "needs_a_word": _("Say in a word what came of it."),
        "visit_is_over": _("This visit does not take place any more."),
        "reserved_only": _("This is only reserved. Make the reservation firm first."),
        "begun": _("Its time has come; nothing is left to confirm."),
        "busy_now": _("Somebody is at it just now. Try again in a moment."),
    }
