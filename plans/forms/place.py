"""Locations, practitioners, rooms and devices."""

import zoneinfo
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseModelForm
from clinic.models import Device, Location, Practitioner, Role, Room, User
from plans.actions.place import refuse_check_ins
from plans.models import Protocol
from plans.wording.place import refusal_words

REGIONS = (
    *("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/"),
    *("Indian/", "Pacific/", "UTC"),
)


def zone_choices() -> list[tuple[str, str]]:
    """The zones that are places; old names and fixed offsets are left out."""
    names = sorted(name for name in zoneinfo.available_timezones() if name.startswith(REGIONS))
    return [("", "—"), *((name, name.replace("_", " ")) for name in names)]


class LocationForm(HouseModelForm):
    class Meta:
        model = Location
        fields = [
            "name",
            "display_name",
            "zone",
            "country",
            "subdivision",
            "address",
            "phone",
            "out_of_hours_phone",
            "emergency_phone",
            "has_check_ins",
            "email",
            "is_open",
        ]
        widgets = {
            "zone": forms.Select(choices=zone_choices()),
            "address": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "phone": _("With the country: +49 30 5550177."),
            "has_check_ins": _(
                "After each session she may answer on her phone; amber and red answers wait in the"
                " inbox until a practitioner has looked."
            ),
            "is_open": _("Switch off to archive the location."),
        }

    def layout(self) -> Layout:
        return Layout(
            "name",
            "display_name",
            Row(
                Column("zone", css_class="col-md-6"),
                Column("country", css_class="col-6 col-md-3"),
                Column("subdivision", css_class="col-6 col-md-3"),
            ),
            "address",
            Row(
                Column("phone", css_class="col-md-6"),
                Column("out_of_hours_phone", css_class="col-md-6"),
            ),
            "emergency_phone",
            "has_check_ins",
            "email",
            "is_open",
        )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("has_check_ins"):
            refused = refuse_check_ins(self.cleaned_data.get("emergency_phone", ""))
            if refused:
                is_number = refused.what == "emergency_phone_missing"
                field = "emergency_phone" if is_number else "has_check_ins"
                self.add_error(field, refusal_words(refused))
        return self.cleaned_data

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean_subdivision(self) -> str:
        return str(self.cleaned_data["subdivision"]).upper()


class PractitionerForm(HouseModelForm):
    protocols = forms.ModelMultipleChoiceField(
        label=_("Qualified for"),
        queryset=Protocol.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Practitioner
        fields = [
            "name",
            "profession",
            "registration_number",
            "supervisor",
            "is_prescriber",
            "user",
            "locations",
            "is_active",
        ]
        widgets = {"locations": forms.CheckboxSelectMultiple}
        help_texts = {
            "supervisor": _("Where the profession may not work alone."),
            "user": _("The account with which this person signs in."),
            "is_active": _("Switch off to archive this person."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance.pk
        accounts = User.objects.filter(role__in=[Role.PRACTITIONER, Role.MANAGER], is_active=True)
        free = Q(practitioner=None) if own is None else Q(practitioner=None) | Q(practitioner=own)
        others = Practitioner.objects.filter(is_active=True).exclude(pk=own)
        choices: dict[str, Any] = {
            "user": accounts.filter(free),
            "supervisor": others,
            "locations": Location.objects.filter(Q(is_open=True) | Q(practitioner=own)).distinct(),
            "protocols": Protocol.objects.filter(
                Q(is_active=True) | Q(qualifications__practitioner=own)
            ).distinct(),
        }
        for name, queryset in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # as declared above
            field.queryset = queryset
        if own is not None:
            self.initial["protocols"] = Protocol.objects.filter(qualifications__practitioner=own)

    def layout(self) -> Layout:
        return Layout(
            Row(Column("name", css_class="col-md-6"), Column("profession", css_class="col-md-6")),
            Row(
                Column("registration_number", css_class="col-md-6"),
                Column("supervisor", css_class="col-md-6"),
            ),
            "is_prescriber",
            "user",
            Row(
                Column("locations", css_class="col-md-6"), Column("protocols", css_class="col-md-6")
            ),
            "is_active",
        )


class RoomForm(HouseModelForm):
    class Meta:
        model = Room
        fields = ["location", "name", "is_active"]
        help_texts = {"is_active": _("Switch off to archive the room.")}


class DeviceForm(HouseModelForm):
    class Meta:
        model = Device
        fields = ["location", "name", "kind", "model", "serial", "cleared_age", "is_active"]
        help_texts = {
            "cleared_age": _("The youngest age that the maker's clearance names."),
            "is_active": _("Switch off to archive the device."),
        }

    def layout(self) -> Layout:
        return Layout(
            Row(Column("location", css_class="col-md-6"), Column("name", css_class="col-md-6")),
            Row(Column("kind", css_class="col-md-6"), Column("model", css_class="col-md-6")),
            Row(
                Column("serial", css_class="col-md-6"), Column("cleared_age", css_class="col-md-6")
            ),
            "is_active",
        )
