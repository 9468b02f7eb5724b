"""The search for lots, and the reason of a recall."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm


class FindForm(HouseForm):
    """What is looked for, and the page of the answer."""

    q = forms.CharField(
        label=_("Lot, product, item number, serial number or device"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "autofocus": True}),
    )


class ReasonForm(HouseForm):
    because = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.TextInput({"autocomplete": "off"})
    )
