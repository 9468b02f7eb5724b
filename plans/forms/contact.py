"""One contact note: what came of it, and a line for what was said."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.models import ContactNote


class ContactForm(HouseForm):
    """`visit` is the visit that the call was about, where it was about one. `place` tells the same
    patient's buttons on one page apart; `with_list` says that her list of notes stands there."""

    result = forms.ChoiceField(
        choices=ContactNote.Result.choices,
        error_messages={
            "required": _("Click what came of it: called, no answer, left a message or agreed."),
            "invalid_choice": _("Click one of the four results."),
        },
    )
    note = forms.CharField(
        required=False,
        max_length=ContactNote._meta.get_field("note").max_length,
        error_messages={"max_length": _("Write at most %(limit_value)d letters.")},
    )
    visit = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("No such visit.")),
    )
    place = forms.SlugField(required=False, max_length=20)
    with_list = forms.BooleanField(required=False)
