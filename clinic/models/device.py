from django.db import models
from django.utils.translation import gettext_lazy as _


class Device(models.Model):
    """A needling device. `cleared_age` is the youngest age its clearance names (FDA: 22)."""

    class Kind(models.TextChoices):
        ROLLER = "roller", _("Roller")
        PEN = "pen", _("Motorised pen")
        RF = "rf", _("Radiofrequency needling")

    resource = models.OneToOneField("clinic.Resource", models.PROTECT, primary_key=True)
    location = models.ForeignKey("clinic.Location", models.PROTECT, related_name="devices")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    model = models.CharField(_("model"), max_length=80)
    serial = models.CharField(_("serial number"), max_length=80)
    cleared_age = models.PositiveSmallIntegerField(_("cleared from age"), default=22)
    is_active = models.BooleanField(_("in service"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "model",
                "serial",
                name="device_serial_once_per_model",
                violation_error_message=_(
                    "A device of this model and serial number is here already."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["roller", "pen", "rf"]), name="device_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
