from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Skincare(models.Model):
    """A product that the patient uses at home, during one plan. It rests from `stop_days` before
    each session until `restart_days` after it, on the location's calendar; both null: she keeps
    it all along. `ended_at`: she does not use it any more."""

    class Kind(models.TextChoices):
        CLEANSER = "cleanser", _("Cleanser")
        MOISTURISER = "moisturiser", _("Moisturiser")
        SUNSCREEN = "sunscreen", _("Sunscreen")
        MAKE_UP = "make_up", _("Make-up")
        RETINOID = "retinoid", _("Retinoid")
        ACID = "acid", _("Fruit acid (AHA, BHA)")
        VITAMIN_C = "vitamin_c", _("Vitamin C")
        BENZOYL = "benzoyl", _("Benzoyl peroxide")
        SCRUB = "scrub", _("Scrub or brush")
        SELF_TAN = "self_tan", _("Self-tan")
        OTHER = "other", _("Something else")

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="skincare")
    name = models.CharField(_("product"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    stop_days = models.PositiveSmallIntegerField(_("stop, days before"), null=True, blank=True)
    restart_days = models.PositiveSmallIntegerField(_("restart, days after"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="skincare_has_a_name"),
            models.CheckConstraint(
                condition=Q(stop_days=None, restart_days=None)
                | Q(stop_days__isnull=False, restart_days__isnull=False),
                name="skincare_stops_and_restarts",
            ),
        ]

    def __str__(self) -> str:
        return self.name
