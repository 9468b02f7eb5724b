"""What a run sheet takes as a whole form: the times of a visit that was kept on paper."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.actions.record_sign import Times


class PaperTimesForm(HouseForm):
    """Wall-clock times of the visit's own day."""

    started = forms.TimeField(label=_("Started at"))
    cream_on = forms.TimeField(label=_("Numbing cream on at"), required=False)
    cream_off = forms.TimeField(label=_("Numbing cream off at"), required=False)
    done = forms.TimeField(label=_("Done at"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def layout(self) -> Layout:
        return Layout(
            Row(Column("started"), Column("done")), Row(Column("cream_on"), Column("cream_off"))
        )

    def times(self) -> Times:
        return Times(**self.cleaned_data)
