"""The clinic's clinical settings that are in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plans.engine.standard import (
    Band,
    Clearance,
    DepthLimit,
    Limits,
    Numbing,
    Question,
    Rest,
    Triage,
    rows_of,
)
from plans.models import Standard


@dataclass(frozen=True, slots=True)
class InForce:
    """Every approved sheet as rows; a sheet that nobody approved yet is empty. `questions` also
    as the row of the table that answers belong to."""

    sheets: dict[str, Standard]

    def _rows(self, sheet: str) -> tuple[Any, ...]:
        standard = self.sheets.get(sheet)
        return rows_of(sheet, standard.rows) if standard else ()

    @property
    def asked(self) -> Standard | None:
        return self.sheets.get("questions")

    @property
    def questions(self) -> Sequence[Question]:
        return self._rows("questions")

    @property
    def depths(self) -> dict[str, DepthLimit]:
        """By zone."""
        return {row.zone: row for row in self._rows("depths")}

    @property
    def bands(self) -> dict[str, Band]:
        """By indication."""
        return {row.indication: row for row in self._rows("bands")}

    @property
    def numbing(self) -> Sequence[Numbing]:
        return self._rows("numbing")

    @property
    def clearances(self) -> Sequence[Clearance]:
        return self._rows("clearances")

    @property
    def rests(self) -> dict[str, Rest]:
        """By kind of product."""
        return {row.kind: row for row in self._rows("skincare")}

    @property
    def limits(self) -> Limits | None:
        return next(iter(self._rows("limits")), None)

    @property
    def triage(self) -> Triage | None:
        return next(iter(self._rows("triage")), None)


def standards_in_force() -> InForce:
    """One query."""
    approved = Standard.objects.filter(state=Standard.State.APPROVED)
    return InForce({standard.sheet: standard for standard in approved})


@dataclass(frozen=True, slots=True)
class SheetState:
    """A sheet with the version in force and the open draft, where there are such."""

    sheet: str
    name: str
    in_force: Standard | None
    draft: Standard | None


def sheet_states() -> list[SheetState]:
    """Every sheet there is, one query."""
    current = [Standard.State.APPROVED, Standard.State.DRAFT]
    found = {(one.sheet, one.state): one for one in Standard.objects.filter(state__in=current)}
    return [
        SheetState(
            sheet=sheet,
            name=str(name),
            in_force=found.get((sheet, Standard.State.APPROVED)),
            draft=found.get((sheet, Standard.State.DRAFT)),
        )
        for sheet, name in Standard.Sheet.choices
    ]


def versions_of(sheet: str) -> list[Standard]:
    """The newest first."""
    return list(Standard.objects.filter(sheet=sheet).defer("rows", "source").order_by("-number"))
