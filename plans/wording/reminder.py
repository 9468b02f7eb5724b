"""Messages in words for the staff: what one is, where it stands, and why it was not sent."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.actions.protocol_rules import Fault
from plans.actions.refusal import Refused
from plans.models import Answer, MessageStep, Patient, Reminder
from plans.queries.reminder import Message, hindrance_of
from plans.wording.dates import week_day
from plans.wording.filling import place_of
from plans.wording.message_step import fault_words

CHIPS = {
    Reminder.State.PLANNED: "plain",
    Reminder.State.SENDING: "plain",
    Reminder.State.ACCEPTED: "good",
    Reminder.State.DELIVERED: "good",
}


LOST = (Reminder.Suppressed.OPTED_OUT, Reminder.Suppressed.DEAD)
"""A way that was open once."""

SOON = dt.timedelta(minutes=1)


def chip_of(message: Message) -> str:
    """The chip's colour; what needs somebody is red."""
    return "bad" if message.needs_a_call else CHIPS.get(Reminder.State(message.state), "plain")


def state_words(message: Message) -> str:
    """The chip's words."""
    if message.is_waiting and message.because:
        return _("Will not go out")
    if message.because == Reminder.Suppressed.STOPPED:
        return _("Stopped")
    return str(Reminder.State(message.state).label)


def what_words(message: Message) -> str:
    """Which message it is: “Recovery, day 3”."""
    if message.days_after is None:
        return message.reason_label
    if message.days_after == 0:
        return _("%(message)s, the same day") % {"message": message.reason_label}
    facts = {"message": message.reason_label, "day": message.days_after}
    return _("%(message)s, day %(day)s") % facts


def way_words(message: Message) -> str:
    """By which way it goes, or went."""
    return str(Reminder.Channel(message.channel).label)


def when_words(message: Message) -> str:
    """When it went or will go, by the clinic's clock, and by hers where that differs."""
    if message.sent_at:
        at, words = message.sent_at, _("Sent %(when)s")
    elif message.is_waiting and not message.because:
        at, words = message.next_try_at, _("Goes out %(when)s")
    else:
        at, words = message.due_at, _("Due %(when)s")
    told = words % {"when": instant_words(at, message.zone)}
    if message.delivered_at and message.state == Reminder.State.DELIVERED:
        when = instant_words(message.delivered_at, message.zone)
        told = _("%(told)s, delivered %(when)s") % {"told": told, "when": when}
    hers = hers_words(at, message.zone, message.patient)
    return f"{told} {hers}" if hers else told


def goes_words(message: Message, now: dt.datetime) -> str:
    """When it goes, after somebody let it go."""
    if message.next_try_at <= now + SOON:
        return _("It goes out within a minute.")
    when = instant_words(message.next_try_at, message.zone)
    hers = hers_words(message.next_try_at, message.zone, message.patient)
    words = _("It goes out %(when)s; not before, because of quiet hours or what she had already.")
    if message.next_try_at == message.due_at:
        words = _("It goes out %(when)s.")
    return words % {"when": f"{when} {hers}".strip()}


def instant_words(instant: dt.datetime, zone: str) -> str:
    """Thu 26 Nov, 16:00."""
    local = instant.astimezone(zoneinfo.ZoneInfo(zone))
    return f"{week_day(local.date())}, {formats.date_format(local, 'H:i')}"


def hers_words(instant: dt.datetime, zone: str, patient: Patient) -> str:
    """(her clock, New York: 10:00); empty where her clock shows the same as the clinic's."""
    here, there = zoneinfo.ZoneInfo(zone), zoneinfo.ZoneInfo(patient.zone or zone)
    ours, hers = instant.astimezone(here), instant.astimezone(there)
    if ours.utcoffset() == hers.utcoffset():
        return ""
    day = "" if ours.date() == hers.date() else f"{week_day(hers.date())}, "
    when = f"{day}{formats.date_format(hers, 'H:i')}"
    return _("(her clock, %(place)s: %(when)s)") % {
        "when": when,
        "place": place_of(patient.zone),
    }


def message_words(message: Message) -> str:
    """Where a message stands, and what to do about it; empty where its state says all."""
    if message.because:
        return because_words(message.because, message.channel)
    if message.is_waiting:
        return waiting_words(message)
    if message.with_reason:
        other = Reminder.Reason(message.with_reason).label
        return _("Told together with “%(message)s”, in one message.") % {"message": other}
    words = {
        Reminder.State.FAILED: _("The provider refused it: %(error)s"),
        Reminder.State.BOUNCED: _("It came back: %(error)s"),
        Reminder.State.UNKNOWN: _("The server stopped while sending; perhaps it arrived."),
    }
    return words.get(Reminder.State(message.state), "") % {"error": message.last_error}


def waiting_words(message: Message) -> str:
    if message.state == Reminder.State.SENDING:
        return _("It is being sent right now.")
    if message.last_error:
        tried = ngettext("Tried once.", "Tried %(count)s times.", message.attempts)
        said = _("The provider said: %(error)s") % {"error": message.last_error}
        return f"{tried % {'count': message.attempts}} {said}"
    if message.waits_for_done:
        return _("Goes out once the visit is marked done.")
    if message.waits_for_rebooking:
        return _("Waits until the visit has its new date.")
    if message.written_by and not message.is_by_hand:
        return _("Changed by %(who)s.") % {"who": message.written_by}
    return ""


