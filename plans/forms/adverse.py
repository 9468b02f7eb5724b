"""An adverse event with the fields that a report asks for, and the days of the reports."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm, HouseModelForm
from plans.actions.adverse import zone_of
from plans.forms.hours import DateInput
from plans.models import AdverseEvent, Lot
from plans.queries.adverse import lots_that_touched

MOST = 8000
MOMENT = "%Y-%m-%dT%H:%M"


def moment(name: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=name, widget=widget, input_formats=[MOMENT, f"{MOMENT}:%S"])


class EventForm(HouseModelForm):
    """Times are of the clock of the session's location."""

    known_at = moment(_("Known to the clinic since"))
    lots = forms.ModelMultipleChoiceField(
        label=_("Lots that may have to do with it"),
        queryset=Lot.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = AdverseEvent
        fields = [
            *("severity", "happened_on", "known_at", "narrative", "outcome"),
            *("device", "device_kept", "lots", "operator", "other_products", "reporter"),
        ]
        widgets = {
            "happened_on": DateInput(),
            "narrative": forms.Textarea({"rows": 5, "maxlength": MOST}),
            "outcome": forms.Textarea({"rows": 3, "maxlength": MOST}),
            "other_products": forms.Textarea({"rows": 3, "maxlength": MOST}),
        }

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = cast(AdverseEvent, self.instance)
        self.zone = zoneinfo.ZoneInfo(zone_of(event))
        known = event.known_at if event.pk else now
        self.initial["known_at"] = known.astimezone(self.zone).replace(tzinfo=None)
        self.fields["reporter"].help_text = _("Name, and what she is to the clinic or patient.")
        hers = lots_that_touched(event.patient)
        if hers.exists():
            self.fields["lots"].queryset = hers  # type: ignore[attr-defined]
        else:
            self.fields.pop("lots")
        self.dress()

    @property
    def lots_chosen(self) -> Sequence[Lot]:
        """Those that were chosen; none where nothing is known to have touched her."""
        return list(self.cleaned_data.get("lots", ()))

    def layout(self) -> Layout:
        half = {"css_class": "col-md-6"}
        return Layout(
            "severity",
            Row(Column("happened_on", **half), Column("known_at", **half)),
            *("narrative", "outcome", "reporter"),
            Fieldset(
                _("With what"),
                Row(Column("device", **half), Column("device_kept", **half)),
                *(name for name in ("lots", "operator", "other_products") if name in self.fields),
            ),
        )

    def clean_known_at(self) -> dt.datetime:
        """What was typed is of the location's clock, whatever zone the server reads it in."""
        known: dt.datetime = self.cleaned_data["known_at"]
        return known.replace(tzinfo=self.zone).astimezone(dt.UTC)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("narrative", "outcome", "other_products"):
            if len(cleaned.get(name) or "") > MOST:
                self.add_error(name, _("At most 8,000 characters, please."))
        return cleaned


class ToldForm(HouseForm):
    """On which days it was reported."""

    told_maker_on = forms.DateField(
        label=_("Reported to the maker on"), required=False, widget=DateInput()
    )
    told_authority_on = forms.DateField(
        label=_("Reported to the authority on"), required=False, widget=DateInput()
    )
