"""Signing a consent to a treatment, and withdrawing one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from clinic.models import Practitioner
from plans.forms.signature import SignatureForm


class ConsentForm(SignatureForm):
    answered_by = forms.ModelChoiceField(
        label=_("Questions answered by"),
        queryset=Practitioner.objects.filter(is_active=True),
        empty_label=_("Choose"),
    )
    is_outside_confirmed = forms.BooleanField(required=False)
    is_deep = forms.BooleanField(required=False)

    def __init__(self, *args: Any, is_outside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_outside_confirmed"].required = is_outside
        self.fields["is_outside_confirmed"].error_messages["required"] = _(
            "This line is confirmed by a tick of its own."
        )


class WithdrawForm(HouseForm):
    reason = forms.CharField(label=_("Reason, if she gives one"), required=False, max_length=300)
