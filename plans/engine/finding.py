"""What a rule says about something that was entered in a record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["note", "warn", "refuse"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`note` is only shown, `warn` asks for attention, `refuse` is not recorded at all. `what`
    and `facts` become a sentence in the wording."""

    level: Level
    what: str
    facts: Mapping[str, Any] = field(default_factory=dict)
