"""A draft of a sheet of clinical settings: a table whose fields follow from its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.engine.standard import SHEETS, SINGLE, Fault
from plans.models import Standard
from plans.wording.standard import choice_words, column_words, fault_words

PREFIX = "rows"
SPARE = 2
MORE = 3
"""So many more empty rows come with each press of the button for more."""
MOST_ROWS = 200
WIDE = ("long", "choices")


def field_of(column: Field[Any]) -> forms.Field:
    """What its column asks for. Whether it may stay empty is the sheet's rule, not the field's."""
    kind, label = column.metadata["kind"], column_words(column.name)
    plain: dict[str, Any] = {"label": label, "required": False}
    if kind == "long":
        return forms.CharField(max_length=600, widget=forms.Textarea({"rows": 2}), **plain)
    if kind == "number":
        return forms.IntegerField(widget=forms.NumberInput({"inputmode": "numeric"}), **plain)
    if kind == "decimal":
        step = {"step": "any", "inputmode": "decimal"}
        return forms.FloatField(widget=forms.NumberInput(step), **plain)
    if kind == "yes":
        return forms.BooleanField(**plain)
    if kind == "choice":
        choices = [("", "–"), *choice_words(column.name).items()]
        return forms.ChoiceField(choices=[one for one in choices if _fits(column, one)], **plain)
    if kind == "choices":
        choices = [one for one in choice_words(column.name).items() if _fits(column, one)]
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, **plain
        )
    return forms.CharField(max_length=60 if kind == "key" else 200, **plain)


def _fits(column: Field[Any], choice: tuple[str, str]) -> bool:
    return choice[0] in ("", *column.metadata["choices"])


class RowForm(HouseForm):
    """One row of the sheet named by its formset; left empty, it is no row."""

    def __init__(self, *args: Any, sheet: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = fields(SHEETS[sheet])
        self.fields = {each.name: field_of(each) for each in self.columns} | self.fields

    @property
    def cells(self) -> list[tuple[forms.BoundField, str]]:
        """Each field with the kind of its column."""
        return [(self[each.name], each.metadata["kind"]) for each in self.columns]

    def row(self) -> dict[str, Any]:
        """As the sheet keeps it; a cell left empty has what its column says by itself."""
        typed = {each.name: self.cleaned_data[each.name] for each in self.columns}
        return typed | {
            each.name: each.default
            for each in self.columns
            if typed[each.name] in (None, "") and each.default is not MISSING
        }


if TYPE_CHECKING:
    BaseRows = forms.BaseFormSet[RowForm]
else:
    BaseRows = forms.BaseFormSet  # takes no type argument when it runs


class Rows(BaseRows):
    """The whole sheet."""

    def clean(self) -> None:
        if self.total_form_count() < self.initial_form_count():
            raise forms.ValidationError(
                _("Not every row has arrived, so nothing was changed. Open the page again.")
            )

    @property
    def kept(self) -> list[RowForm]:
        """The rows that are neither empty nor to be removed."""
        return [
            form
            for form in self.forms
            if (form in self.initial_forms or form.has_changed())
            and not form.cleaned_data.get("DELETE")
        ]

    def rows(self) -> list[dict[str, Any]]:
        return [form.row() for form in self.kept]

    def show(self, faults: Sequence[Fault]) -> list[str]:
        """Put each fault beside its cell; what belongs to no cell comes back."""
        kept, elsewhere = self.kept, []
        for fault in faults:
            if fault.column and fault.line <= len(kept):
                kept[fault.line - 1].add_error(fault.column, fault_words(fault))
            else:
                elsewhere.append(fault_words(fault))
        return elsewhere


def rows_form(standard: Standard, data: QueryDict | None) -> Rows:
    """The stored rows with a few empty ones, or what was typed; with `more` in it, and more
    empty rows."""
    is_single = standard.sheet in SINGLE
    made = forms.formset_factory(
        RowForm,
        formset=Rows,
        extra=0 if is_single else SPARE,
        can_delete=not is_single,
        max_num=1 if is_single else MOST_ROWS,
        absolute_max=MOST_ROWS + MORE,
    )
    initial: Sequence[Mapping[str, Any]] = standard.rows
    typed = with_more(data) if data and "more" in data else data
    kwargs = {"sheet": standard.sheet}
    return cast(Rows, made(typed, initial=initial, prefix=PREFIX, form_kwargs=kwargs))


def with_more(data: QueryDict) -> QueryDict:
    """The same with room for a few more rows."""
    name, typed = f"{PREFIX}-TOTAL_FORMS", data.copy()
    count = str(typed.get(name, ""))
    if count.isascii() and count.isdigit():
        typed[name] = str(min(int(count[:4]) + MORE, MOST_ROWS))
    return typed


class SourceForm(HouseForm):
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=8000,
        widget=forms.Textarea({"rows": 10}),
        help_text=_("What the rows rest on, and who decided where sources disagree."),
    )


class ApprovalForm(HouseForm):
    approved_by = forms.CharField(
        label=_("Name of the clinician who approves"),
        max_length=120,
        help_text=_("As it shall stand on the sheet: Dr Pia Novak, dermatologist."),
    )
    is_read = forms.BooleanField(
        label=_("This person has read every row of this sheet and answers for it.")
    )
