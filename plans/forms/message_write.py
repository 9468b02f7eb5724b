"""Writing to one patient by hand, and changing one message that waits."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.engine.quiet import wall_instant
from plans.engine.sentence import HINT_ROOM, MOST_SMS, MOST_SUBJECT
from plans.models import Reminder

FIRST, LAST = dt.date(2000, 1, 2), dt.date(2200, 1, 1)
LONGEST = 4000
MOST = MOST_SMS - HINT_ROOM
"""Characters of a text message that are left beside the words how to stop."""


def subject_field(**how: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Subject"),
        required=False,
        max_length=MOST_SUBJECT,
        help_text=_("Whoever looks at her phone can read it: nothing about the treatment."),
        **how,
    )


def text_field(**how: Any) -> forms.CharField:
    rows = forms.Textarea(attrs={"rows": 6, "data-text": "", "data-most": MOST})
    return forms.CharField(label=_("Text"), max_length=LONGEST, widget=rows, **how)


class WriteForm(HouseForm):
    """`open_ways` are the channels by which she may be written to."""

    channel = forms.ChoiceField(
        label=_("By"),
        choices=Reminder.Channel.choices,
        widget=forms.RadioSelect(attrs={"data-channel": ""}),
        error_messages={"required": _("Choose a way.")},
    )
    subject = subject_field()
    text = text_field(error_messages={"required": _("Write what she shall read.")})

    def __init__(self, *args: Any, open_ways: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["channel"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [way for way in Reminder.Channel.choices if way[0] in open_ways]
        if open_ways and self.initial.get("channel") not in open_ways:
            self.initial["channel"] = open_ways[0]


class ChangeForm(HouseForm):
    """When one message goes, by the clock of `zone`, and own words for this patient."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day.")},
    )
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Choose a time, such as 10:00.")},
    )
    subject = subject_field()
    text = text_field(required=False)

    def __init__(self, *args: Any, is_sms: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_sms:
            del self.fields["subject"]

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if not FIRST < day < LAST:
            raise forms.ValidationError(_("Choose a day of these years."))
        return day

    def due_at(self, zone: str) -> dt.datetime | None:
        """The instant that was chosen; None where day and time are as they were."""
        if not {"day", "time"} & set(self.changed_data):
            return None
        time: dt.time = self.cleaned_data["time"]
        return wall_instant(self.cleaned_data["day"], time.hour * 60 + time.minute, zone)
