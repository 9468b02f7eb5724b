import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField


def validate_zone(value: str) -> None:
    """Refuse a name that is no time zone of the IANA database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(zone)s” is not a time zone; write one such as Europe/Berlin."),
            params={"zone": value},
        )


class Location(models.Model):
    """A clinic's address with its own wall clock; days, hours and gaps are judged in `zone`."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    display_name = models.CharField(
        _("name in messages"),
        max_length=60,
        help_text=_("Neutral: it must not tell a stranger what is treated."),
    )
    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    address = models.TextField(_("address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    out_of_hours_phone = models.CharField(_("phone out of hours"), max_length=40, blank=True)
    emergency_phone = models.CharField(
        _("emergency number"),
        max_length=20,
        blank=True,
        help_text=_("Shown with every red answer of a check-in: 112, 911."),
    )
    has_check_ins = models.BooleanField(_("patients are asked how their skin feels"), default=False)
    email = models.EmailField(_("e-mail"), blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_("Two letters, for public holidays: DE, US."),
    )
    subdivision = models.CharField(
        _("state or region"),
        max_length=10,
        blank=True,
        help_text=_("For its own holidays: BE, CA."),
    )
    is_open = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(has_check_ins=False) | ~Q(emergency_phone=""),
                name="location_check_ins_need_an_emergency_number",
            )
        ]

    def __str__(self) -> str:
        return self.name