def because_words(because: str, channel: str = Reminder.Channel.EMAIL) -> str:
    """Why a message does not go out, and what helps."""
    if channel == Reminder.Channel.SMS:
        of_texts = {
            "dead": _("Text messages to this number come back. Ask for another, or call instead."),
            "no_consent": _("There is no consent to text messages. Ask for it, or call instead."),
            "opted_out": _("She asked us to stop text messages. Call instead."),
        }
        if because in of_texts:
            return of_texts[because]
    return {
        "answered": _("It is not needed any more: she has done what it asks for."),
        "archived": _("The patient's record is archived."),
        "capped": _("She had as many text messages as may go in a day or a week. Call instead."),
        "dead": _("E-mails to this address come back. Ask for another, or call instead."),
        "expired": _("It could not be sent in time."),
        "no_consent": _("There is no consent to e-mail. Ask for it, or call instead."),
        "no_email": _("There is no e-mail address. Add one, or call instead."),
        "no_phone": _("There is no phone number. Add one."),
        "no_provider": _("Text messages are not set up at this clinic."),
        "not_done": _("The visit was never marked done, so nothing was sent after it."),
        "opted_out": _("She asked us to stop e-mails. Call instead."),
        "quiet": _("Only quiet hours were left before it was too late. Call instead."),
        "stopped": _("Stopped by the clinic; it goes only if you let it go again."),
        "visit_gone": _("There is nothing to tell any more: the visit has begun or is cancelled."),
    }[because]


def refusal_words(refused: Refused) -> str:
    """Why something cannot be done about a message, and what to do."""
    facts = refused.facts
    words = {
        "being_sent": _("It is being sent right now and cannot be changed any more."),
        "not_waiting": _("This message is not waiting any more. The page shows where it stands."),
        "not_stopped": _("Nobody stopped this message. The page shows where it stands."),
        "waits_for_done": _("It tells of the time after the visit. Mark the visit done first."),
        "waits_for_rebooking": _("The visit gets a new date. Book it first, then it goes."),
        "in_the_past": _("This time is over. Choose a later one, or send it now."),
        "past_expiry": _("By then the message is too late. Choose an earlier time."),
        "subject_missing": _("Write a subject."),
        "text_missing": _("Write what she shall read."),
        "used_key": _("This page was sent already. Load it again to write another message."),
        "merged": _("This record was merged into another one. Write there."),
        "has_patient": _("Somebody has said already whose answer this is."),
    }
    if refused.what in words:
        return words[refused.what]
    if refused.what == "quiet_hours":
        return quiet_words(int(facts["start"]), int(facts["end"]), str(facts["zone"]))
    if refused.what in Reminder.Suppressed.values:
        return because_words(refused.what)
    return fault_words(Fault("", refused.what, facts))


def quiet_words(start: int, end: int, zone: str) -> str:
    """The hours in which messages may go."""
    facts = {
        "start": f"{start // 60:02d}:{start % 60:02d}",
        "end": f"{end // 60:02d}:{end % 60:02d}",
        "place": place_of(zone),
    }
    return (
        _("Messages go from %(start)s to %(end)s, %(place)s time. Choose a time between.") % facts
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether any message reaches her, and in words which ways are closed that should not be."""

    is_open: bool
    closed: list[str]


def reach_of(patient: Patient) -> Reach:
    """A way that she never agreed to is told only where there is no other."""
    if patient.archived_at is not None:
        return Reach(is_open=False, closed=[])
    hindrances = {way: hindrance_of(patient, way) for way in Reminder.Channel.values}
    is_open = not all(hindrances.values())
    told = [way for way, because in hindrances.items() if because in LOST]
    if not is_open and not told:
        told = [way for way, because in hindrances.items() if because]
    return Reach(is_open, [because_words(hindrances[way], way) for way in told])


def off_words(step: MessageStep) -> str:
    """A step that is switched off: “Please confirm, 3 days before”."""
    label = str(step.get_reason_display())
    if step.offset_hours is not None:
        return _("%(message)s, the same day") % {"message": label}
    facts = {"message": label, "day": step.offset_days}
    if step.reason in MessageStep.AFTER:
        return _("%(message)s, day %(day)s") % facts
    if step.reason in MessageStep.BEFORE:
        few = ngettext(
            "%(message)s, a day before", "%(message)s, %(day)s days before", step.offset_days
        )
        return few % facts
    return label


def answer_words(answer: Answer) -> str:
    """What her answer asked for, where it was a word that we know; empty otherwise."""
    return (
        {
            Answer.Keyword.STOP: _("She asked us to stop. No more messages go this way."),
            Answer.Keyword.START: _("She asked for messages again."),
            Answer.Keyword.YES: _("She says that she comes."),
        }.get(Answer.Keyword(answer.keyword), "")
        if answer.keyword
        else ""
    )
