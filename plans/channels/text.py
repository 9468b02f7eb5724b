"""What a text message is, whoever carries it."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """`to` is E.164; `key` stays the same however often it is tried. `is_repeat`: an earlier try
    may have reached the provider, `first_tried_at` the first of them, in UTC. `is_unheard`: whoever
    made the last try was lost before it heard what came of it."""

    to: str
    text: str
    key: str
    reminder_id: int
    first_tried_at: dt.datetime | None = None
    is_repeat: bool = False
    is_unheard: bool = False
