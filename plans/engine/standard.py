"""The sheets of clinical settings: their columns, and their rows as values.

A sheet is stored as a list of plain objects and edited as a table; here it becomes frozen rows
that the rules of screening, depth, numbing and skincare read. A row that is not what its columns
ask for is a `Fault` with its line (from 1) and column, never an exception.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final, Literal

Kind = Literal["key", "text", "long", "number", "decimal", "yes", "choice", "choices"]
ZONES: Final = (
    *("forehead", "glabella", "temples", "eyes", "nose_bridge", "nose_sides", "left_cheek"),
    *("right_cheek", "upper_lip", "chin", "jawline", "neck"),
)
DEVICE_KINDS: Final = ("roller", "pen", "rf")
INDICATIONS: Final = ("pores", "texture", "fine_lines", "acne_scars")
SKINCARE: Final = (
    *("cleanser", "moisturiser", "sunscreen", "make_up", "retinoid", "acid", "vitamin_c"),
    *("benzoyl", "scrub", "self_tan", "other"),
)
GATES: Final = ("block", "override", "review", "note")
REQUIRED: Final = ("device", "cartridge", "depth", "numbing", "operator")
"""What a record may be asked to hold before it is finished."""


def column(kind: Kind, *, choices: Sequence[str] = (), most: float = 1000, **rest: Any) -> Any:
    """A field of a row, with what its column takes: at most `most` for numbers."""
    facts = {"kind": kind, "choices": tuple(choices), "most": most}
    return field(metadata=facts, **rest)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the screening. A yes closes the `gate`: block (nobody overrules), override
    (a prescriber may, with a reason), review (a practitioner decides for each session), note.
    `date_label` asks for a date with the yes ("When did you stop?"); with `washout_days` the gate
    opens so many days after it. `kinds`: only for these devices (none: all). `again`: asked anew
    before each session."""

    key: str = column("key")
    text: str = column("long")
    gate: str = column("choice", choices=GATES)
    date_label: str = column("text", default="")
    washout_days: int | None = column("number", most=3650, default=None)
    kinds: tuple[str, ...] = column("choices", choices=DEVICE_KINDS, default=())
    again: bool = column("yes", default=False)
    advice: str = column("long", default="")


@dataclass(frozen=True, slots=True)
class DepthLimit:
    """Needle depth in one zone, mm: where one starts, from where on it warns and asks for a
    reason, and the depth above which nothing is recorded."""

    zone: str = column("choice", choices=ZONES)
    start: float = column("decimal", most=3)
    soft: float = column("decimal", most=3)
    hard: float = column("decimal", most=3)


@dataclass(frozen=True, slots=True)
class Band:
    """The usual depths for one indication, mm."""

    indication: str = column("choice", choices=INDICATIONS)
    low: float = column("decimal", most=3)
    high: float = column("decimal", most=3)


@dataclass(frozen=True, slots=True)
class Numbing:
    """A numbing product: strength in percent, usual contact time and the one that warns, in
    minutes. `needs_prescriber`: only on a prescriber's word. `ask`: what to ask before."""

    name: str = column("text")
    percent: float = column("decimal", most=100)
    minutes: int = column("number", most=180)
    warn_minutes: int = column("number", most=240)
    needs_prescriber: bool = column("yes", default=False)
    is_offered: bool = column("yes", default=True)
    ask: str = column("text", default="")


@dataclass(frozen=True, slots=True)
class Clearance:
    """One use for which a model of device is cleared: the model as it is written on the device,
    indication, zones (none: the whole face), Fitzpatrick types, least age, most depth in mm."""

    model: str = column("text")
    indication: str = column("choice", choices=INDICATIONS)
    zones: tuple[str, ...] = column("choices", choices=ZONES, default=())
    skin_from: int = column("number", most=6, default=1)
    skin_to: int = column("number", most=6, default=6)
    age_from: int = column("number", most=99, default=22)
    depth: float | None = column("decimal", most=3, default=None)


@dataclass(frozen=True, slots=True)
class Rest:
    """How long a kind of skincare product rests around a session, days; none: it is kept.
    `darker_restart_days`: for Fitzpatrick IV to VI (none: the same)."""

    kind: str = column("choice", choices=SKINCARE)
    stop_days: int | None = column("number", most=365, default=None)
    restart_days: int | None = column("number", most=365, default=None)
    darker_restart_days: int | None = column("number", most=365, default=None)


