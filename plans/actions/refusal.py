"""What an action answers instead of acting."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refused:
    """An expected refusal: a reason and its facts. `plans.wording` turns it into a sentence."""

    what: str
    facts: Mapping[str, int | str] = field(default_factory=dict)
