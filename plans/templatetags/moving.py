"""What the templates of moving may ask for."""

from collections.abc import Mapping

from django import template

from clinic.models import Role, User
from plans.engine.gaps import may_take
from plans.queries.moving import Moving
from plans.queries.open_time import OpenTime
from plans.wording.moving import effect_words, gaps_words
from plans.wording.visit import ended_words

register = template.Library()
register.filter("gaps_words", gaps_words)
register.filter("effect_words", effect_words)
register.filter("ended_words", ended_words)


@register.filter
def named_in(key: str | None, names: Mapping[str, str]) -> str:
    """What people call a practitioner or room of the engine's."""
    return names.get(key or "", "")


@register.simple_tag
def may_be_taken(time: OpenTime, moving: Moving, user: User) -> bool:
    return may_take(
        time.need,
        is_practitioner=user.role == Role.PRACTITIONER,
        is_reassessed=moving.reassessed is not None,
    )
