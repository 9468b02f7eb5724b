"""What an action answers instead of acting."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refused:
    """An expected refusal: a reason and its facts. `plans.wording` turns it into a sentence.
    `also`: what else stands in the way of the same, so that all of it is told at once."""

    what: str
    facts: Mapping[str, int | str] = field(default_factory=dict)
    also: tuple["Refused", ...] = ()
