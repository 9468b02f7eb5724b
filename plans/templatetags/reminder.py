"""What templates of messages may ask for: their words, and whether a message reaches somebody."""

from django import template

from plans.models import Patient, Reminder
from plans.wording.reminder import (
    answer_words,
    chip_of,
    instant_words,
    message_words,
    off_words,
    reach_of,
    state_words,
    way_words,
    what_words,
    when_words,
)

register = template.Library()

register.filter("answer_words", answer_words)
register.filter("instant", instant_words)
register.filter("message_chip", chip_of)
register.filter("message_off", off_words)
register.filter("message_state", state_words)
register.filter("message_way", way_words)
register.filter("message_what", what_words)
register.filter("message_when", when_words)
register.filter("message_words", message_words)


@register.filter
def is_sms(channel: str) -> bool:
    """Whether it is a text message."""
    return channel == Reminder.Channel.SMS


@register.inclusion_tag("messages/reach.html")
def reach(patient: Patient) -> dict[str, object]:
    """Says "call instead" where a way to her is closed; nothing where all is well."""
    return {"patient": patient, "reach": reach_of(patient)}
