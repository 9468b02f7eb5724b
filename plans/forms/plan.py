"""What a practitioner says about a plan: the order, its goals, the note, how a consultation ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from clinic.models import Location
from plans.models import Protocol, ProtocolVersion, Visit


class ConfirmOrderForm(HouseForm):
    goals = forms.CharField(
        label=_("Goals"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the patient hopes for, in her words."),
    )


class OrderForm(HouseForm):
    version = forms.ModelChoiceField(
        label=_("Protocol"), queryset=ProtocolVersion.objects.none(), empty_label=None
    )
    count = forms.IntegerField(label=_("Sessions"), min_value=1, max_value=12, initial=4)
    reason = forms.CharField(
        label=_("Why not four to six"),
        required=False,
        max_length=500,
        help_text=_("Only where the number is another one."),
    )
    goals = forms.CharField(
        label=_("Goals"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    location = forms.ModelChoiceField(
        label=_("Location"), queryset=Location.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = self.fields["version"]
        assert isinstance(versions, forms.ModelChoiceField)
        versions.queryset = ProtocolVersion.objects.filter(
            state=ProtocolVersion.State.APPROVED,
            protocol__kind=Protocol.Kind.SERIES,
            protocol__is_active=True,
        ).select_related("protocol")
        versions.label_from_instance = lambda version: str(version.protocol)  # type: ignore[method-assign]
        locations = self.fields["location"]
        assert isinstance(locations, forms.ModelChoiceField)
        locations.queryset = Location.objects.filter(is_open=True)


class OutcomeForm(HouseForm):
    outcome = forms.ChoiceField(
        label=_("The patient is"), choices=Visit.Outcome.choices, widget=forms.RadioSelect
    )


class NoteForm(HouseForm):
    text = forms.CharField(
        label=_("Aftercare note"), max_length=8000, widget=forms.Textarea(attrs={"rows": 14})
    )
