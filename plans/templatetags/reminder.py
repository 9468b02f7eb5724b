"""What templates of messages may ask for: their words."""

from django import template

from plans.wording.reminder import chip_of, message_words, state_words

register = template.Library()

register.filter("message_chip", chip_of)
register.filter("message_state", state_words)
register.filter("message_words", message_words)
