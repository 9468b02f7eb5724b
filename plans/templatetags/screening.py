"""What templates may ask for of a screening: its words and their colours."""

from collections.abc import Mapping

from django import template

from plans.engine.screening import Gate, Word
from plans.models import Visit
from plans.queries.screening import Gates
from plans.wording.screening import (
    allowed_from_words,
    answer_words,
    gate_words,
    name_words,
    stopping_words,
    word_words,
    year_day,
)

register = template.Library()
register.filter("allowed_from_words", allowed_from_words)
register.filter("answer_words", answer_words)
register.filter("gate_words", gate_words)
register.filter("name_words", name_words)
register.filter("stopping_words", stopping_words)
register.filter("word_words", word_words)
register.filter("year_day", year_day)

CHIPS = {Word.ALLOWED: "good", Word.REVIEW: "warn", Word.BLOCKED: "bad"}


@register.filter
def word_chip(word: Word | None) -> str:
    """The chip's colour."""
    return CHIPS.get(word or Word.UNASKED, "plain")


@register.filter
def gates_of(gates: Mapping[int, Gates] | str, visit: Visit | None) -> Gates | None:
    """Those of one visit among many; None on a page that asked for none."""
    return gates.get(visit.pk) if visit and isinstance(gates, Mapping) else None


@register.filter
def text_of(texts: Mapping[str, str], key: str) -> str:
    """The question behind an answer."""
    return texts.get(key, name_words(key))


@register.filter
def gate_chip(gate: Gate) -> str:
    return "plain" if gate.question.gate == "note" else word_chip(gate.word)
