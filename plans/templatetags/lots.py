"""What the templates of lots may ask for."""

from django import template

from plans.wording.lot import use_words

register = template.Library()
register.filter("use_words", use_words)
