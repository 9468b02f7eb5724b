"""The kinds of fields that wishes are made of."""

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A date, picked with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)


class ClockField(forms.TimeField):
    """A wall-clock time."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M")
        super().__init__(widget=widget, **options)
