"""Lots in words, on pages and in files."""

import csv
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from plans.actions.refusal import Refused
from plans.models import Lot, LotUse
from plans.queries.lot import Touched

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula when a cell begins with it."""


def use_words(use: LotUse) -> str:
    """Product, lot and, where it is known, the single piece."""
    words = f"{use.lot.name} {use.lot.number}"
    return (
        _("%(lot)s, serial %(serial)s") % {"lot": words, "serial": use.serial}
        if use.serial
        else words
    )


def refusal_words(refused: Refused) -> str:
    return {
        "recalled_already": _("Somebody marked this lot as recalled already."),
        "not_recalled": _("This lot is not recalled any more."),
    }[refused.what]


def safe_cell(text: object) -> str:
    """A cell that no spreadsheet runs as a formula."""
    cell = str(text)
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class Line:
    """What `csv` writes to: it gives each line back."""

    def write(self, text: str) -> str:
        return text


def sheet_lines(rows: Iterable[Touched]) -> Iterator[str]:
    """A file of comma-separated values, one line for each session."""
    writer = csv.writer(Line())
    yield "\ufeff" + writer.writerow(_heads())
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in _cells(row)])


def _heads() -> list[str]:
    return [
        *(_("Date"), _("Location"), _("Patient"), _("Born"), _("Phone"), _("E-mail")),
        *(_("Cartridges"), _("Numbing"), _("Products"), _("Device"), _("Serial number")),
        *(_("Zones"), _("Operator"), _("Signed")),
    ]


def _cells(row: Touched) -> list[object]:
    visit, record = row.record.visit, row.record
    patient, device = visit.patient, record.device
    of_kinds = [
        "; ".join(use_words(use) for use in row.uses if use.kind == kind)
        for kind in Lot.Kind.values
    ]
    return [
        *(row.day, visit.location.name, patient.name, patient.birth_date or ""),
        *(patient.phone or "", patient.email, *of_kinds),
        *(device.name if device else "", device.serial if device else ""),
        *("; ".join(row.zones), row.operator, _("yes") if record.signed_at else _("no")),
    ]
