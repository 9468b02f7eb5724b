"""Weekly hours, absences, closures and public holidays."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm, HouseModelForm
from clinic.models import Absence, Closure
from clinic.models.hours import WEEKDAYS
from clinic.queries import Timetable as Week
from plans.actions.hours import Timetable, WeekSpan
from plans.forms.spans import Span, parse_spans
from plans.queries.place import Holiday
from plans.wording.hours import show_dates, show_spans


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class TimetableForm(HouseForm):
    """A week of hours: one line of text for each weekday."""

    since = forms.DateField(label=_("In force from"), required=False, widget=DateInput())
    until = forms.DateField(label=_("In force until"), required=False, widget=DateInput())

    def __init__(self, *args: Any, week: Week | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if week:
            self.initial.update(since=week.since, until=week.until)
        for weekday, name in WEEKDAYS:
            field = forms.CharField(
                label=name,
                required=False,
                max_length=120,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"day_{weekday}"] = field
            self.initial[f"day_{weekday}"] = show_spans(week.days[weekday]) if week else ""
        self.dress()

    def layout(self) -> Layout:
        days = (Column(f"day_{weekday}", css_class="col-md-6") for weekday, _name in WEEKDAYS)
        dates = (Column(name, css_class="col-6 col-md-3") for name in ("since", "until"))
        return Layout(Row(*days), Row(*dates))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found: list[WeekSpan] = []
        for weekday, _name in WEEKDAYS:
            found += (WeekSpan(weekday, *span) for span in self._spans_of(weekday))
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        if not found and not self.errors:
            self.add_error(None, _("Enter hours for at least one day."))
        cleaned["spans"] = tuple(found)
        return cleaned

    def _spans_of(self, weekday: int) -> tuple[Span, ...]:
        name = f"day_{weekday}"
        try:
            return parse_spans(self.cleaned_data.get(name, ""))
        except ValidationError as fault:
            self.add_error(name, fault)
            return ()

    def timetable(self, location: int, resource: int | None) -> Timetable:
        """What was typed, once it is valid."""
        return Timetable(
            location=location,
            resource=resource,
            spans=self.cleaned_data["spans"],
            since=self.cleaned_data["since"],
            until=self.cleaned_data["until"],
        )


class AbsenceForm(HouseForm):
    """Whole days, or part of a single one."""

    first_day = forms.DateField(label=_("First day"), widget=DateInput())
    last_day = forms.DateField(label=_("Last day"), required=False, widget=DateInput())
    start = forms.TimeField(label=_("From"), required=False, widget=TimeInput())
    end = forms.TimeField(label=_("To"), required=False, widget=TimeInput())
    reason = forms.CharField(label=_("Reason"), required=False, max_length=120)

    def layout(self) -> Layout:
        self.fields["last_day"].help_text = _("Empty: the first day only.")
        self.fields["start"].help_text = _("Only for part of one day.")
        halves = {"css_class": "col-md-6"}
        return Layout(
            Row(Column("first_day", **halves), Column("last_day", **halves)),
            Row(Column("start", **halves), Column("end", **halves)),
            "reason",
        )

    @staticmethod
    def initial_of(absence: Absence) -> dict[str, Any]:
        def time(minute: int | None) -> str:
            return "" if minute is None else f"{minute // 60 % 24:02d}:{minute % 60:02d}"

        return {
            "first_day": absence.first_day,
            "last_day": absence.last_day,
            "start": time(absence.start),
            "end": time(absence.end),
            "reason": absence.reason,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, start, end = (cleaned.get(name) for name in ("first_day", "start", "end"))
        last = cleaned["last_day"] = cleaned.get("last_day") or first
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        cleaned["start"] = None if start is None else start.hour * 60 + start.minute
        # Midnight as an end is that of the next day.
        cleaned["end"] = None if end is None else end.hour * 60 + end.minute or 1440
        if (start is None) != (end is None):
            missing = "end" if end is None else "start"
            self.add_error(missing, _("Enter both times, or neither for whole days."))
        elif start is not None and cleaned["end"] <= cleaned["start"]:
            self.add_error("end", _("The end must be later than the start."))
        elif start is not None and first != last:
            self.add_error("start", _("Hours are for part of one day; leave them empty here."))
        return cleaned

    def fill(self, absence: Absence) -> Absence:
        """The absence with what was typed, once it is valid."""
        for name in ("first_day", "last_day", "start", "end", "reason"):
            setattr(absence, name, self.cleaned_data[name])
        return absence


class ClosureForm(HouseModelForm):
    class Meta:
        model = Closure
        fields = ["name", "first_day", "last_day"]
        widgets = {"first_day": DateInput(), "last_day": DateInput()}
        help_texts = {"last_day": _("The first day again where it is one day.")}

    def layout(self) -> Layout:
        halves = {"css_class": "col-md-6"}
        return Layout("name", Row(Column("first_day", **halves), Column("last_day", **halves)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        return cleaned


class HolidaysForm(HouseForm):
    """Which of a year's public holidays the location is shut on."""

    days = forms.MultipleChoiceField(
        label=_("Shut on"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, holidays: tuple[Holiday, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holidays = {holiday.day.isoformat(): holiday for holiday in holidays}
        field = self.fields["days"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  # as declared above
        field.choices = [
            (key, f"{show_dates(holiday.day, holiday.day)} · {holiday.name}")
            for key, holiday in self.holidays.items()
            if not holiday.is_entered
        ]
        self.initial["days"] = [key for key, _label in field.choices]

    def clean_days(self) -> list[Holiday]:
        chosen = [self.holidays[key] for key in self.cleaned_data["days"]]
        if not chosen:
            raise ValidationError(_("Choose at least one day."))
        return chosen
