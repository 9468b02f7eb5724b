"""How her skin feels, in her own answers: one screen of taps, a photograph, her words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files import File
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.actions.refusal import Refused
from plans.engine.checkin import PAIN, Question, Value, answers_of, celsius
from plans.engine.triage import REASONS, RED, judge
from plans.pictures import MAX_BYTES, Picture, Unfit, reencode
from plans.queries.checkin import Asked
from plans.wording.checkin import choice_words, hint_words, question_words
from plans.wording.photo import photo_refusal

PICTURES = "image/jpeg,image/png,image/webp,image/heic,image/heif"


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its field, in words."""

    question: Question
    field: BoundField
    label: str
    hint: str


class CheckInForm(HouseForm):
    """All that she is asked on this day. An open question is asked for once more; but what is red
    goes on as it is, and nothing that is missing or wrong stands in its way."""

    words = forms.CharField(
        label=_("Anything else, in your own words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photo = forms.FileField(
        label=_("A photograph, if you like"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": PICTURES}),
    )
    photo_agreed = forms.BooleanField(
        label=_("The picture goes into my record, where those who treat me see it."),
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: "MultiValueDict[str, Any] | None" = None,
        *,
        asked: Asked,
    ) -> None:
        super().__init__(data, files)
        self.asked = asked
        self.fields = {one.key: field_of(one) for one in asked.questions} | self.fields

    @property
    def rows(self) -> list[Row]:
        return [
            Row(one, self[one.key], question_words(one), hint_words(one))
            for one in self.asked.questions
        ]

    def clean_temperature(self) -> float | None:
        typed = self.cleaned_data["temperature"].strip().rstrip("°CFcf ").replace(",", ".")
        if not typed:
            return None
        try:
            found = celsius(float(typed))
        except (OverflowError, ValueError):
            found = None
        if found is None:
            raise forms.ValidationError(_("Write it as a number, such as 37.5 °C or 99.5 °F."))
        return found

    def clean_photo(self) -> Picture | None:
        """Our own re-encoding; what is too large is not even read."""
        file: File[bytes] | None = self.cleaned_data["photo"]
        if file is None:
            return None
        too_large = (file.size or 0) > MAX_BYTES
        picture = Unfit("too_large") if too_large else reencode(file.read())
        if isinstance(picture, Unfit):
            raise forms.ValidationError(photo_refusal(Refused(picture.what)))
        return picture

    def clean(self) -> dict[str, Any]:
        if self.is_urgent:
            for name in list(self.errors):
                del self.errors[name]
            if not self.cleaned_data.get("photo_agreed"):
                self.cleaned_data.pop("photo", None)
            return self.cleaned_data
        for question in self.asked.questions:
            if not question.is_optional and question.key not in {*self.errors, *self.answers()}:
                self.add_error(question.key, _("Tap what fits best."))
        if self.cleaned_data.get("photo") and not self.cleaned_data.get("photo_agreed"):
            self.add_error("photo_agreed", _("Tick this, or send no picture."))
        if self.errors and self.files.get("photo") and "photo" not in self.errors:
            self.add_error("photo", _("Choose the picture once more: it was not kept."))
        return self.cleaned_data

    @property
    def is_urgent(self) -> bool:
        """Whether the answers are red whatever the open questions would bring."""
        verdict = judge(answers_of(self.answers()), self.asked.context, self.asked.triage)
        found = set(verdict.reasons) - {"unanswered_signs"}
        return any(REASONS[reason] == RED for reason in found)

    def answers(self) -> dict[str, Value]:
        """What was answered so far, by the key of the question."""
        keys = [question.key for question in self.asked.questions]
        given = {key: self.cleaned_data.get(key) for key in keys}
        return {key: value for key, value in given.items() if value not in (None, "", [], ())}


def field_of(question: Question) -> forms.Field:
    """None is required of the browser: the form itself asks for what is open."""
    if question.kind == "temperature":
        numbers = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        return forms.CharField(required=False, max_length=12, widget=numbers)
    if question.kind == "scale":
        points = [(point, str(point)) for point in PAIN]
        return forms.TypedChoiceField(
            choices=points, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
        )
    choices = [(choice, choice_words(question, choice)) for choice in question.choices]
    if question.kind == "several":
        return forms.MultipleChoiceField(
            choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect)
