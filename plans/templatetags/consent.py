"""What templates of consents may ask for."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clinic.templatetags.house import paragraph
from plans.wording.consent import covers_words, notice_words, why_words

register = template.Library()
register.filter("covers_words", covers_words)
register.filter("notice_words", notice_words)
register.filter("why_words", why_words)


@register.filter
def agreed(text: str) -> SafeString:
    """A consent text as it is read: blank lines part it; the first line of a part that has more is
    its heading, lines with "- " are points."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return mark_safe("".join(_part(part) for part in parts))  # noqa: S308  # escaped below


def _part(text: str) -> str:
    head, _break, rest = text.partition("\n")
    if not rest or head.startswith("- "):
        return paragraph(text)
    return f"<h3>{escape(head.strip())}</h3>{paragraph(rest)}"
