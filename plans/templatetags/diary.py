"""What the diary's templates may ask for."""

from django import template

from plans.wording.agenda import load_words

register = template.Library()
register.filter("load_words", load_words)
