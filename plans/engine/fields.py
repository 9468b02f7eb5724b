"""Reading a JSON value field by field, with a fault that names the field by its path."""

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import TypeVar

from plans.engine.interval import DAY_MINUTES, EPOCH

Value = TypeVar("Value")

DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
TIME = re.compile(r"(\d\d):(\d\d)", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)", re.ASCII)


class ScenarioFault(ValueError):  # noqa: N818 - fault is its word throughout
    """A scenario that is not well formed; `path` names the field."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


class Field:
    """One value of the scenario and the path that leads to it."""

    def __init__(self, value: object, path: str = "") -> None:
        self.value = value
        self.path = path

    def fault(self, message: str) -> ScenarioFault:
        """The fault that this field has."""
        return ScenarioFault(self.path or "scenario", message)

    def record(self, required: Collection[str], optional: Collection[str] = ()) -> "Record":
        """The value as an object with these fields and no others."""
        if not isinstance(self.value, dict):
            raise self.fault("must be an object")
        record = Record(self.value, self.path)
        for name in self.value:
            if name not in required and name not in optional:
                raise ScenarioFault(record.path_of(name), "is not a known field")
        for name in required:
            if name not in self.value:
                raise ScenarioFault(record.path_of(name), "is missing")
        return record

    def items(self) -> list["Field"]:
        """The value as a list of any length."""
        if not isinstance(self.value, list):
            raise self.fault("must be a list")
        return [Field(item, f"{self.path}[{index}]") for index, item in enumerate(self.value)]

    def pair(self, read: Callable[["Field"], Value]) -> tuple[Value, Value]:
        """The value as a list of two, each read the same way."""
        if not isinstance(self.value, list) or len(self.value) != 2:
            raise self.fault("must be a list of two")
        first, second = self.items()
        return read(first), read(second)

    def part(self, index: int) -> "Field":
        """One item of a list that is known to have it."""
        return self.items()[index]

    def text(self) -> str:
        """The value as a string."""
        if not isinstance(self.value, str):
            raise self.fault("must be a string")
        return self.value

    def text_or_null(self) -> str | None:
        """The value as a string, or None for null."""
        return None if self.value is None else self.text()

    def flag(self) -> bool:
        """The value as true or false."""
        if not isinstance(self.value, bool):
            raise self.fault("must be true or false")
        return self.value

    def number(self, least: int, most: int | None = None) -> int:
        """The value as a whole number within bounds, both included."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.fault("must be a whole number")
        if self.value < least:
            raise self.fault(f"must be at least {least}")
        if most is not None and self.value > most:
            raise self.fault(f"must be at most {most}")
        return self.value

    def day(self) -> date:
        """The value as a date, 2026-11-24."""
        text = self.text()
        try:
            if DATE.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self.fault("must be a date such as 2026-11-24")

    def day_or_null(self) -> date | None:
        """The value as a date, or None for null."""
        return None if self.value is None else self.day()

    def time(self, latest: int = DAY_MINUTES) -> int:
        """The value as minutes of a day, from 00:00 to 24:00."""
        match = TIME.fullmatch(self.text())
        if match:
            hour, minute = int(match[1]), int(match[2])
            if minute < 60 and hour * 60 + minute <= latest:
                return hour * 60 + minute
        raise self.fault("must be a time such as 09:00")

    def instant(self) -> int:
        """The value as seconds since 1970-01-01T00:00Z."""
        text = self.text()
        try:
            if INSTANT.fullmatch(text):
                return (datetime.fromisoformat(text) - EPOCH) // timedelta(seconds=1)
        except ValueError:
            pass
        raise self.fault("must be an instant such as 2026-11-26T13:00:00Z")


class Record:
    """An object of the scenario whose field names are known to be right."""

    def __init__(self, values: dict[str, object], path: str) -> None:
        self.values = values
        self.path = path

    def path_of(self, name: str) -> str:
        """The path of one field of this object."""
        return f"{self.path}.{name}" if self.path else name

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __getitem__(self, name: str) -> Field:
        return Field(self.values[name], self.path_of(name))

    def optional(self, name: str, read: Callable[[Field], Value], default: Value) -> Value:
        """What `read` makes of a field, or the default where it is left out."""
        return read(self[name]) if name in self.values else default
