from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Task(models.Model):
    """Who does one thing of the inbox. What is to be done is read from the rows themselves
    (`plans.queries.inbox`), so that nothing can be forgotten here; this row says only whose it is,
    that it sleeps until an instant, or that it was done without leaving another trace. `about` is
    the id of the row that the kind names. Done holds for what was there at `done_at`: a cause that
    comes back later is a new thing to do.
    """

    class Kind(models.TextChoices):
        CHECK_IN = "check_in", _("Check-in")
        NO_CHECK_IN = "no_check_in", _("No check-in")
        MESSAGE = "message", _("Message failed")
        ANSWER = "answer", _("Answer")
        CONFIRM = "confirm", _("Not confirmed")
        REBOOK = "rebook", _("To book again")
        RECORD = "record", _("Not signed")
        RECALL = "recall", _("Recall")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.PositiveBigIntegerField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", "about", name="task_once"),
            models.CheckConstraint(
                condition=Q(owner=None, claimed_at=None)
                | Q(owner__isnull=False, claimed_at__isnull=False),
                name="task_claimed_by_its_owner",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="task_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
