"""The screening in words: what it says of a session, and why an answer was not kept."""

import datetime as dt

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plans.actions.refusal import Refused
from plans.engine.screening import Answer, Verdict, Word
from plans.wording.visit import refusal_words as visit_refusal_words


def year_day(day: dt.date) -> str:
    """26 Nov 2026: what an answer dates may lie years back."""
    return formats.date_format(day, pgettext("date format", "j M Y"))


def word_words(word: str | None) -> str:
    """What the desk reads, too: the word without its reason. None: nobody asked ever."""
    return {
        Word.ALLOWED.value: _("Allowed"),
        Word.REVIEW.value: _("Needs a look"),
        Word.BLOCKED.value: _("Not yet"),
    }.get(str(word or ""), _("Not asked yet"))


def gate_words(gate: str) -> str:
    """What a yes means."""
    return {
        "block": _("Not treated while this holds"),
        "override": _("Only with a prescriber's reason"),
        "review": _("A practitioner decides for each session"),
        "note": _("To know"),
    }[gate]


def answer_words(answer: Answer | None) -> str:
    if answer is None:
        return _("Not asked")
    said = _("Yes") if answer.yes else _("No")
    if answer.on:
        said = _("%(said)s, %(day)s") % {"said": said, "day": year_day(answer.on)}
    return f"{said}: {answer.note}" if answer.note else said


def allowed_from_words(day: dt.date | None) -> str:
    return _("Allowed from %(day)s") % {"day": year_day(day)} if day else ""


def name_words(key: str) -> str:
    """A question in a word or two: "isotretinoin stopped"."""
    return key.replace("_", " ")


def stopping_words(verdict: Verdict) -> str:
    """What stops a session, and until when, for those who may read the answers: allowed from
    10 Apr 2027 (isotretinoin)."""
    names = ", ".join(name_words(gate.question.key) for gate in verdict.stopping)
    if not names:
        return ""
    if verdict.allowed_from is None:
        return names
    facts = {"when": allowed_from_words(verdict.allowed_from), "what": names}
    return _("%(when)s (%(what)s)") % facts


def fault_words(what: str) -> str:
    """What to do about one answer; the sentence stands beside its field."""
    return {
        "unknown": _("This is no question any more. Open the page again."),
        "unanswered": _("Answer yes or no."),
        "date_missing": _("Give the date; roughly is enough."),
        "date_ahead": _("This day has not come yet. Give the day on which it was."),
        "date_long_ago": _("Check the year of this date."),
    }[what]


def refusal_words(refused: Refused) -> str:
    """Why a screening was not kept, or a decision not taken, and what to do."""
    known = {
        "not_her_visit": _("This visit is another patient's. Open it again from her plan."),
        "gate_is_open": _("There is nothing to decide here any more."),
        "answer_changed": _("The answer has changed meanwhile. Read it, then decide."),
        "answer_first": _("Ask the question first."),
        "nobody_overrules": _("Nobody may overrule this. Move the session to a later day."),
        "prescriber_only": _("Only a prescriber may overrule this."),
        "practitioner_only": _("Only a practitioner decides on this."),
        "needs_a_reason": _("Say why."),
    }
    return known.get(refused.what) or visit_refusal_words(refused)
