from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Practitioner(models.Model):
    """Somebody who treats. The hours say at which locations, the qualifications which protocols."""

    resource = models.OneToOneField("clinic.Resource", models.PROTECT, primary_key=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=120)
    profession = models.CharField(_("profession"), max_length=80)
    registration_number = models.CharField(_("registration number"), max_length=60, blank=True)
    supervisor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("supervising doctor")
    )
    is_prescriber = models.BooleanField(
        _("may prescribe"),
        default=False,
        help_text=_("May overrule a block of the screening, with a reason."),
    )
    locations = models.ManyToManyField("clinic.Location", verbose_name=_("locations"))
    is_active = models.BooleanField(_("works here"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(supervisor=models.F("resource")),
                name="nobody_supervises_themselves",
            )
        ]

    def __str__(self) -> str:
        return self.name
