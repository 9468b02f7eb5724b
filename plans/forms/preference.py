"""What members of staff choose for themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm


class PreferenceForm(HouseForm):
    search_key = forms.BooleanField(
        label=_("The key / opens the search"),
        required=False,
        help_text=_("Switch it off if it gets in your way, for instance with speech input."),
    )
