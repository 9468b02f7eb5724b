from django.db import models
from django.utils.translation import gettext_lazy as _


class Room(models.Model):
    """A room of one location in which patients are treated."""

    resource = models.OneToOneField("clinic.Resource", models.PROTECT, primary_key=True)
    location = models.ForeignKey("clinic.Location", models.PROTECT, related_name="rooms")
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "location",
                "name",
                name="room_name_once_per_location",
                violation_error_message=_("This location has a room of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
