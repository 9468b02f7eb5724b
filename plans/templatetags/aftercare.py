"""What templates of aftercare and skincare may ask for: spans and dates in words."""

from django import template
from django.utils.translation import gettext

from plans.models import AftercareStep
from plans.wording import skincare
from plans.wording.aftercare import since_words, span_words, start_words, until_words

register = template.Library()

ICONS = {
    AftercareStep.Kind.EXPECT: "eye",
    AftercareStep.Kind.DO: "check-lg",
    AftercareStep.Kind.AVOID: "x-lg",
    AftercareStep.Kind.CALL: "telephone",
}

register.filter("span_words", span_words)
register.filter("start_words", start_words)
register.filter("since_words", since_words)
register.filter("until_words", until_words)
register.filter("use_words", skincare.use_words)
register.filter("use_chip", skincare.chip_of)
register.filter("rest_span", skincare.span_words)
register.filter("rest_days", skincare.rest_words)


@register.filter
def told_words(text: str) -> str:
    """A shipped sentence in the reader's language; the clinic's own as it was written."""
    return gettext(text) if text else ""


@register.filter
def kind_words(kind: str) -> str:
    """Expect, Do, Avoid, or Call us if."""
    return str(AftercareStep.Kind(kind).label)


@register.filter
def kind_icon(kind: str) -> str:
    """The icon beside the word."""
    return ICONS[AftercareStep.Kind(kind)]