@dataclass(frozen=True, slots=True)
class Limits:
    """The clinic's other limits; a sheet of one row. Depth in mm, areas in cm², spans as named.

    `consent_depth`: deeper needs a consent that says so. `darker_less`: so much less is the soft
    limit of a first session for Fitzpatrick IV to VI. `screening_days`: a screening holds for
    sessions on its day and so many days after. `required`: what a record must hold at the end."""

    consent_depth: float = column("decimal", most=3)
    deepest: float = column("decimal", most=3)
    darker_less: float = column("decimal", most=3)
    numbing_grams: float = column("decimal", most=100)
    numbing_cm2: int = column("number", most=2000)
    numbing_percent: float = column("decimal", most=100)
    screening_days: int = column("number", most=14)
    consent_hours: int = column("number", most=336)
    required: tuple[str, ...] = column("choices", choices=REQUIRED, default=REQUIRED)


@dataclass(frozen=True, slots=True)
class Triage:
    """What makes a check-in amber or red; a sheet of one row. Pain from 0 to 10, fever in °C.

    `pain_red`: red at any time; `pain_late`: red from `late_hours` after the session on. From
    `fade_hours` on, redness that has hardly faded, on skin that is also warm, sore or swollen, is
    amber. From `marks_day` on, what is still marked is amber; from `pigment_day` on, new brown or
    pale patches are. A person looks within `red_hours` or `amber_hours`, counted in opening hours;
    a check-in that was asked for is missing after `missing_hours`."""

    pain_red: int = column("number", most=10)
    pain_late: int = column("number", most=10)
    late_hours: int = column("number", most=336)
    fever: float = column("decimal", most=42)
    fade_hours: int = column("number", most=336)
    marks_day: int = column("number", most=180)
    pigment_day: int = column("number", most=180)
    red_hours: int = column("number", most=24)
    amber_hours: int = column("number", most=168)
    missing_hours: int = column("number", most=168)


Row = Question | DepthLimit | Band | Numbing | Clearance | Rest | Limits | Triage
SHEETS: Final[Mapping[str, type[Row]]] = MappingProxyType(
    {
        "questions": Question,
        "depths": DepthLimit,
        "bands": Band,
        "numbing": Numbing,
        "clearances": Clearance,
        "skincare": Rest,
        "limits": Limits,
        "triage": Triage,
    }
)
SINGLE: Final = ("limits", "triage")
"""Sheets of exactly one row."""

UNIQUE: Final = MappingProxyType(
    {"questions": "key", "depths": "zone", "bands": "indication", "skincare": "kind"}
)
"""The column whose value stands in one row only."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: missing, unknown, number, at_most, choice, doubled, order, one_row."""

    line: int
    column: str
    what: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def rows_of(sheet: str, stored: Sequence[Mapping[str, Any]]) -> tuple[Any, ...]:
    """The rows of an approved sheet, whose faults were looked for before it was approved."""
    made = SHEETS[sheet]
    known = {each.name for each in fields(made)}
    return tuple(
        made(**{name: _frozen(value) for name, value in row.items() if name in known})
        for row in stored
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def faults_of(sheet: str, stored: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """All that keeps a sheet from being approved."""
    found = [
        fault
        for line, row in enumerate(stored, 1)
        for each in fields(SHEETS[sheet])
        for fault in _fault_of(line, each, row)
    ]
    if sheet in SINGLE and len(stored) != 1:
        found.append(Fault(1, "", "one_row"))
    found.extend(_doubled(sheet, stored))
    if not found and sheet == "depths":
        for line, row in enumerate(stored, 1):
            if not row["start"] <= row["soft"] <= row["hard"]:
                found.append(Fault(line, "soft", "order"))
    return tuple(found)


def _doubled(sheet: str, stored: Sequence[Mapping[str, Any]]) -> list[Fault]:
    name = UNIQUE.get(sheet)
    if name is None:
        return []
    values = [row.get(name) for row in stored]
    return [
        Fault(line, name, "doubled")
        for line, value in enumerate(values, 1)
        if values.index(value) + 1 < line
    ]


def _fault_of(line: int, each: Any, row: Mapping[str, Any]) -> list[Fault]:
    """At most one fault of one cell."""
    value, kind = row.get(each.name), each.metadata["kind"]
    if value in (None, ""):
        is_asked = each.default is MISSING
        return [Fault(line, each.name, "missing")] if is_asked else []
    if kind in ("number", "decimal"):
        return _fault_of_number(line, each, value)
    if kind == "choice" and value not in each.metadata["choices"]:
        return [Fault(line, each.name, "choice")]
    if kind == "choices" and not set(value) <= set(each.metadata["choices"]):
        return [Fault(line, each.name, "choice")]
    return []


def _fault_of_number(line: int, each: Any, value: Any) -> list[Fault]:
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        return [Fault(line, each.name, "number")]
    if each.metadata["kind"] == "number" and not isinstance(value, int):
        return [Fault(line, each.name, "number")]
    most = each.metadata["most"]
    return [Fault(line, each.name, "at_most", {"most": most})] if value > most else []
