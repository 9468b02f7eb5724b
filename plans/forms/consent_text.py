"""A draft of a consent text, and its approval."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.actions.consent_text import Words
from plans.forms.protocol import ApprovalForm
from plans.models import ConsentText


class TextForm(HouseForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 26}),
        help_text=_("An empty line begins a new part. Lines that begin with “- ” are points."),
    )
    outside_line = forms.CharField(
        label=_("Line on a use that is not cleared"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Confirmed by a tick of its own where the device is not cleared for what is treated."
            " Leave it empty where your law asks for none."
        ),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Where the facts come from; patients do not see it."),
    )

    @classmethod
    def of(cls, text: ConsentText) -> "TextForm":
        """With what the draft says now."""
        initial = {name: getattr(text, name) for name in cls.base_fields}
        return cls(initial=initial, is_for_photographs=text.protocol_id is None)

    def __init__(self, *args: object, is_for_photographs: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if is_for_photographs:
            del self.fields["outside_line"]

    def words(self) -> Words:
        typed = self.cleaned_data
        return Words(
            title=typed["title"],
            body=typed["body"].replace("\r\n", "\n"),
            outside_line=typed.get("outside_line", ""),
            source=typed["source"].replace("\r\n", "\n"),
        )


class TextApprovalForm(ApprovalForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approved_by"].help_text = _(
            "As it shall stand on the text: Dr Pia Novak, dermatologist."
        )
        self.fields["is_read"].label = _("This person has read every word, and answers for it.")
