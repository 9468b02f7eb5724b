"""What a practitioner says of a plan: its order and goals, how a consultation ended."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from clinic.models import Location
from plans.models import Protocol, ProtocolVersion, Visit

OFFERED = ProtocolVersion.objects.filter(
    state=ProtocolVersion.State.APPROVED,
    protocol__kind=Protocol.Kind.SERIES,
    protocol__is_active=True,
).select_related("protocol")


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none when run
    """A version in force goes by the name of its protocol."""

    def label_from_instance(self, obj: ProtocolVersion) -> str:
        return str(obj.protocol)


class ConfirmOrderForm(HouseForm):
    goals = forms.CharField(
        label=_("Goals"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the patient hopes for, in her words."),
    )


class OrderForm(HouseForm):
    version = VersionField(label=_("Protocol"), queryset=OFFERED, empty_label=None)
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
        label=_("Location"), queryset=Location.objects.filter(is_open=True), empty_label=None
    )


class OutcomeForm(HouseForm):
    outcome = forms.ChoiceField(
        label=_("The patient is"), choices=Visit.Outcome.choices, widget=forms.RadioSelect
    )
