"""A file of patients, read row by row through the form of the desk."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from plans.actions.patient import Details, person_in
from plans.engine.patient import Person
from plans.forms.patient import PatientForm

COLUMNS = tuple(PatientForm.base_fields)
TYPES = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
YES, NO = ("yes", "y", "1", "true", "x"), ("no", "n", "0", "false", "")
FLAGS = ("may_email", "may_sms")


class SheetError(Exception):
    """The file as a whole cannot be read; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` of the file, counted from 1; `column` as its header names it."""

    line: int
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    details: Details


@dataclass(slots=True)
class Sheet:
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def people(self) -> list[tuple[int, Person]]:
        """Who stands on which line."""
        return [(row.line, person_in(row.details)) for row in self.rows]


def read_sheet(content: bytes, *, today: dt.date, region: str) -> Sheet:
    """UTF-8 with or without a byte order mark; commas or semicolons, as the first line has it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetError(
            _("The file is not UTF-8. Save it as “CSV UTF-8” and try again.")
        ) from None
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    header = _header(next(reader, []))
    sheet = Sheet()
    try:
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _read_row(sheet, line, header, cells, today, region)
            line = reader.line_num + 1
    except csv.Error:
        raise SheetError(
            _("Line %(line)d cannot be read. Look at its quotation marks.")
            % {"line": reader.line_num}
        ) from None
    return sheet


def _header(cells: Sequence[str]) -> list[str]:
    header = [cell.strip().lower().replace(" ", "_") for cell in cells]
    unknown = [str(number) for number, name in enumerate(header, 1) if name not in COLUMNS]
    known = {"columns": ", ".join(COLUMNS)}
    if "name" not in header:
        raise SheetError(_("The first line names no column “name”. Columns: %(columns)s.") % known)
    if unknown or len(set(header)) < len(header):
        raise SheetError(
            _("The first line has unknown or repeated columns (%(numbers)s). Columns: %(columns)s.")
            % (known | {"numbers": ", ".join(unknown) or "–"})
        )
    return header


def _read_row(
    sheet: Sheet,
    line: int,
    header: Sequence[str],
    cells: Sequence[str],
    today: dt.date,
    region: str,
) -> None:
    if len(cells) != len(header):
        what = _("It has %(count)d columns, the first line has %(header)d.")
        facts = {"count": len(cells), "header": len(header)}
        sheet.faults.append(Fault(line, _("whole row"), what % facts))
        return
    values = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    faults = _unclear_flags(line, values)
    form = PatientForm(_as_typed(values), today=today, region=region)
    faults += [
        Fault(line, column, str(error))
        for column, errors in form.errors.items()
        for error in errors
    ]
    if faults:
        sheet.faults += faults
    else:
        sheet.rows.append(Row(line, form.details()))


def _unclear_flags(line: int, values: Mapping[str, str]) -> list[Fault]:
    return [
        Fault(line, flag, _("Write yes or no."))
        for flag in FLAGS
        if values.get(flag, "").lower() not in (*YES, *NO)
    ]


def _as_typed(values: Mapping[str, str]) -> dict[str, str]:
    """The cells as the desk's form would send them."""
    typed = dict(values)
    for flag in FLAGS:
        if typed.get(flag, "").lower() in NO:
            typed.pop(flag, None)
    for choice in ("channel", "language"):
        typed[choice] = typed.get(choice, "").lower()
    skin = typed.get("fitzpatrick", "").lower()
    typed["fitzpatrick"] = TYPES.get(skin, skin)
    return typed
