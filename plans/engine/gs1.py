"""The code on a package, as a scanner or a keyboard brings it: which item, lot, serial, expiry.

GS1 element strings (General Specifications, sections 3 and 7.8) with FNC1 as ASCII 29, with or
without the scanner's symbology prefix, or as people read them, with brackets: (01)...(17)...
Another system's code (HIBCC begins with "+", ICCBBA with "=" or "&") is kept as it is.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

SEPARATOR: Final = "\x1d"
PREFIXES: Final = ("]d2", "]C1", "]Q3", "]e0", "]J1")
CODE_MOST: Final = 200
"""Longer than any element string may be."""

FIXED: Final = {
    **dict.fromkeys(["00"], 18),
    **dict.fromkeys(["01", "02", "03"], 14),
    **dict.fromkeys(["11", "12", "13", "15", "16", "17"], 6),
    **dict.fromkeys(["20"], 2),
}
"""Identifiers whose value has so many digits and needs no separator after it."""
VARIABLE: Final = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "240": 30, "241": 30, "250": 30}
"""Identifiers whose value has at most so many characters and ends at a separator."""
VALUE: Final = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+\Z")
BRACKETS: Final = re.compile(r"\((\d{2,4})\)")

System = Literal["gs1", "hibcc", "iccbba", "other"]
What = Literal["empty", "too_long", "unknown_part", "cut_short", "characters", "digit", "date"]


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says; parts that it does not hold are empty. `raw` is as it came, without the
    scanner's prefix. Only GS1 codes are taken apart (`system`)."""

    system: System
    raw: str
    gtin: str = ""
    lot: str = ""
    serial: str = ""
    made_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a code is none: empty, too_long, unknown_part (an identifier we do not know), cut_short,
    characters, digit (the item number's check digit is wrong), date. `part` is the identifier."""

    what: What
    part: str = ""


Parts = dict[str, str]


def read_code(text: str, today: date) -> Code | Unread:
    """Take a scanned or typed code apart. `today` settles the century of its two-digit years."""
    bare = text.strip(" \t\r\n")
    prefix = next((each for each in PREFIXES if bare.startswith(each)), "")
    raw = bare.removeprefix(prefix).strip(SEPARATOR)
    if not raw:
        return Unread("empty")
    if len(raw) > CODE_MOST:
        return Unread("too_long")
    if raw.startswith("+"):
        return Code("hibcc", raw)
    if raw[0] in "=&":
        return Code("iccbba", raw)
    if not prefix and not looks_like_gs1(raw):
        return Code("other", raw)
    parts = _bracketed(raw) if raw.startswith("(") else _scanned(raw)
    return parts if isinstance(parts, Unread) else _code(raw, parts, today)


def looks_like_gs1(raw: str) -> bool:
    """Without a scanner's word for it: it begins with an item number, names its parts in brackets
    or parts them as scanners do. Anything else may be a lot number that somebody typed."""
    return SEPARATOR in raw or bool(BRACKETS.match(raw) or re.match(r"01\d{14}", raw))


def _bracketed(raw: str) -> Parts | Unread:
    _before, *rest = BRACKETS.split(raw)
    return _checked(dict(zip(rest[::2], (each.strip() for each in rest[1::2]), strict=True)))


def _scanned(raw: str) -> Parts | Unread:
    parts: Parts = {}
    left = raw
    while left:
        name = _name_at(left)
        if name is None:
            return Unread("unknown_part", left[:2])
        left = left[len(name) :]
        if name in FIXED:
            value, left = left[: FIXED[name]], left[FIXED[name] :].removeprefix(SEPARATOR)
        else:
            value, _separator, left = left.partition(SEPARATOR)
        parts[name] = value
    return _checked(parts)


def _name_at(text: str) -> str | None:
    return next((text[:n] for n in (2, 3) if text[:n] in FIXED or text[:n] in VARIABLE), None)


def _checked(parts: Parts) -> Parts | Unread:
    for name, value in parts.items():
        if name not in FIXED and name not in VARIABLE:
            return Unread("unknown_part", name)
        if not value or len(value) < FIXED.get(name, 1):
            return Unread("cut_short", name)
        if len(value) > FIXED.get(name, VARIABLE.get(name, 0)):
            return Unread("too_long", name)
        if (name in FIXED and not _is_digits(value)) or not VALUE.match(value):
            return Unread("characters", name)
    if "01" in parts and not is_item_number(parts["01"]):
        return Unread("digit", "01")
    return parts


def _is_digits(value: str) -> bool:
    return value.isascii() and value.isdigit()


def is_item_number(gtin: str) -> bool:
    """Whether the last of its digits is the check digit of those before it."""
    return _is_digits(gtin) and gtin == f"{gtin[:-1]}{check_digit(gtin[:-1])}"


def check_digit(digits: str) -> int:
    """Modulo ten, weights 3 and 1 from the right."""
    total = sum(int(each) * (3 if at % 2 == 0 else 1) for at, each in enumerate(reversed(digits)))
    return -total % 10


def _code(raw: str, parts: Parts, today: date) -> Code | Unread:
    days = {name: day_of(parts[name], today) for name in ("11", "17") if name in parts}
    wrong = [name for name, day in days.items() if day is None]
    if wrong:
        return Unread("date", wrong[0])
    return Code(
        system="gs1",
        raw=raw,
        gtin=parts.get("01", ""),
        lot=parts.get("10", ""),
        serial=parts.get("21", ""),
        made_on=days.get("11"),
        expires_on=days.get("17"),
    )


def day_of(digits: str, today: date) -> date | None:
    """The day of YYMMDD; day 00 is the month's last. The year is the one of that ending from 49
    years back to 50 years ahead (General Specifications 7.12). None where there is no such day."""
    year, month, day = (int(digits[at : at + 2]) for at in (0, 2, 4))
    ahead = year - today.year % 100
    century = today.year // 100 * 100
    if ahead >= 51:
        century -= 100
    elif ahead <= -50:
        century += 100
    try:
        last = calendar.monthrange(century + year, month)[1]
        return date(century + year, month, day or last)
    except ValueError:  # IllegalMonthError is one too
        return None
