"""The wishes of the planner page: what is asked of a series, or of a single visit."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clinic.forms import HouseForm
from clinic.models import Practitioner, User
from clinic.models.hours import WEEKDAYS
from plans.actions.booking_rules import USUAL_COUNTS
from plans.forms.planner_fields import ClockField, DayField
from plans.forms.planner_rows import EventRows, HadRows, TripRows
from plans.queries.planner import Planning

FIRST_WITHIN = dt.timedelta(days=28)
FARTHEST = dt.timedelta(days=2 * 366)
THURSDAY, FRIDAY = 3, 4
NOON, FOUR, FIVE, MIDNIGHT = 12 * 60, 16 * 60, 17 * 60, 24 * 60
TIMES = {"morning": (0, NOON), "afternoon": (NOON, FIVE), "late": (FOUR, MIDNIGHT)}
TIMES_OF_DAY = [
    ("any", _("Any time")),
    ("morning", _("Morning, until 12:00")),
    ("afternoon", _("Afternoon, 12:00 to 17:00")),
    ("late", _("After 16:00")),
    ("own", _("From … to …")),
]
FOR_SERIES = (
    "recover", "sessions", "unusual_by", "unusual_reason", "gap_min", "gap_ideal", "gap_max",
    "late_reason", "goals", "orders",
)  # fmt: skip


class PlannerForm(HouseForm):
    """Shape and bounds; `plans.forms.planner_wishes` makes the engine's wishes of it."""

    location = forms.TypedChoiceField(label=_("Location"), coerce=int)
    sessions = forms.TypedChoiceField(label=_("Sessions"), coerce=int, widget=forms.RadioSelect)
    unusual_by = forms.TypedChoiceField(
        label=_("Decided by"), coerce=int, empty_value=None, required=False
    )
    unusual_reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
    gap_min = forms.IntegerField(label=_("At least"))
    gap_ideal = forms.IntegerField(label=_("Ideally"))
    gap_max = forms.IntegerField(label=_("At most"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"),
        coerce=int,
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    time_of_day = forms.ChoiceField(label=_("Time of day"), choices=TIMES_OF_DAY)
    time_from = ClockField(label=_("From"), required=False)
    time_to = ClockField(label=_("To"), required=False)
    recover = forms.BooleanField(label=_("Recover over weekends"), required=False)
    earliest = DayField(label=_("Not before"))
    first_by = DayField(label=_("First visit by"), required=False)
    practitioner = forms.TypedChoiceField(
        label=_("Practitioner"), coerce=int, empty_value=None, required=False
    )
    or_anyone = forms.BooleanField(label=_("or anyone qualified"), required=False)
    late_reason = forms.CharField(label=_("Why it goes on so late"), max_length=500, required=False)
    goals = forms.CharField(
        label=_("Goals"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    orders = forms.BooleanField(label=_("I order this series"), required=False)

    def __init__(
        self,
        data: QueryDict,
        *,
        planning: Planning,
        user: User,
        is_final: bool = True,
    ) -> None:
        """`is_final` is off while somebody types: what is not finished is not missed yet."""
        self.planning = planning
        self.is_final = is_final
        self.orderer = next((one for one in planning.practitioners if one.user_id == user.pk), None)
        super().__init__(data, label_suffix="")
        self.events = EventRows(data, prefix="events")
        self.trips = TripRows(data, prefix="trips")
        self.had = HadRows(data, prefix="had")
        self.row_kinds = [self.events, self.trips]
        if planning.is_series:
            self.row_kinds.append(self.had)
        else:
            for name in FOR_SERIES:
                del self.fields[name]
        if planning.order or not self.orderer:
            self.fields.pop("orders", None)
        self.fill_choices()

    def fill_choices(self) -> None:
        planning = self.planning
        self.choose("location", [(one.pk, one.name) for one in planning.locations])
        people = [(one.pk, one.name) for one in planning.practitioners]
        self.choose("practitioner", [("", _("Anyone")), *people])
        if planning.is_series:
            self.choose("sessions", [(count, str(count)) for count in planning.counts])
            self.choose("unusual_by", [("", _("Choose a practitioner")), *self.deciders()])

    def deciders(self) -> list[tuple[int, str]]:
        """Who may decide on another number of sessions: who may treat, and who ordered it."""
        order = self.planning.order
        people = list(self.planning.practitioners)
        if order and order.unusual_count_by and order.unusual_count_by not in people:
            people.append(order.unusual_count_by)
        return [(one.pk, one.name) for one in people]

    def choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = choices

    def is_valid(self) -> bool:
        rows_are_valid = [
            rows.is_valid() if self.is_final else rows.is_valid_so_far() for rows in self.row_kinds
        ]
        return super().is_valid() and all(rows_are_valid)

    @property
    def has_bad_rows(self) -> bool:
        """Whether a row shows an error."""
        return any(row.errors for rows in self.row_kinds for row in rows.filled)

    def clean(self) -> dict[str, Any]:
        self.clean_days()
        self.clean_times()
        if self.planning.is_series:
            if self.is_final:
                self.clean_count()
            self.clean_gap()
            self.clean_had()
            self.clean_late()
        return self.cleaned_data

    def clean_days(self) -> None:
        today, cleaned = self.planning.today, self.cleaned_data
        earliest, first_by = cleaned.get("earliest"), cleaned.get("first_by")
        if earliest and not today <= earliest <= today + FARTHEST:
            self.add_error("earliest", _("Choose today or a later day, within two years."))
        elif earliest and first_by and not earliest <= first_by <= earliest + FARTHEST:
            self.add_error("first_by", _("Choose a day that is not before the one above."))
        weekdays = set(cleaned.get("weekdays") or ())
        if cleaned.get("recover") and weekdays and not weekdays & {THURSDAY, FRIDAY}:
            self.add_error(
                "recover",
                _("Recovering over weekends needs Thursday or Friday: choose one of them above."),
            )

    def clean_times(self) -> None:
        cleaned = self.cleaned_data
        if cleaned.get("time_of_day") != "own":
            return
        start, end = cleaned.get("time_from"), cleaned.get("time_to")
        if not start:
            self.add_error("time_from", _("Enter a time, such as 09:00."))
        if not end:
            self.add_error("time_to", _("Enter a time, such as 12:00."))
        elif start and end <= start:
            self.add_error("time_to", _("Choose a time after the first."))

    def clean_count(self) -> None:
        cleaned = self.cleaned_data
        if cleaned.get("sessions") in {*USUAL_COUNTS, None}:
            return
        if not cleaned.get("unusual_by"):
            self.add_error("unusual_by", _("Choose the practitioner who decided this number."))
        if not cleaned.get("unusual_reason"):
            self.add_error("unusual_reason", _("Write why it is this number of sessions."))

    def clean_gap(self) -> None:
        gaps, cleaned = self.planning.gaps, self.cleaned_data
        for name in ("gap_min", "gap_ideal", "gap_max"):
            days = cleaned.get(name)
            if days is not None and not gaps.min <= days <= gaps.max:
                self.add_error(
                    name,
                    _("Choose %(least)d to %(most)d days: the protocol's bounds.")
                    % {"least": gaps.min, "most": gaps.max},
                )
        days = [cleaned.get(f"gap_{name}") for name in ("min", "ideal", "max")]
        if None not in days and days != sorted(days, key=int):
            self.add_error("gap_ideal", _("Choose days between the least and the most."))

    def clean_had(self) -> None:
        dates = self.had_dates()
        count = self.cleaned_data.get("sessions")
        if count and len(dates) >= count:
            self.add_error(
                "sessions",
                ngettext(
                    "Choose more sessions: %(had)d was had already.",
                    "Choose more sessions: %(had)d were had already.",
                    len(dates),
                )
                % {"had": len(dates)},
            )
        if len(set(dates)) != len(dates):
            self.add_error("sessions", _("Two sessions had before are on the same date."))
        if dates and dates[-1] > self.planning.today:
            self.add_error("sessions", _("A session had before lies ahead: mend its date below."))

    def clean_late(self) -> None:
        """Past the longest gap the series goes on with a reason, once stalled after a review."""
        dates, earliest = self.had_dates(), self.cleaned_data.get("earliest")
        most = self.cleaned_data.get("gap_max")
        if not dates or earliest is None or most is None:
            return
        waited = (earliest - dates[-1]).days
        if waited > self.planning.gaps.stalled:
            self.add_error(
                "late_reason",
                _("The last session was %(days)d days before: book a review first.")
                % {"days": waited},
            )
        elif waited > most and not self.cleaned_data.get("late_reason"):
            self.add_error(
                "late_reason",
                _("The last session was %(days)d days before: write why the series goes on.")
                % {"days": waited},
            )

    def had_dates(self) -> list[dt.date]:
        return sorted(row.cleaned_data["on"] for row in self.had.complete())

    def decider(self) -> Practitioner | None:
        """Who decided on another number of sessions."""
        chosen, order = self.cleaned_data["unusual_by"], self.planning.order
        if order and order.unusual_count_by_id == chosen:
            return order.unusual_count_by
        return next((one for one in self.planning.practitioners if one.pk == chosen), None)


def opening_data(planning: Planning, prefer: int | None) -> QueryDict:
    """The wishes that the page opens with, as if they had been sent: the protocol's usual, or what
    was ordered, from today on; with `prefer` where she has been seen before, or anyone."""
    gap, order = planning.gaps.days, planning.order
    unusual = order.unusual_count_by_id if order else None
    data = QueryDict(mutable=True)
    wishes = {
        "location": planning.location.pk,
        "sessions": order.sessions_count if order else planning.version.sessions_usual,
        "unusual_by": unusual or "",
        "unusual_reason": order.unusual_count_reason if order else "",
        "gap_min": gap.min,
        "gap_ideal": gap.ideal,
        "gap_max": gap.max,
        "time_of_day": "any",
        "earliest": planning.today.isoformat(),
        "practitioner": prefer or "",
        "or_anyone": "on",
        "goals": order.goals if order else "",
        "orders": "on",
        **{
            f"{rows}-{count}_FORMS": 0
            for rows in ("events", "trips", "had")
            for count in ("TOTAL", "INITIAL")
        },
    }
    data.update({name: str(value) for name, value in wishes.items()})
    return data
