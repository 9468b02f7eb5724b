from django.db import models
from django.utils.translation import gettext_lazy as _


class Resource(models.Model):
    """One practitioner, room or device as the diary sees it: what holds point to and what a
    booking locks, in the order of the primary key, before it reads."""

    class Kind(models.TextChoices):
        PRACTITIONER = "practitioner", _("Practitioner")
        ROOM = "room", _("Room")
        DEVICE = "device", _("Device")

    kind = models.CharField(max_length=12, choices=Kind.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["practitioner", "room", "device"]),
                name="resource_kind_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
