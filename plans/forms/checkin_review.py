"""What a practitioner does about a check-in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseModelForm
from plans.models import CheckInReview


class ReviewForm(HouseModelForm):
    """What was done clears the check-in; a note where there is more to say."""

    step = forms.ChoiceField(
        label=_("What was done"),
        choices=CheckInReview.Step.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what was done.")},
    )

    class Meta:
        model = CheckInReview
        fields = ("step", "note", "asks_again")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
