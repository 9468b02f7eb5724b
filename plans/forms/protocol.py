"""A draft of a protocol: its numbers, its steps, its texts; and its approval."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm, HouseModelForm
from clinic.models import Device
from plans.models import Protocol, ProtocolVersion, Step

GAPS = ("floor", "min", "ideal", "max", "stalled")
SPARE_STEPS = 3


class ProtocolForm(HouseModelForm):
    """The name and what it is for; the kind is chosen once."""

    class Meta:
        model = Protocol
        fields = ["name", "kind", "indication", "is_active"]
        help_texts = {"is_active": _("Switch off to offer it no more; plans keep it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("kind" if self.instance.pk else "is_active")


class DraftForm(HouseModelForm):
    """Everything in a version but its steps."""

    device_kinds = forms.MultipleChoiceField(
        label=_("Devices that fit"),
        choices=Device.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = ProtocolVersion
        fields = [
            "sessions_min",
            "sessions_usual",
            "sessions_max",
            *(f"gap_{name}" for name in GAPS),
            *(f"darker_gap_{name}" for name in GAPS),
            "device_kinds",
            "youngest_age",
            "recovery_days",
            "maintenance_days_from",
            "maintenance_days_until",
            "price_session",
            "price_series",
            "currency",
            "prepare_text",
            "source",
        ]
        labels = {
            "maintenance_days_from": _("From"),
            "maintenance_days_until": _("Until"),
        }
        widgets = {
            "prepare_text": forms.Textarea(attrs={"rows": 16}),
            "source": forms.Textarea(attrs={"rows": 10}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.version: ProtocolVersion = kwargs["instance"]
        self.is_series = self.version.protocol.kind == Protocol.Kind.SERIES
        super().__init__(*args, **kwargs)
        for name in GAPS:
            self.fields[f"darker_gap_{name}"].label = self.fields[f"gap_{name}"].label
        if not self.is_series:
            for name in self._only_for_series():
                self.fields.pop(name)
        self.dress()

    @staticmethod
    def _only_for_series() -> list[str]:
        gaps = [prefix + name for prefix in ("gap_", "darker_gap_") for name in GAPS]
        maintenance = ["maintenance_days_from", "maintenance_days_until"]
        counts = ["sessions_min", "sessions_usual", "sessions_max"]
        return [*gaps, *counts, *maintenance, "price_series"]

    def layout(self) -> Layout:
        third = {"css_class": "col-md-4"}
        parts = [
            Fieldset(
                _("Who and with what"),
                Row(
                    Column("device_kinds", **third),
                    Column("youngest_age", **third),
                    Column("recovery_days", **third),
                ),
            ),
            Fieldset(_("How to prepare"), "prepare_text"),
            self._prices(),
            Fieldset(_("Source"), "source"),
        ]
        return Layout(*self._numbers(), *parts)

    def _numbers(self) -> Sequence[Fieldset]:
        if not self.is_series:
            return []
        third = {"css_class": "col-4"}
        sessions = ("sessions_min", "sessions_usual", "sessions_max")
        return [
            Fieldset(_("Sessions"), Row(*(Column(name, **third) for name in sessions))),
            self._gaps("gap_", _("Days between sessions"), ""),
            self._gaps(
                "darker_gap_",
                _("The same for Fitzpatrick types IV to VI"),
                _("Leave all five empty where they are the same."),
            ),
            Fieldset(
                _("Maintenance, days after the last session"),
                Row(
                    Column("maintenance_days_from", **third),
                    Column("maintenance_days_until", **third),
                ),
            ),
        ]

    def _gaps(self, prefix: str, legend: Any, note: Any) -> Fieldset:
        columns = (Column(prefix + name, css_class="col-6 col-md") for name in GAPS)
        words = [HTML(f'<p class="quiet">{note}</p>')] if note else []
        return Fieldset(legend, *words, Row(*columns, css_class="gaps"))

    def _prices(self) -> Fieldset:
        names = ["price_session", "price_series"] if self.is_series else ["price_session"]
        third = {"css_class": "col-md-4"}
        return Fieldset(_("Price"), Row(*(Column(name, **third) for name in [*names, "currency"])))

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def _get_validation_exclusions(self) -> set[str]:
        # Rules between fields are the action's (`protocol_rules`), which says them in words.
        return {field.name for field in ProtocolVersion._meta.fields}


class StepForm(HouseForm):
    """One line of the table of steps; without a name it is left out."""

    place = forms.IntegerField(label=_("Order"), required=False, min_value=1, max_value=99)
    name = forms.CharField(label=_("Step"), required=False, max_length=60)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=720)
    practitioner = forms.BooleanField(label=_("Practitioner"), required=False)
    room = forms.BooleanField(label=_("Room"), required=False)
    device = forms.BooleanField(label=_("Device"), required=False)
    patient = forms.BooleanField(label=_("Patient"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name") and not cleaned.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", _("How many minutes?"))
        if cleaned.get("minutes") and not cleaned.get("name"):
            self.add_error("name", _("What is done?"))
        return cleaned


if TYPE_CHECKING:
    BaseStepTable = forms.BaseFormSet[StepForm]
else:
    BaseStepTable = forms.BaseFormSet  # takes no type argument when it runs


class StepTable(BaseStepTable):
    """The whole table of steps."""

    def steps(self) -> list[Step]:
        """The steps in the order of their numbers; a step without one comes last."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        rows.sort(key=lambda row: row["place"] or 100)
        fields = ("name", "minutes", "practitioner", "room", "device", "patient")
        return [Step(**{name: row[name] for name in fields}) for row in rows]


StepTableForm = forms.formset_factory(StepForm, formset=StepTable, extra=SPARE_STEPS, max_num=30)


def step_table(data: QueryDict | None, version: ProtocolVersion) -> StepTable:
    """The stored steps with a few empty lines, or what was typed."""
    rows = [
        {
            "place": step.order,
            "name": step.name,
            "minutes": step.minutes,
            "practitioner": step.practitioner,
            "room": step.room,
            "device": step.device,
            "patient": step.patient,
        }
        for step in version.steps.all()
    ]
    return cast(StepTable, StepTableForm(data, initial=rows, prefix="steps"))


class ApprovalForm(HouseForm):
    approved_by = forms.CharField(
        label=_("Name of the clinician who approves"),
        max_length=120,
        help_text=_("As it shall stand on the protocol: Dr Pia Novak, dermatologist."),
    )
    is_read = forms.BooleanField(
        label=_("This person has read the numbers, the steps and the texts, and answers for them.")
    )
