"""Which uses of her photographs a patient allows, and which she takes back."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.actions.photo_consent import Use
from plans.forms.signature import SignatureForm
from plans.models import PhotoConsent

Level = PhotoConsent.Level
LEVELS = [(str(level.value), level.label) for level in Level]


class DateInput(forms.DateInput):
    input_type = "date"


class PhotoConsentForm(SignatureForm):
    """No use is ticked beforehand: she says yes to each by itself."""

    levels = forms.MultipleChoiceField(
        label=_("She allows"),
        choices=LEVELS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what she allows; without a tick nothing is signed.")},
    )
    channels = forms.CharField(
        label=_("Published where"),
        max_length=300,
        required=False,
        help_text=_("Each place by name, such as the clinic's own site."),
    )
    may_show_face = forms.BooleanField(label=_("Her face may be seen"), required=False)
    expires_on = forms.DateField(
        label=_("Published until"),
        required=False,
        widget=DateInput(),
        help_text=_("The last day. Empty: until she takes it back."),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_expires_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["expires_on"]
        if day is not None and day < self.today:
            raise forms.ValidationError(_("This day is over; choose one that is to come."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_published = str(Level.PUBLISHED.value) in cleaned.get("levels", [])
        if is_published and not cleaned.get("channels") and "channels" not in self.errors:
            self.add_error("channels", _("Say where it may be published."))
        return cleaned

    def uses(self) -> list[Use]:
        typed = self.cleaned_data
        return [
            Use(
                level=int(level),
                channels=typed["channels"],
                may_show_face=typed["may_show_face"],
                expires_on=typed["expires_on"] if int(level) == Level.PUBLISHED else None,
            )
            for level in typed["levels"]
        ]


class TakeBackForm(HouseForm):
    levels = forms.TypedMultipleChoiceField(choices=LEVELS, coerce=int)
