"""What templates of patients may ask for."""

from django import template

from plans.wording.patient import likeness_words, next_step_words

register = template.Library()
register.filter("next_step_words", next_step_words)
register.filter("likeness_words", likeness_words)
