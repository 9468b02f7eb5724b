from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Standard(models.Model):
    """One version of one sheet of the clinic's own clinical settings. `rows` are a list of
    objects whose columns `plans.engine.standard` defines for each sheet. Shipped rows are drafts
    with their `source`; what a visit obeys is the version in force, which a named clinician has
    approved, and which never changes after that."""

    class Sheet(models.TextChoices):
        QUESTIONS = "questions", _("Screening questions")
        DEPTHS = "depths", _("Depth by zone")
        BANDS = "bands", _("Depth by indication")
        NUMBING = "numbing", _("Numbing products")
        CLEARANCES = "clearances", _("Cleared uses of devices")
        SKINCARE = "skincare", _("Skincare products")
        TRIAGE = "triage", _("Check-ins: what is amber and red")
        LIMITS = "limits", _("Limits and what a record must hold")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        RETIRED = "retired", _("Retired")

    sheet = models.CharField(max_length=12, choices=Sheet.choices)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    rows = models.JSONField(default=list)
    source = models.TextField(_("source"), blank=True)
    approved_by = models.CharField(_("approved by"), max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sheet", "-number"]
        constraints = [
            models.UniqueConstraint("sheet", "number", name="standard_version_once"),
            models.UniqueConstraint(
                "sheet", condition=Q(state="approved"), name="standard_one_version_in_force"
            ),
            models.UniqueConstraint("sheet", condition=Q(state="draft"), name="standard_one_draft"),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(approved_by="") & Q(approved_at__isnull=False),
                name="standard_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sheet_display()} v{self.number}"
