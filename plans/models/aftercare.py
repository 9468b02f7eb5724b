from django.conf import settings
from django.db import models


class AftercareNote(models.Model):
    """What this patient was told to do after this visit: copied from the protocol's text when the
    visit was done, then hers."""

    visit = models.OneToOneField("plans.Visit", models.PROTECT, related_name="aftercare_note")
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"aftercare note of visit {self.visit_id}"
