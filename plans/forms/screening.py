"""The screening's questions, and what a practitioner decides on an answer."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.engine.screening import Answer, Answers, asks_date, counts_back, faults_in
from plans.engine.standard import Question
from plans.wording.screening import fault_words

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question with its fields. `last` is what was answered before; `is_folded`: it stands
    as it was unless somebody changes it."""

    question: Question
    yes: BoundField
    on: BoundField | None
    note: BoundField
    last: Answer | None
    is_folded: bool


class ScreeningForm(HouseForm):
    """All questions at once. Without `corrects`, those that are asked anew before each session
    start without an answer, and the others stand folded together as they were; with it, all show
    what was just answered."""

    unchanged = forms.BooleanField(label=_("Nothing else has changed"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        questions: Sequence[Question],
        last: Answers,
        kinds: Collection[str],
        today: dt.date,
        corrects: bool = False,
    ) -> None:
        super().__init__(data)
        self.questions, self.last, self.kinds, self.today = questions, last, kinds, today
        self.corrects = corrects
        for question in questions:
            self.fields |= fields_of(question, today)
        self.initial = self.at_first()

    def is_folded(self, question: Question) -> bool:
        """A no, or a yes that still can be kept, to a question that is not asked anew."""
        last = self.last.get(question.key)
        if last is None or question.again or self.corrects:
            return False
        kept = {question.key: last}
        return not faults_in([question], kept, kinds=self.kinds, today=self.today)

    def at_first(self) -> dict[str, object]:
        """A question that is asked anew keeps its date and note at hand, not its yes or no."""
        found: dict[str, object] = {}
        for question in self.questions:
            if last := self.last.get(question.key):
                is_shown = self.corrects or self.is_folded(question)
                found[f"yes-{question.key}"] = YES_NO[not last.yes][0] if is_shown else None
                found[f"on-{question.key}"] = last.on
                found[f"note-{question.key}"] = last.note
        return found

    @property
    def rows(self) -> list[Row]:
        return [
            Row(
                question=question,
                yes=self[f"yes-{question.key}"],
                on=self[f"on-{question.key}"] if asks_date(question) else None,
                note=self[f"note-{question.key}"],
                last=self.last.get(question.key),
                is_folded=self.is_folded(question),
            )
            for question in self.questions
        ]

    @property
    def asked(self) -> list[Row]:
        return [row for row in self.rows if not row.is_folded]

    @property
    def folded(self) -> list[Row]:
        return [row for row in self.rows if row.is_folded]

    @property
    def is_fold_open(self) -> bool:
        """What is to be mended is seen."""
        return any(row.yes.errors or (row.on and row.on.errors) for row in self.folded)

    def clean(self) -> dict[str, Any]:
        answers = self.answers()
        for fault in faults_in(self.questions, answers, kinds=self.kinds, today=self.today):
            part = "on" if fault.what.startswith("date") else "yes"
            if f"{part}-{fault.question}" not in self.errors:
                self.add_error(f"{part}-{fault.question}", fault_words(fault.what))
        keys = [row.question.key for row in self.folded]
        is_same = all(answers.get(key) == self.last[key] for key in keys)
        if keys and is_same and not self.cleaned_data.get("unchanged"):
            self.add_error("unchanged", _("Ask whether anything else has changed, then tick this."))
        return self.cleaned_data

    def answers(self) -> dict[str, Answer]:
        """What was answered so far; date and note belong to a yes."""
        found = {}
        for question in self.questions:
            said = self.cleaned_data.get(f"yes-{question.key}")
            if said == "yes":
                on = self.cleaned_data.get(f"on-{question.key}")
                note = self.cleaned_data.get(f"note-{question.key}", "")
                found[question.key] = Answer(True, on, note)
            elif said == "no":
                found[question.key] = Answer(False)
        return found


def fields_of(question: Question, today: dt.date) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        f"yes-{question.key}": forms.ChoiceField(
            label=question.text,
            choices=YES_NO,
            widget=forms.RadioSelect,
            error_messages={"required": fault_words("unanswered")},
        )
    }
    if asks_date(question):
        most = {"max": today.isoformat()} if counts_back(question) else {}
        fields[f"on-{question.key}"] = forms.DateField(
            label=question.date_label or _("When?"),
            required=False,
            widget=forms.DateInput(
                attrs={"type": "date", "class": "form-control", **most}, format="%Y-%m-%d"
            ),
        )
    fields[f"note-{question.key}"] = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    return fields


class DecisionForm(HouseForm):
    """A practitioner's word on one answer; its prefix is the key of the question."""

    screening = forms.IntegerField(widget=forms.HiddenInput)
    may_treat = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes"
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
