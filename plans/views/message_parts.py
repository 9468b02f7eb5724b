"""What several pages about messages need: the exact words of one, and a refusal in its form."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from plans.actions.refusal import Refused
from plans.forms.message_write import ChangeForm
from plans.models import Reminder
from plans.queries.reminder import Message, visits_told
from plans.wording.letter import letter_of
from plans.wording.reminder import refusal_words
from plans.wording.sms import text_of


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as she will read it; a text message has no subject."""

    subject: str
    text: str


def preview_of(row: Reminder, now: dt.datetime) -> Preview:
    visits = visits_told(row)
    if row.channel == Reminder.Channel.SMS:
        return Preview("", text_of(row, visits, now).text)
    letter = letter_of(row, visits, now)
    return Preview(letter.subject, letter.text)


def changing(request: HttpRequest, message: Message) -> ChangeForm:
    """The form of one message, with what it is now."""
    due = message.due_at.astimezone(zoneinfo.ZoneInfo(message.zone))
    initial = {
        "day": due.date(),
        "time": due.time().replace(second=0, microsecond=0),
        "subject": message.own_subject,
        "text": message.own_text,
    }
    data = request.POST if request.method == "POST" else None
    is_sms = message.channel == Reminder.Channel.SMS
    return ChangeForm(data, initial=initial, is_sms=is_sms)


def page_that_asked(request: HttpRequest) -> str:
    """Where the way back leads, if it is a page of ours; else the list of messages."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if is_ours else reverse("messages")


def take_over(form: forms.Form, refused: Refused) -> None:
    """Each reason beside the field that it is about, else above the form."""
    for one in (refused, *refused.also):
        field = {"due_at": "time"}.get(str(one.facts.get("field")), one.facts.get("field"))
        form.add_error(str(field) if field in form.fields else None, refusal_words(one))
