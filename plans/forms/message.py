"""The messages of a draft as a table, their hours, and the words of one of them."""

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.actions.message_rules import MOST_DAYS, MOST_HOURS, OWN_KINDS, Loudness
from plans.models import MessageStep, ProtocolVersion
from plans.queries.message_step import VersionMessages
from plans.shipped.messages.texts import Words

MIDNIGHT = 24 * 60
LONGEST_BODY = 4000
LONGEST_SMS = 320
OWN_CHOICES = [(reason.value, reason.label) for reason in OWN_KINDS]
STEPS = "steps"
"""The prefix of the table."""


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def time_at(minute: int | None) -> dt.time | None:
    """08:00 of 480; midnight at the day's end is 00:00."""
    return None if minute is None else dt.time(minute // 60 % 24, minute % 60)


def minute_of(time: dt.time | None) -> int | None:
    return None if time is None else time.hour * 60 + time.minute


class HoursForm(HouseForm):
    """In which hours messages go."""

    loud_from = forms.TimeField(label=_("From"), widget=TimeInput())
    quiet_from = forms.TimeField(label=_("Until"), widget=TimeInput())
    sunday_from = forms.TimeField(
        label=_("Text messages on Sunday from"),
        required=False,
        widget=TimeInput(),
        help_text=_("Leave empty where Sunday is like any day."),
    )

    def __init__(self, *args: Any, version: ProtocolVersion, **kwargs: Any) -> None:
        names = ("loud_from", "quiet_from", "sunday_from")
        initial = {name: time_at(getattr(version, name)) for name in names}
        super().__init__(*args, initial=initial, **kwargs)

    def layout(self) -> Layout:
        third = {"css_class": "col-6 col-md-4"}
        return Layout(Row(*(Column(name, **third) for name in self.fields)))

    def loudness(self) -> Loudness:
        data = self.cleaned_data
        return Loudness(
            start=minute_of(data["loud_from"]) or 0,
            end=minute_of(data["quiet_from"]) or MIDNIGHT,
            sunday=minute_of(data["sunday_from"]),
        )


class MessageForm(HouseForm):
    """One message. A stored one is known by its slug; one of the clinic's own begins with a name
    and a kind, and is left out without a name."""

    slug = forms.SlugField(required=False, max_length=24, widget=forms.HiddenInput())
    reason = forms.ChoiceField(
        label=_("Kind"), choices=OWN_CHOICES, required=False, initial=OWN_CHOICES[0][0]
    )
    name = forms.CharField(
        label=_("Name of a new message"),
        required=False,
        max_length=24,
        help_text=_("For the staff; patients do not see it."),
    )
    place = forms.IntegerField(label=_("Order"), required=False, min_value=1, max_value=99)
    is_on = forms.BooleanField(label=_("Is sent"), required=False)
    days = forms.IntegerField(label=_("Days"), required=False, min_value=0, max_value=MOST_DAYS)
    time = forms.TimeField(label=_("Time"), required=False, widget=TimeInput())
    hours = forms.IntegerField(
        label=_("or hours"), required=False, min_value=0, max_value=MOST_HOURS
    )
    after_session = forms.IntegerField(
        label=_("After session"), required=False, min_value=1, max_value=12
    )
    way = forms.ChoiceField(
        label=_("By"),
        choices=MessageStep.Way.choices,
        required=False,
        initial=MessageStep.Way.PREFERRED.value,
    )
    asks_check_in = forms.BooleanField(label=_("Asks for a check-in"), required=False)
    step: MessageStep | None = None
    """The stored step, where it is one."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.step is None and cleaned.get("name") and not slugify(cleaned["name"]):
            self.add_error("name", _("Write a name with letters or digits."))
        return cleaned

    @property
    def is_filled(self) -> bool:
        is_dropped = self.cleaned_data.get("DELETE") and self.may_be_dropped
        return not is_dropped and (self.step is not None or bool(self.cleaned_data.get("name")))

    @property
    def may_be_dropped(self) -> bool:
        return self.step is None or self.step.reason in OWN_KINDS

    @property
    def has_a_time(self) -> bool:
        return self.step is None or self.step.reason not in MessageStep.DATES

    @property
    def is_recovery(self) -> bool:
        return self.step is None or self.step.reason == MessageStep.Reason.RECOVERY

    @property
    def is_review(self) -> bool:
        return self.step is not None and self.step.reason == MessageStep.Reason.REVIEW

    def told(self) -> MessageStep:
        """The step as it was typed."""
        data, known = self.cleaned_data, self.step
        return MessageStep(
            slug=known.slug if known else slugify(data["name"])[:24],
            reason=known.reason if known else data["reason"] or OWN_KINDS[0],
            is_on=data["is_on"],
            offset_days=data["days"] or 0,
            offset_hours=data["hours"],
            minute=minute_of(data["time"]),
            after_session=data["after_session"],
            way=data["way"] or MessageStep.Way.PREFERRED,
            asks_check_in=data["asks_check_in"],
        )


if TYPE_CHECKING:
    BaseMessageTable = forms.BaseFormSet[MessageForm]
else:
    BaseMessageTable = forms.BaseFormSet  # takes no type argument when it runs


class MessageTable(BaseMessageTable):
    """All messages of a draft, and a line for one of the clinic's own."""

    def know(self, steps: dict[str, MessageStep]) -> None:
        """Tell each line which stored step it is."""
        for form in self.forms:
            form.step = steps.get(str(form["slug"].value() or ""))

    @cached_property
    def filled(self) -> list[MessageForm]:
        """The lines that stay, in the order of their numbers; one without a number comes last.
        Asked once: a fault takes its value away from a line."""
        rows = [form for form in self.forms if form.is_filled]
        return sorted(rows, key=lambda form: form.cleaned_data["place"] or 100)

    def steps(self) -> list[MessageStep]:
        return [form.told() for form in self.filled]

    def show(self, number: int, column: str, words: str) -> None:
        """What is wrong with the message of this number, from 1, in this column."""
        self.filled[number - 1].add_error(column, words)


MessageTableForm = forms.formset_factory(
    MessageForm, formset=MessageTable, extra=1, max_num=60, can_delete=True
)


def message_table(data: QueryDict | None, page: VersionMessages) -> MessageTable:
    """The stored messages with a line for a new one, or what was typed."""
    rows = [
        {
            "slug": step.slug,
            "reason": step.reason,
            "place": place,
            "is_on": step.is_on,
            "days": step.offset_days,
            "time": time_at(step.minute),
            "hours": step.offset_hours,
            "after_session": step.after_session,
            "way": step.way,
            "asks_check_in": step.asks_check_in,
        }
        for place, step in enumerate(page.steps, 1)
    ]
    table = cast(MessageTable, MessageTableForm(data, initial=rows, prefix=STEPS))
    table.know({step.slug: step for step in page.steps})
    return table


class WordsForm(HouseForm):
    """What one message says in one language."""

    subject = forms.CharField(label=_("Subject of the e-mail"), required=False, max_length=120)
    body = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "An empty line ends a paragraph; lines that begin with a hyphen are a list. Greeting, "
            "when to call, address and how to stop are added."
        ),
    )
    sms = forms.CharField(
        label=_("Text message"),
        required=False,
        max_length=LONGEST_SMS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who writes and how to stop are added where they are missing."),
    )

    def words(self) -> Words:
        """As typed; lines end as ours do."""
        said = {
            name: "\n".join(self.cleaned_data.get(name, "").splitlines()).strip()
            for name in ("subject", "body", "sms")
        }
        return Words(**said)
