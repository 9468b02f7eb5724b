"""Consent: which agreement covers a visit, why another is asked for, what is a signature.

A consent covers one version of one text, one indication, one kind of device and, only where it
says so, depths above the clinic's consent depth. Anything else asks again.
"""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

MOST_LINES: Final = 200
MOST_POINTS: Final = 20_000
LEAST_INK: Final = 0.15
"""How long all lines of a signature are together, in widths of the pad: less is a slip of a
finger."""
LONGEST: Final = 60 * 60 * 1000
"""An hour, in milliseconds: nobody signs for longer."""

Point = tuple[float, float, int]
Strokes = tuple[tuple[Point, ...], ...]


class Why(StrEnum):
    """Why a consent is asked for."""

    NO_TEXT = "no_text"
    NONE = "none"
    WITHDRAWN = "withdrawn"
    NEW_TEXT = "new_text"
    OTHER_INDICATION = "other_indication"
    OTHER_DEVICE = "other_device"
    DEEPER = "deeper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a visit asks for, or what a patient agreed to. `text` is the key of the version;
    `device_kind` is empty where no device is known yet; `is_outside`: the device is not cleared for
    what is treated, or she confirmed the line that says so."""

    text: int
    indication: str
    device_kind: str
    is_deep: bool = False
    is_outside: bool = False


def why_not_covered(asked: Terms, agreed: Terms) -> Why | None:
    """What keeps this agreement from covering the visit; None: it covers it. A device of the same
    kind that is not cleared, where the line on that was not confirmed, is another device."""
    if asked.text != agreed.text:
        return Why.NEW_TEXT
    if asked.indication != agreed.indication:
        return Why.OTHER_INDICATION
    if asked.device_kind and asked.device_kind != agreed.device_kind:
        return Why.OTHER_DEVICE
    if asked.is_outside and not agreed.is_outside:
        return Why.OTHER_DEVICE
    if asked.is_deep and not agreed.is_deep:
        return Why.DEEPER
    return None


def fingerprint(*, title: str, body: str, outside_line: str) -> str:
    """The SHA-256, in hexadecimal, of exactly what was shown; `outside_line` is empty where it was
    not asked to be confirmed. The parts are told apart, so that no words can slip from one to
    another."""
    shown = json.dumps([title, body, outside_line], ensure_ascii=False)
    return hashlib.sha256(shown.encode()).hexdigest()


def strokes_in(drawn: str) -> Strokes | None:
    """What a pad sends, as lines of points [x, y, milliseconds], x and y from 0 to 1; None where it
    is no signature: not of this form, beyond the bounds, or next to no ink."""
    try:
        lines = json.loads(drawn)
    except (ValueError, RecursionError):
        return None
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_LINES:
        return None
    if not all(isinstance(line, list) and line for line in lines):
        return None
    if sum(len(line) for line in lines) > MOST_POINTS:
        return None
    points = [[_point(each) for each in line] for line in lines]
    strokes = tuple(tuple(point for point in line if point) for line in points)
    if any(None in line for line in points) or ink_of(strokes) < LEAST_INK:
        return None
    return strokes


def _point(each: object) -> Point | None:
    if not isinstance(each, list) or len(each) != 3:
        return None
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in each):
        return None
    x, y, at = each
    if not (0 <= x <= 1 and 0 <= y <= 1 and 0 <= at <= LONGEST):
        return None
    return round(float(x), 4), round(float(y), 4), int(at)


def ink_of(strokes: Sequence[Sequence[Point]]) -> float:
    """The length of all lines together, in widths of the pad."""
    return sum(math.dist(one[:2], two[:2]) for line in strokes for one, two in pairwise(line))
