"""Moving: what the page shows travels back signed, with who asked and the reason for a gap."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.actions.move_rules import Change
from plans.engine.terms import Place
from plans.models import Plan, Visit

SALT = "plans.moving"
GOOD_FOR = dt.timedelta(hours=24)


class MoveForm(HouseForm):
    """`needs_reason`: a gap is outside what the plan asks for."""

    asked_by = forms.ChoiceField(
        label=_("Who asked for it"),
        choices=Visit.CancelledBy.choices,
        initial=Visit.CancelledBy.PATIENT,
        widget=forms.RadioSelect,
    )
    gap_reason = forms.CharField(
        label=_("Why this gap"),
        max_length=300,
        required=False,
        help_text=_("It stays on the plan, with your name."),
    )

    def __init__(self, *args: Any, needs_reason: bool, has_visit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["gap_reason"]
        else:
            self.fields["gap_reason"].required = True
            self.fields["gap_reason"].error_messages["required"] = str(
                _("Say why, so that whoever treats her knows.")
            )
        if not has_visit:
            del self.fields["asked_by"]


class CancelForm(HouseForm):
    """Reasons that belong to an act of their own (moved, stopped) are not among them."""

    cancelled_by = forms.ChoiceField(
        label=_("Who cancels"),
        choices=Visit.CancelledBy.choices,
        initial=Visit.CancelledBy.PATIENT,
        widget=forms.RadioSelect,
    )
    because = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            choice
            for choice in Visit.Because.choices
            if choice[0] not in (Visit.Because.MOVED, Visit.Because.STOPPED)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason; “another reason” is one too.")},
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class StopForm(HouseForm):
    because = forms.ChoiceField(
        label=_("Reason"),
        choices=Plan.Stopped.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason; “another reason” is one too.")},
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class ExtendForm(HouseForm):
    count = forms.TypedChoiceField(label=_("Sessions in all"), coerce=int)
    reason = forms.CharField(
        label=_("What the review showed"),
        max_length=500,
        help_text=_("Why more sessions are worth it."),
    )

    def __init__(self, *args: Any, counts: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["count"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [(count, str(count)) for count in counts]


def seal(owner: tuple[int, int], changes: Sequence[Change]) -> str:
    """The changes as a signed text that names whose they are: patient, and plan or visit."""
    rows = [
        [
            change.place.number,
            change.place.start,
            change.place.end,
            change.place.practitioner,
            change.place.room,
            change.place.device,
            change.leaves,
        ]
        for change in changes
    ]
    return signing.dumps([list(owner), rows], salt=SALT)


def unseal(sealed: str, owner: tuple[int, int]) -> list[Change] | None:
    """None where it was not sealed by us, for this patient and plan, today."""
    try:
        payload: Any = signing.loads(sealed, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    found, rows = payload
    if tuple(found) != owner:
        return None
    return [Change(place=Place(*row[:6]), leaves=row[6]) for row in rows]
