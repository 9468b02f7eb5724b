from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AdverseEvent(models.Model):
    """Something bad happened to a patient's health, with the fields that a report asks for
    (21 CFR 803.32). `report_due_on` is the last day to report: 10 work days after `known_at` for
    a death or a serious injury (21 CFR 803.30), null where no report is due."""

    class Severity(models.TextChoices):
        MINOR = "minor", _("Neither serious nor lasting")
        SERIOUS = "serious", _("Serious injury: danger to life, lasting harm, or care to avert it")
        DEATH = "death", _("Death")

    class Kept(models.TextChoices):
        KEPT = "kept", _("Kept here")
        RETURNED = "returned", _("Returned to the maker")
        GONE = "gone", _("Thrown away")

    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="adverse_events")
    visit = models.ForeignKey(
        "plans.Visit", models.PROTECT, null=True, blank=True, related_name="adverse_events"
    )
    severity = models.CharField(_("how serious"), max_length=8, choices=Severity.choices)
    happened_on = models.DateField(_("date of the event"))
    known_at = models.DateTimeField(_("known to the clinic since"))
    narrative = models.TextField(_("what happened"))
    outcome = models.TextField(_("what came of it"), blank=True)
    device = models.ForeignKey(
        "clinic.Device", models.PROTECT, null=True, blank=True, related_name="+"
    )
    device_kept = models.CharField(
        _("where the device is"), max_length=8, choices=Kept.choices, blank=True
    )
    lots = models.ManyToManyField("plans.Lot", related_name="adverse_events", blank=True)
    operator = models.ForeignKey(
        "clinic.Practitioner", models.PROTECT, null=True, blank=True, related_name="+"
    )
    other_products = models.TextField(_("other products and medicines"), blank=True)
    reporter = models.CharField(_("who tells it"), max_length=200)
    report_due_on = models.DateField(null=True, blank=True)
    told_maker_on = models.DateField(_("reported to the maker on"), null=True, blank=True)
    told_authority_on = models.DateField(_("reported to the authority on"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-known_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(narrative="") & ~Q(reporter=""), name="adverse_event_is_told"
            ),
            models.CheckConstraint(
                condition=Q(severity="minor") | Q(report_due_on__isnull=False),
                name="adverse_event_has_its_clock",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("written_at")),
                name="adverse_event_closed_after_written",
            ),
        ]

    def __str__(self) -> str:
        return f"adverse event {self.pk}"
