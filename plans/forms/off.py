"""Who or what is off, as the front desk says it."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.models import Absence, Device, Location, Practitioner, Room
from plans.forms.hours import AbsenceForm

FARTHEST = dt.timedelta(days=731)


class OffForm(AbsenceForm):
    """A practitioner, room or device of one location: whole days, or part of a single one."""

    resource = forms.TypedChoiceField(
        label=_("Who or what"),
        coerce=int,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose who or what is off.")
        ),
    )

    def __init__(self, *args: Any, location: Location, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field = self.fields["resource"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  # as declared above
        field.choices = [("", "—"), *stock_of(location)]
        self.initial.setdefault("first_day", today)

    def layout(self) -> Layout:
        return Layout("resource", super().layout())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        last = cleaned.get("last_day")
        if last and last < self.today:
            self.add_error("first_day", _("This lies in the past. Write today or a later day."))
        elif last and last > self.today + FARTHEST:
            self.add_error("last_day", _("Write a day within two years."))
        return cleaned

    def absence(self) -> Absence:
        """What was typed, once it is valid."""
        return self.fill(Absence(resource_id=self.cleaned_data["resource"]))


def stock_of(location: Location) -> list[tuple[str, list[tuple[int, str]]]]:
    """Whoever works and whatever stands at a location, in groups. Three queries."""
    people = Practitioner.objects.filter(locations=location, is_active=True)
    rooms = Room.objects.filter(location=location, is_active=True)
    devices = Device.objects.filter(location=location, is_active=True)
    return [
        (str(_("Practitioner")), list(people.values_list("pk", "name"))),
        (str(_("Room")), list(rooms.values_list("pk", "name"))),
        (str(_("Device")), list(devices.values_list("pk", "name"))),
    ]
