from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactNote(models.Model):
    """What came of one try to reach a patient, and about which visit, if about one."""

    class Result(models.TextChoices):
        CALLED = "called", _("Called")
        NO_ANSWER = "no_answer", _("No answer")
        LEFT_MESSAGE = "left", _("Left a message")
        AGREED = "agreed", _("Agreed")

    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="contact_notes")
    visit = models.ForeignKey(
        "plans.Visit", models.PROTECT, null=True, blank=True, related_name="contact_notes"
    )
    result = models.CharField(max_length=10, choices=Result.choices)
    note = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["patient", "written_at"], name="contact_by_patient")]

    def __str__(self) -> str:
        return f"contact note {self.pk}"
