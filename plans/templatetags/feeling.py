"""What templates of a patient's check-in may ask for: words, marks and numbers to tap."""

import re

from django import template

from plans.models import CheckIn
from plans.wording.checkin import AnswerText, answer_text
from plans.wording.opening import opening_words, when_words

register = template.Library()
register.filter("opening_words", opening_words)
register.filter("when_words", when_words)

MARKS = {
    CheckIn.Colour.GREEN: "good",
    CheckIn.Colour.AMBER: "warn",
    CheckIn.Colour.RED: "bad",
}
ICONS = {
    CheckIn.Colour.GREEN: "check-circle",
    CheckIn.Colour.AMBER: "eye",
    CheckIn.Colour.RED: "telephone-fill",
}


@register.filter
def answer_words(check_in: CheckIn) -> AnswerText:
    """What this check-in means, as its page says it."""
    location = check_in.visit.location
    return answer_text(
        check_in.colour,
        is_emergency=check_in.is_emergency,
        emergency_phone=location.emergency_phone,
    )


@register.filter
def colour_mark(check_in: CheckIn) -> str:
    return MARKS[CheckIn.Colour(check_in.colour)]


@register.filter
def colour_icon(check_in: CheckIn) -> str:
    return ICONS[CheckIn.Colour(check_in.colour)]


@register.filter
def tel(text: object) -> str:
    """The number in a text as an address to tap; empty where there is none."""
    digits = re.sub(r"[^\d+]", "", str(text))
    return f"tel:{digits}" if digits else ""
