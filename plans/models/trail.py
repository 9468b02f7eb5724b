from django.conf import settings
from django.db import models


class Trail(models.Model):
    """Who did what, when: one line per intention, and one per page of a patient's data that was
    seen. `facts` holds ids and field names with old and new values; a line is never changed."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=40)
    patient = models.ForeignKey(
        "plans.Patient", models.PROTECT, null=True, blank=True, related_name="trail"
    )
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, null=True, blank=True, related_name="trail"
    )
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.verb
