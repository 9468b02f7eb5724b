"""The messages of a protocol in words: what each is, when it goes, and what keeps it from that."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.actions.message_rules import MOST_DAYS, MOST_HOURS
from plans.actions.protocol_rules import Fault
from plans.models import MessageStep

Reason = MessageStep.Reason


def label_of(step: MessageStep) -> str:
    """The step by name: a message of the clinic's own by the name it was given."""
    names = {
        "tonight": _("Tonight"),
        "day_1": _("Day 1"),
        "day_3": _("Day 3"),
        "day_7": _("Day 7"),
        "day_14": _("Day 14"),
    }
    is_plain = step.slug == step.reason
    return str(step.get_reason_display()) if is_plain else names.get(step.slug, _own(step.slug))


def _own(slug: str) -> str:
    return slug.replace("-", " ").replace("_", " ").capitalize()


def when_words(step: MessageStep) -> str:
    """7 days before the visit, at 10:00."""
    if step.reason in MessageStep.DATES:
        return _("at once")
    if step.offset_hours is not None:
        hours = ngettext("%(n)s hour", "%(n)s hours", step.offset_hours) % {"n": step.offset_hours}
        return _("%(hours)s after the visit") % {"hours": hours}
    days = ngettext("%(n)s day", "%(n)s days", step.offset_days) % {"n": step.offset_days}
    facts = {"days": days, "session": step.after_session, "time": clock_of(step.minute or 0)}
    return _(SENTENCES[step.reason]) % facts


def clock_of(minute: int) -> str:
    """08:00 of 480."""
    return f"{minute // 60:02}:{minute % 60:02}"


BEFORE = "%(days)s before the visit, at %(time)s"
AFTER = "%(days)s after the visit, at %(time)s"
SENTENCES = {
    **dict.fromkeys(MessageStep.BEFORE, BEFORE),
    **dict.fromkeys(MessageStep.AFTER, AFTER),
    "unbooked": "%(days)s after a session without a next date, at %(time)s",
    "closing": "%(days)s before the window of the next session ends, at %(time)s",
    "review": "%(days)s after session %(session)s, at %(time)s",
    "maintenance": "%(days)s before maintenance is due, at %(time)s",
}


def group_of(step: MessageStep) -> str:
    """The heading under which a step stands."""
    if step.reason in MessageStep.DATES:
        return _("Dates")
    if step.reason in MessageStep.BEFORE:
        return _("Before a visit")
    if step.reason in MessageStep.AFTER:
        return _("After a visit")
    return _("About the whole plan")


def fault_words(fault: Fault) -> str:
    """The sentence beside the field."""
    return _WORDS[fault.what]() % dict(fault.facts)


_WORDS = {
    "words_empty": lambda: _("Write what she shall read."),
    "words_banned": lambda: _(
        "“%(word)s” tells a stranger what is done here. Say it without; the e-mail's text may be "
        "plainer, and the portal may say all."
    ),
    "words_promise": lambda: _("“%(word)s” promises. Say what is usual instead."),
    "words_placeholder": lambda: _("{%(placeholder)s} cannot stand here; those below can."),
    "words_brace": lambda: _("A brace stands alone. Placeholders look like {name}."),
    "words_line_break": lambda: _("A subject is one line."),
    "words_too_long": lambda: _("%(length)s characters; %(most)s fit."),
    "words_not_gsm7": lambda: _("Text messages do not have these characters: %(characters)s"),
    "hours_order": lambda: _("This must be later than the beginning."),
    "hours_sunday": lambda: _("This must lie between the beginning and the end."),
    "message_time": lambda: _("At which time?"),
    "message_hours": lambda: _("Hours go without days and time, and only after a visit."),
    "message_late": lambda: (
        _("At most %(days)s days or %(hours)s hours.") % {"days": MOST_DAYS, "hours": MOST_HOURS}
    ),
    "message_after": lambda: _("After which session?"),
    "message_twice": lambda: _("Another message has this name. Choose another one."),
    "too_many_messages": lambda: _("At most %(most)s messages."),
    "message_unwritten": lambda: _("The message “%(message)s” has no words yet: write them first."),
    "message_faulty": lambda: _(
        "The words of “%(message)s” (%(language)s) may not go out so. Open them to see why."
    ),
}
