"""Rows that can be added to the wishes: dates to keep free, trips, sessions had before."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.engine.terms import KeepFree
from plans.forms.planner_fields import DayField

DAYS_BEFORE_EVENT = 7
# Freshly needled skin and strong sun do not go together, before a trip or after it.
DAYS_AROUND_TRIP = 14
MOST_DAYS = 60
MOST_ROWS = 30


def day_count(label: Any, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, min_value=0, max_value=MOST_DAYS)


def day_field(label: Any) -> DayField:
    return DayField(label=label, error_messages={"required": _("Choose a date.")})


class Row(HouseForm):
    """One row. `DELETE` comes with the formset: it takes the row out. `unnamed` is what an empty
    one is called."""

    unnamed: Any = ""

    def has_changed(self) -> bool:
        """Whether it says anything; numbers alone, which come filled in, do not."""
        return any(
            self.data.get(self.add_prefix(name))
            for name, field in self.fields.items()
            if not isinstance(field, forms.IntegerField)
        )

    @property
    def is_complete(self) -> bool:
        return self.is_bound and self.has_changed() and self.is_valid()

    @property
    def is_unfinished(self) -> bool:
        """Somebody is still typing: a date that it needs is missing."""
        days = [name for name, field in self.fields.items() if isinstance(field, DayField)]
        return not all(self.data.get(self.add_prefix(name)) for name in days)


class EventRow(Row):
    unnamed = _("A date to keep free")
    name = forms.CharField(label=_("What for"), max_length=40, required=False)
    on = day_field(_("Date"))
    days_before = day_count(_("Days before"), DAYS_BEFORE_EVENT)

    def layout(self) -> Layout:
        pair = Div(Field("on"), Field("days_before"), css_class="pair")
        return Layout(Field("name"), pair)

    def keep_free(self) -> KeepFree:
        return KeepFree(on=self.cleaned_data["on"], days_before=self.cleaned_data["days_before"])

    @property
    def marked(self) -> dt.date:
        """The day that the ribbon marks."""
        day: dt.date = self.cleaned_data["on"]
        return day

    @property
    def name_or_default(self) -> str:
        return self.cleaned_data["name"] or str(_("Kept free"))


class TripRow(Row):
    unnamed = _("A trip")
    name = forms.CharField(label=_("Where to"), max_length=40, required=False)
    first_day = day_field(_("First day"))
    last_day = day_field(_("Last day"))
    days_before = day_count(_("Days before"), DAYS_AROUND_TRIP)
    days_after = day_count(_("Days after"), DAYS_AROUND_TRIP)

    def layout(self) -> Layout:
        days = Div(Field("first_day"), Field("last_day"), css_class="pair")
        around = Div(Field("days_before"), Field("days_after"), css_class="pair")
        return Layout(Field("name"), days, around)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Choose a last day that is not before the first."))
        elif first and last and (last - first).days > 366:
            self.add_error("last_day", _("Choose a trip of at most a year."))
        return cleaned

    def keep_free(self) -> KeepFree:
        """From so many days before the first day to so many after the last, both included."""
        cleaned = self.cleaned_data
        after = cleaned["last_day"] + dt.timedelta(days=cleaned["days_after"])
        before = cleaned["first_day"] - dt.timedelta(days=cleaned["days_before"])
        return KeepFree(on=after, days_before=(after - before).days)

    @property
    def marked(self) -> dt.date:
        """The day that the ribbon marks."""
        day: dt.date = self.cleaned_data["first_day"]
        return day

    @property
    def name_or_default(self) -> str:
        return self.cleaned_data["name"] or str(_("Trip"))


class HadRow(Row):
    unnamed = _("A session had before")
    on = day_field(_("Date"))
    where = forms.CharField(
        label=_("Where"), max_length=120, required=False, help_text=_("Empty: here.")
    )

    def layout(self) -> Layout:
        return Layout(Div(Field("on"), Field("where"), css_class="pair"))

    @property
    def name_or_default(self) -> str:
        return self.cleaned_data["where"] or str(_("Here"))


if TYPE_CHECKING:
    BaseRows = forms.BaseFormSet[Row]
else:
    BaseRows = forms.BaseFormSet  # Django's formsets take no type argument when they run


class Rows(BaseRows):
    """Rows of one kind. Numbers may have holes: a row that was left empty counts as none."""

    @property
    def filled(self) -> list[Row]:
        """The rows that say something and stay."""
        if not self.is_bound:
            return []
        return [row for row in self.forms if row.has_changed() and not self.is_taken_out(row)]

    def is_valid_so_far(self) -> bool:
        """Valid but for rows in which somebody is still typing."""
        return self.management_form.is_valid() and all(
            row.is_unfinished or row.is_valid() for row in self.filled
        )

    @property
    def spare(self) -> Row:
        """An empty row, for browsers without scripts."""
        number = self.total_form_count()
        row = self.form(
            auto_id=self.auto_id,
            prefix=self.add_prefix(number),
            empty_permitted=True,
            use_required_attribute=False,
        )
        self.add_fields(row, number)
        return row

    @property
    def next_number(self) -> int:
        """The number after the spare row's: the form tells as many rows."""
        return int(self.total_form_count()) + 1

    def is_taken_out(self, row: Row) -> bool:
        return bool(row.data.get(row.add_prefix("DELETE")))

    def complete(self) -> Iterator[Row]:
        return (row for row in self.filled if not row.is_unfinished and row.is_valid())


def rows(kind: type[Row]) -> Any:
    return forms.formset_factory(
        kind, formset=Rows, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )


EventRows = rows(EventRow)
TripRows = rows(TripRow)
HadRows = rows(HadRow)
