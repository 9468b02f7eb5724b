from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Answer(models.Model):
    """What came back to the clinic by e-mail or text message. `patient` is empty where nobody
    here, or more than one, has the address or number in `sender`; `provider_id` lets a repeated
    delivery be told from a second message."""

    class Keyword(models.TextChoices):
        STOP = "stop", _("Stop")
        START = "start", _("Start again")
        YES = "yes", _("Yes, I come")

    patient = models.ForeignKey(
        "plans.Patient", models.PROTECT, null=True, blank=True, related_name="answers"
    )
    reminder = models.ForeignKey(
        "plans.Reminder", models.PROTECT, null=True, blank=True, related_name="answers"
    )
    channel = models.CharField(max_length=8)
    sender = models.CharField(max_length=254)
    text = models.TextField(blank=True)
    keyword = models.CharField(max_length=8, choices=Keyword.choices, blank=True)
    provider_id = models.CharField(max_length=200, unique=True)
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(read_at=None), name="answer_unread")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(read_at=None, read_by=None)
                | Q(read_at__isnull=False, read_by__isnull=False)
                | Q(read_at__isnull=False) & ~Q(keyword=""),
                name="answer_read_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
