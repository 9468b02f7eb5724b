"""The clinical settings in words: columns, cells, choices, and what keeps a sheet from use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clinic.models import Device
from plans.engine.standard import REQUIRED, SHEETS, Fault
from plans.models import Protocol, Skincare, Standard, ZoneRecord


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column of a row, under the column's name."""

    head: str
    text: str


def column_words(name: str) -> str:
    """The head of a column, with its unit."""
    return {**_of_questions(), **_of_depths(), **_of_products(), **_of_limits(), **_of_triage()}[
        name
    ]


def _of_questions() -> dict[str, str]:
    return {
        "key": _("Key"),
        "text": _("Question"),
        "gate": _("What a yes does"),
        "date_label": _("With a yes, asks for the date"),
        "washout_days": _("Opens after, days"),
        "kinds": _("Only for these devices"),
        "again": _("Asked before each session"),
        "advice": _("What to do"),
    }


def _of_depths() -> dict[str, str]:
    return {
        "zone": _("Zone"),
        "start": _("Start, mm"),
        "soft": _("Asks for a reason above, mm"),
        "hard": _("Never above, mm"),
        "indication": _("Indication"),
        "low": _("From, mm"),
        "high": _("To, mm"),
    }


def _of_products() -> dict[str, str]:
    return {
        "name": _("Product"),
        "percent": _("Lidocaine, %"),
        "minutes": _("Works in, minutes"),
        "warn_minutes": _("Warns after, minutes"),
        "needs_prescriber": _("Only by a prescriber"),
        "is_offered": _("Offered"),
        "ask": _("Ask before"),
        "model": _("Model, as on the device"),
        "zones": _("Zones (none: the whole face)"),
        "skin_from": _("Fitzpatrick from"),
        "skin_to": _("Fitzpatrick to"),
        "age_from": _("Age from"),
        "depth": _("Depth to, mm"),
        "kind": _("Kind of product"),
        "stop_days": _("Stops before, days (empty: kept)"),
        "restart_days": _("Back after, days"),
        "darker_restart_days": _("Back after in darker skin, days"),
    }


def _of_limits() -> dict[str, str]:
    return {
        "consent_depth": _("Deeper asks for its own consent, mm"),
        "deepest": _("Never deeper than, mm"),
        "darker_less": _("First session in darker skin: less by, mm"),
        "numbing_grams": _("Numbing: warns above, g"),
        "numbing_cm2": _("Numbing: warns above, cm²"),
        "numbing_percent": _("Lidocaine: warns above, %"),
        "screening_days": _("A screening holds for, days"),
        "consent_hours": _("Time to think before the first session, hours"),
        "required": _("A record holds at the end"),
    }


def _of_triage() -> dict[str, str]:
    return {
        "pain_red": _("Pain that is red at any time, of 10"),
        "pain_late": _("Pain that is red later, of 10"),
        "late_hours": _("Later means after, hours"),
        "fever": _("Fever from, °C"),
        "fade_hours": _("Redness has faded after, hours"),
        "marks_day": _("Marks are amber from day"),
        "pigment_day": _("Brown or pale patches are amber from day"),
        "red_hours": _("A person looks at red within, hours"),
        "amber_hours": _("A person looks at amber within, hours"),
        "missing_hours": _("A check-in is missing after, hours"),
    }


def choice_words(column: str) -> Mapping[str, str]:
    """What the choices of a column are called."""
    labels: dict[str, Sequence[tuple[str, Any]]] = {
        "zone": ZoneRecord.Zone.choices,
        "zones": ZoneRecord.Zone.choices,
        "kinds": Device.Kind.choices,
        "kind": Skincare.Kind.choices,
        "indication": Protocol.Indication.choices,
        "gate": tuple(_gates().items()),
        "required": tuple(_required().items()),
    }
    return {value: str(label) for value, label in labels[column]}


def _gates() -> dict[str, str]:
    return {
        "block": _("Blocks"),
        "override": _("Blocks, unless a prescriber gives a reason"),
        "review": _("A practitioner decides for each session"),
        "note": _("Is shown"),
    }


def _required() -> dict[str, str]:
    named = {
        "device": _("Device"),
        "cartridge": _("Lot of the cartridge"),
        "depth": _("Depth of each treated zone"),
        "numbing": _("Numbing on and off"),
        "operator": _("Operator"),
    }
    return {what: named[what] for what in REQUIRED}


def sheet_rows(standard: Standard) -> list[list[Cell]]:
    """A sheet as it is read: every row with its cells in words. A column whose every cell is
    empty is left out, and so is the key, which only the answers need."""
    columns = [each for each in fields(SHEETS[standard.sheet]) if each.name != "key"]
    shown = [each for each in columns if any(_is_said(row.get(each.name)) for row in standard.rows)]
    return [
        [
            Cell(column_words(each.name), _cell(each.name, each.metadata["kind"], row))
            for each in shown
        ]
        for row in standard.rows
    ]


def _is_said(value: Any) -> bool:
    return value is not None and value is not False and value not in ("", [])


def _cell(name: str, kind: str, row: Mapping[str, Any]) -> str:
    value = row.get(name)
    if kind == "yes":
        return _("Yes") if value else "–"
    if not _is_said(value):
        return "–"
    if kind == "choice":
        return choice_words(name).get(str(value), str(value))
    if kind == "choices":
        labels = choice_words(name)
        return ", ".join(labels.get(one, one) for one in value or ())
    return f"{value:g}" if isinstance(value, float) else str(value)


def sheet_words(sheet: str) -> str:
    """What a sheet is for."""
    return {
        "questions": _("What patients are asked before a plan and before each session."),
        "depths": _("How deep one needles in each zone."),
        "bands": _("The usual depths for each indication."),
        "numbing": _("The products that numb, their strength and their time."),
        "clearances": _("What each model of device is cleared for; elsewhere a consent says so."),
        "skincare": _("How long a patient's own products rest around a session."),
        "triage": _("When the answers of a check-in are amber or red, and how soon one looks."),
        "limits": _("What warns, how long things hold, what a record must hold."),
    }[sheet]


def fault_words(fault: Fault) -> str:
    """The sentence beside the cell."""
    sentence = {
        "missing": _("Fill this in."),
        "number": _("Write a number that is not below 0, without a fraction where days count."),
        "at_most": _("This must be %(most)g or less."),
        "choice": _("Choose from the list."),
        "doubled": _("This stands in a row above already."),
        "order": _("Start, reason and most must rise from left to right."),
        "one_row": _("This sheet has exactly one row."),
    }[fault.what]
    return sentence % dict(fault.facts)


def placed_words(fault: Fault) -> str:
    """The same for a page without cells: line and column before it."""
    if not fault.column:
        return fault_words(fault)
    facts = {"line": fault.line, "column": column_words(fault.column), "what": fault_words(fault)}
    return capfirst(_("Line %(line)s, %(column)s: %(what)s") % facts)
