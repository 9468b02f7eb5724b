"""What templates of the call list may ask for."""

from django import template

from plans.wording.calls import session_words, why_words

register = template.Library()
register.filter("why_words", why_words)
register.filter("visit_session", session_words)
