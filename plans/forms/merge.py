"""Which values stay when two records become one: a choice wherever both say something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from clinic.forms import HouseForm
from plans.queries.merge import UNITS, MergePreview, Side, default_side, side_taken
from plans.wording.merge import unit_label, value_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A value that may stay; `whose` tells it apart for who does not see the columns."""

    side: Side
    words: str
    whose: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the comparison. Without options nobody must choose, and `taken` stays."""

    unit: str
    label: str
    kept: str
    other: str
    taken: Side
    options: Sequence[Option]
    faults: Sequence[str]


class MergeForm(HouseForm):
    def __init__(self, *args: Any, preview: MergePreview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preview = preview
        for unit in preview.choices:
            self.fields[unit] = forms.ChoiceField(
                choices=[(side.value, side.value) for side in sides(unit)],
                initial=default_side(unit).value,
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), _("Choose which one stays.")
                ),
            )

    def chosen(self) -> dict[str, Side]:
        """Whose values stay, once it is valid."""
        return {unit: Side(self.cleaned_data[unit]) for unit in self.preview.choices}

    def rows(self) -> list[Row]:
        """Every unit of which one of the records says something."""
        kept, other, zone = self.preview.kept, self.preview.other, self.preview.zone
        said = {
            unit: {
                Side.KEPT: value_words(kept, unit, zone),
                Side.OTHER: value_words(other, unit, zone),
            }
            for unit in UNITS
        }
        return [self.row(unit, words) for unit, words in said.items() if any(words.values())]

    def row(self, unit: str, words: Mapping[Side, str]) -> Row:
        must_choose = unit in self.preview.choices
        return Row(
            unit=unit,
            label=unit_label(unit),
            kept=words[Side.KEPT],
            other=words[Side.OTHER],
            taken=side_taken(self.preview.kept, self.preview.other, unit, {}),
            options=[self.option(unit, side, words) for side in sides(unit)] if must_choose else (),
            faults=[str(fault) for fault in self.errors.get(unit, ())],
        )

    def option(self, unit: str, side: Side, words: Mapping[Side, str]) -> Option:
        whose = {
            Side.KEPT: _("this record"),
            Side.OTHER: _("the other record"),
            Side.BOTH: "",
        }
        return Option(
            side=side,
            words=words.get(side) or _("Both, one below the other"),
            whose=whose[side],
            is_chosen=self[unit].value() == side.value,
        )


def sides(unit: str) -> list[Side]:
    """What may be chosen for a unit."""
    return list(Side) if unit == "alerts" else [Side.KEPT, Side.OTHER]
