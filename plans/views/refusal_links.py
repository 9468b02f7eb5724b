"""A refusal with the ways to mend it."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plans.actions.refusal import Refused
from plans.wording.visit import refusal_words


def refusal_notice(refused: Refused) -> SafeString:
    """The sentences, and a link to each page on which something can be done."""
    links = dict.fromkeys(link for one in (refused, *refused.also) for link in links_of(one))
    return format_html(
        "{}{}",
        refusal_words(refused),
        format_html_join("", ' <a href="{}">{}</a>', links),
    )


def links_of(refused: Refused) -> list[tuple[str, str]]:
    screening = ("visit_screening", "visit", _("Open the screening"))
    known = {
        "not_ordered": ("plan", "plan", _("Open the plan")),
        "check_in_open": ("check_in", "check_in", _("Open the check-in")),
        "not_screened": screening,
        "gate_closed": screening,
        "gate_undecided": screening,
        "no_consent": ("visit_consent", "visit", _("Open the consent")),
    }
    if refused.what not in known:
        return []
    name, fact, words = known[refused.what]
    return [(reverse(name, args=[refused.facts[fact]]), words)]
