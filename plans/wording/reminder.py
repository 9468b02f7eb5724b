"""Messages in words for the staff: where one stands, and why it was not sent."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.actions.refusal import Refused
from plans.models import Reminder
from plans.queries.reminder import Message

CHIPS = {
    Reminder.State.PLANNED: "plain",
    Reminder.State.SENDING: "plain",
    Reminder.State.ACCEPTED: "good",
    Reminder.State.DELIVERED: "good",
}


def chip_of(message: Message) -> str:
    """The chip's colour; what needs somebody is red."""
    return "bad" if message.needs_a_call else CHIPS.get(Reminder.State(message.state), "plain")


def state_words(message: Message) -> str:
    """The chip's words."""
    if message.is_waiting and message.because:
        return _("Will not go out")
    return str(Reminder.State(message.state).label)


def message_words(message: Message) -> str:
    """Where a message stands, and what to do about it; empty where its state says all."""
    if message.because:
        return because_words(message.because)
    if message.is_waiting:
        return waiting_words(message)
    words = {
        Reminder.State.FAILED: _("The mail server refused it: %(error)s"),
        Reminder.State.BOUNCED: _("It came back: %(error)s"),
        Reminder.State.UNKNOWN: _("The server stopped while sending; perhaps it arrived."),
    }
    return words.get(Reminder.State(message.state), "") % {"error": message.last_error}


def waiting_words(message: Message) -> str:
    if message.last_error:
        tried = ngettext("Tried once.", "Tried %(count)s times.", message.attempts)
        said = _("The mail server said: %(error)s") % {"error": message.last_error}
        return f"{tried % {'count': message.attempts}} {said}"
    if message.waits_for_done:
        return _("Goes out once the visit is marked done.")
    if message.waits_for_rebooking:
        return _("Waits until the visit has its new date.")
    return ""


def because_words(because: str) -> str:
    """Why a message does not go out, and what helps."""
    return {
        "archived": _("The patient's record is archived."),
        "expired": _("It could not be sent in time."),
        "no_consent": _("There is no consent to e-mail. Ask for it, or call instead."),
        "no_email": _("There is no e-mail address. Add one, or call instead."),
        "not_done": _("The visit was never marked done, so nothing was sent after it."),
        "quiet": _("Only quiet hours, 20:00 to 08:00, were left before the visit. Call instead."),
        "visit_gone": _("There is nothing to tell any more: the visit has begun or is cancelled."),
    }[because]


def refusal_words(refused: Refused) -> str:
    """Why a message cannot be sent again."""
    if refused.what == "not_waiting":
        return _("This message is not waiting for another try.")
    return because_words(refused.what)
