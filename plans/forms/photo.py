"""A picture to keep, a reason to put one away, and two points in each of two pictures."""

from django import forms
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from plans.actions.refusal import Refused
from plans.engine.alignment import Point
from plans.models import Photo
from plans.pictures import MAX_BYTES
from plans.wording.photo import photo_refusal


class PhotoForm(HouseForm):
    """`accept` lets a tablet offer its camera beside its pictures (`capture` would leave only the
    camera); what comes is judged by its content."""

    file = forms.FileField(
        label=_("Picture"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"}
        ),
        error_messages={"required": _("Choose a picture, or take one.")},
    )

    def clean_file(self) -> "File[bytes]":
        """What is too large is not even read."""
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(photo_refusal(Refused("too_large")))
        return file


class HideForm(HouseForm):
    because = forms.CharField(
        label=_("Why it is put away"),
        max_length=Photo._meta.get_field("hidden_because").max_length,
        error_messages={"required": _("Say why it is put away.")},
    )


def a_share(label: object) -> forms.FloatField:
    return forms.FloatField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        error_messages={
            "required": _("Set both points in both pictures."),
            "invalid": _("Write a number from 0 to 100."),
            "min_value": _("Write a number from 0 to 100."),
            "max_value": _("Write a number from 0 to 100."),
        },
    )


class PointsForm(HouseForm):
    """Each point in percent of the picture's width and height; `onto` is the earlier picture."""

    onto_x1 = a_share(_("First point, from the left, %"))
    onto_y1 = a_share(_("First point, from the top, %"))
    onto_x2 = a_share(_("Second point, from the left, %"))
    onto_y2 = a_share(_("Second point, from the top, %"))
    x1 = a_share(_("First point, from the left, %"))
    y1 = a_share(_("First point, from the top, %"))
    x2 = a_share(_("Second point, from the left, %"))
    y2 = a_share(_("Second point, from the top, %"))

    def points(self, photo: Photo, before: str = "") -> tuple[Point, Point]:
        """In widths of the picture; `before` is the beginning of the fields' names."""
        first, second = (
            (
                self.cleaned_data[f"{before}x{number}"] / 100,
                self.cleaned_data[f"{before}y{number}"] / 100 * photo.height / photo.width,
            )
            for number in (1, 2)
        )
        return first, second
