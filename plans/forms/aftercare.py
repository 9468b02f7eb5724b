"""Lines of aftercare as rows of a form: those of a draft of a protocol, and those of one note."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.engine.aftercare import DAY, LAST, Line
from plans.models import AftercareStep

SPARE_LINES = 2
MOST_LINES = 60
LONGEST_TEXT = 500
HOURS, DAYS = "hours", "days"
LATE = _("A line begins and ends within five years of the session.")


class LineForm(HouseForm):
    """One line; without a text it is left out."""

    place = forms.IntegerField(label=_("Order"), required=False, min_value=1, max_value=99)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=AftercareStep.Kind.choices, required=False, initial="do"
    )
    start = forms.IntegerField(label=_("From"), required=False, min_value=0, max_value=LAST)
    end = forms.IntegerField(label=_("Until"), required=False, min_value=1, max_value=LAST)
    unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[(HOURS, _("hours")), (DAYS, _("days"))],
        required=False,
        initial=HOURS,
    )
    text = forms.CharField(
        label=_("What the patient reads"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_time = cleaned.get("start") is not None or cleaned.get("end") is not None
        if has_time and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("What is the patient told?"))
        if cleaned.get("text") and not cleaned.get("kind") and "kind" not in self.errors:
            self.add_error("kind", _("Choose one of the kinds."))
        for edge in ("start", "end"):
            if cleaned.get(edge) and cleaned[edge] * self._hours(cleaned) > LAST:
                self.add_error(edge, LATE)
        return cleaned

    @staticmethod
    def _hours(cleaned: dict[str, Any]) -> int:
        return DAY if cleaned.get("unit") == DAYS else 1

    def line(self) -> Line:
        cleaned = self.cleaned_data
        hours = self._hours(cleaned)
        end = cleaned["end"]
        return Line(
            cleaned["kind"],
            (cleaned["start"] or 0) * hours,
            None if end is None else end * hours,
            " ".join(cleaned["text"].split()),
        )


class SkinLineForm(LineForm):
    """The same for a protocol, whose lines may be for one group of skin types."""

    skin = forms.ChoiceField(
        label=_("Skin"), choices=AftercareStep.Skin.choices, required=False, initial=""
    )


if TYPE_CHECKING:
    BaseLineTable = forms.BaseFormSet[LineForm]
else:
    BaseLineTable = forms.BaseFormSet  # takes no type argument when it runs


class LineTable(BaseLineTable):
    """All the lines."""

    def filled(self) -> list[LineForm]:
        """The rows with a text in the order of their numbers; one without a number comes last."""
        rows = [
            form
            for form in self.forms
            if form.cleaned_data.get("text") and not form.cleaned_data.get("DELETE")
        ]
        return sorted(rows, key=lambda form: form.cleaned_data["place"] or 100)

    def lines(self) -> list[Line]:
        return [form.line() for form in self.filled()]

    def steps(self) -> list[AftercareStep]:
        """The lines of a protocol."""
        return [
            AftercareStep(
                kind=line.kind,
                from_hours=line.start,
                until_hours=line.end,
                skin=form.cleaned_data["skin"],
                text=line.text,
            )
            for form in self.filled()
            for line in [form.line()]
        ]

    def show(self, number: int, column: str, words: str) -> None:
        """What is wrong with the line of this number, from 1, in this column."""
        self.filled()[number - 1].add_error(column, words)


def _table_of(form: type[LineForm]) -> Any:
    return forms.formset_factory(
        form, formset=LineTable, extra=SPARE_LINES, max_num=MOST_LINES, can_delete=True
    )


NoteTable, AftercareTable = _table_of(LineForm), _table_of(SkinLineForm)
NOTE, AFTERCARE = "lines", "aftercare"
"""The prefixes of the two tables."""


def note_table(data: QueryDict | None, lines: Iterable[Line]) -> LineTable:
    """The lines of a note with a few empty rows, or what was typed."""
    rows = [{"place": place, **_row(line)} for place, line in enumerate(lines, 1)]
    return cast(LineTable, NoteTable(data, initial=rows, prefix=NOTE))


def aftercare_table(data: QueryDict | None, steps: Iterable[AftercareStep]) -> LineTable:
    """The stored lines of a draft with a few empty rows, or what was typed."""
    rows = [
        {
            "place": step.order,
            "skin": step.skin,
            **_row(Line(step.kind, step.from_hours, step.until_hours, step.text)),
        }
        for step in steps
    ]
    return cast(LineTable, AftercareTable(data, initial=rows, prefix=AFTERCARE))


def _row(line: Line) -> dict[str, Any]:
    """What the fields of a row show, in the unit that says it shortest."""
    hours = DAY if line.is_in_days else 1
    return {
        "kind": line.kind,
        "start": line.start // hours,
        "end": None if line.end is None else line.end // hours,
        "unit": DAYS if line.is_in_days else HOURS,
        "text": line.text,
    }


def with_row(data: QueryDict, prefix: str, extras: Sequence[Line]) -> QueryDict:
    """What was typed with one row more: the ready line that the button `add` names, or none."""
    typed = data.copy()
    total, wanted = (_number(data.get(name, "")) for name in (f"{prefix}-TOTAL_FORMS", "add"))
    if total is None or total >= MOST_LINES:
        return typed
    typed[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
    known = wanted is not None and wanted < len(extras)
    row = _row(extras[wanted or 0]) if known else {"kind": "do", "unit": HOURS}
    for name, value in row.items():
        typed[f"{prefix}-{total}-{name}"] = "" if value is None else str(value)
    return typed


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None
