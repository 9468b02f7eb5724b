"""What every sheet that is signed asks for: a name, and a signature on the pad or on paper."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.forms import HouseForm
from plans.actions.consent import Signature
from plans.actions.refusal import Refused
from plans.pictures import MAX_BYTES
from plans.wording.consent import refusal_words

LONGEST_PAD = 1_000_000  # characters: more than the most points need
FIELDS = {"no_name": "name", "no_signature": "pad", "outside_unconfirmed": "is_outside_confirmed"}
READ_ANEW = "changed_meanwhile"


class SignatureForm(HouseForm):
    name = forms.CharField(
        label=gettext_lazy("Name of who signs"),
        max_length=200,
        help_text=gettext_lazy("The patient, or who decides for her."),
    )
    pad = forms.CharField(max_length=LONGEST_PAD, required=False, widget=forms.HiddenInput)
    paper = forms.FileField(
        label=gettext_lazy("Photograph or scan of the signed page"),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"}
        ),
        help_text=gettext_lazy("JPEG, PNG, WebP or HEIC, 25 MB at most."),
    )

    def clean_paper(self) -> bytes:
        """Its bytes; a file that is too large is not read."""
        paper: UploadedFile[bytes] | None = self.cleaned_data["paper"]
        if paper is None:
            return b""
        if (paper.size or 0) > MAX_BYTES:
            raise forms.ValidationError(refusal_words(Refused("paper_too_large")))
        return bytes(paper.read())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_paper = bool(cleaned.get("paper")) or "paper" in self.errors
        if not has_paper and not cleaned.get("pad") and "pad" not in self.errors:
            self.add_error("pad", _("Sign on the pad, or choose a photograph of the signed page."))
        return cleaned

    def signature(self) -> Signature:
        typed = self.cleaned_data
        return Signature(name=typed["name"], pad=typed["pad"], paper=typed["paper"])

    def refuse(self, refused: Refused) -> None:
        """Say it beside its field. What is to be read anew is to be signed anew."""
        field = "paper" if refused.what.startswith("paper_") else FIELDS.get(refused.what)
        self.add_error(field if field in self.fields else None, refusal_words(refused))
        if refused.what == READ_ANEW and isinstance(self.data, QueryDict):
            typed = self.data.copy()
            typed["pad"] = ""
            self.data = typed
