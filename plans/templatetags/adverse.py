"""What the templates of adverse events may ask for."""

from django import template

from plans.wording.adverse import clock_chip, clock_words

register = template.Library()
register.filter("clock_words", clock_words)
register.filter("clock_chip", clock_chip)
