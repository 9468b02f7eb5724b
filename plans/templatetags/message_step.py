"""What templates ask of the messages of a protocol, in words."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from django import template

from plans.models import MessageStep
from plans.wording.message_step import clock_of, group_of, label_of, when_words

register = template.Library()
register.filter("step_label", label_of)
register.filter("step_when", when_words)
register.filter("minute_clock", clock_of)


@register.filter
def braced(samples: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each placeholder as it is typed, with what could stand there."""
    return [(f"{{{name}}}", sample) for name, sample in samples.items()]


@register.filter
def in_groups(steps: Sequence[MessageStep]) -> list[tuple[str, list[MessageStep]]]:
    """The steps below the headings under which they stand."""
    return [(title, list(group)) for title, group in groupby(steps, key=group_of)]
