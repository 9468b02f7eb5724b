"""The fields of a record by name: what text each takes, and the text of what it holds.

A page sends and compares text. `note` is a field of the record, `zone.chin.depth` a column of one
of its zones.
"""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db import models

from clinic.models import Device, Practitioner
from plans.actions.refusal import Refused
from plans.models import Record, Visit, ZoneRecord

YES: Final = "yes"
PREFIX: Final = "zone."

Read = Callable[[str, Visit], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `read` makes its value of a text that is not empty, or a `Refused`; `empty` is
    what it holds without one."""

    read: Read
    empty: Any = None


@dataclass(frozen=True, slots=True)
class Named:
    """A field as it was asked for; `zone` is empty for one of the record itself."""

    name: str
    column: str
    rule: Field = field(repr=False)
    zone: str = ""


def text(most: int) -> Field:
    def read(said: str, _visit: Visit) -> str | Refused:
        return said if len(said) <= most else Refused("too_long", {"most": most})

    return Field(read, "")


def whole(least: int, most: int) -> Field:
    def read(said: str, _visit: Visit) -> int | Refused:
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else None
        if number is None or not least <= number <= most:
            return Refused("number_between", {"least": least, "most": most})
        return number

    return Field(read)


def decimal(least: str, most: str, places: int) -> Field:
    """A comma is a point: keyboards of half the world have it there."""

    def read(said: str, _visit: Visit) -> Decimal | Refused:
        facts = {"least": least, "most": most}
        try:
            number = Decimal(said.replace(",", "."))
        except InvalidOperation:
            return Refused("number_between", facts)
        if not number.is_finite() or not Decimal(least) <= number <= Decimal(most):
            return Refused("number_between", facts)
        if number != round(number, places):
            return Refused("too_exact", {"places": places})
        return round(number, places)

    return Field(read)


def choice(choices: type[models.TextChoices]) -> Field:
    def read(said: str, _visit: Visit) -> str | Refused:
        return said if said in choices.values else Refused("no_such_choice")

    return Field(read, "")


def yes_or_no() -> Field:
    def read(said: str, _visit: Visit) -> bool | Refused:
        return True if said == YES else Refused("no_such_choice")

    return Field(read, empty=False)


def clock_time() -> Field:
    def read(said: str, visit: Visit) -> dt.datetime | Refused:
        try:
            return at_time(visit, dt.time.fromisoformat(said))
        except ValueError:
            return Refused("not_a_time")

    return Field(read)


def at_time(visit: Visit, time: dt.time) -> dt.datetime:
    """A wall-clock time of the visit's own day, in UTC."""
    zone = zoneinfo.ZoneInfo(visit.location.zone)
    day = visit.start.astimezone(zone).date()
    minute = time.replace(second=0, microsecond=0, tzinfo=None)
    return dt.datetime.combine(day, minute, zone).astimezone(dt.UTC)


def somebody() -> Field:
    def read(said: str, _visit: Visit) -> Practitioner | Refused:
        key = _key(said)
        return Practitioner.objects.filter(pk=key).first() or Refused("no_such_choice")

    return Field(read)


def some_device() -> Field:
    def read(said: str, visit: Visit) -> Device | Refused:
        here = Device.objects.filter(location=visit.location_id)
        return here.filter(pk=_key(said)).first() or Refused("no_such_choice")

    return Field(read)


def _key(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 15 else None


RECORD: Final[Mapping[str, Field]] = {
    "operator": somebody(),
    "is_not_numbed": yes_or_no(),
    "numbing_product": text(80),
    "numbing_percent": decimal("0.1", "100", 1),
    "numbing_grams": decimal("0.1", "100", 1),
    "numbing_cm2": whole(1, 2000),
    "numbing_on_at": clock_time(),
    "numbing_off_at": clock_time(),
    "is_numbing_removed": yes_or_no(),
    "device": some_device(),
    "needle_count": whole(1, 500),
    "speed": text(40),
    "needle_type": choice(Record.NeedleType),
    "energy": text(40),
    "pulse_ms": whole(1, 10000),
    "cooling": text(80),
    "reaction": text(20_000),
    "pain": whole(0, 10),
    "note": text(20_000),
}
ZONE: Final[Mapping[str, Field]] = {
    "depth": decimal("0.05", "3", 2),
    "passes": whole(1, 20),
    "pattern": text(60),
    "end_point": choice(ZoneRecord.EndPoint),
    "tolerance": whole(0, 10),
    "over_reason": text(300),
}


def named(name: str) -> Named | None:
    """The field of this name, None where there is none."""
    if name in RECORD:
        return Named(name, name, RECORD[name])
    prefix, _dot, rest = name.partition(".")
    zone, _dot, column = rest.partition(".")
    if prefix == "zone" and zone in ZoneRecord.Zone.values and column in ZONE:
        return Named(name, column, ZONE[column], zone)
    return None


def zone_field(zone: str, column: str) -> str:
    return f"{PREFIX}{zone}.{column}"


def read_value(of: Named, said: str, visit: Visit) -> Any:
    """What a text means for this field, or a `Refused` with the field's name in it."""
    if "\x00" in said:
        return Refused("not_text", {"field": of.name})
    said = said.replace("\r\n", "\n").strip()
    value = of.rule.read(said, visit) if said else of.rule.empty
    if isinstance(value, Refused):
        return Refused(value.what, {**value.facts, "field": of.name})
    return value


def text_of(value: Any, visit: Visit) -> str:
    """The text of what a field holds: as it is sent, compared and kept in the trail."""
    if value is None or value is False:
        return ""
    if value is True:
        return YES
    if isinstance(value, dt.datetime):
        return value.astimezone(zoneinfo.ZoneInfo(visit.location.zone)).strftime("%H:%M")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value.pk) if isinstance(value, models.Model) else str(value)
