from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CheckIn(models.Model):
    """How her skin feels after one visit, in her own answers, with the colour that the clinic's
    thresholds in force (`standard`) gave it. Never changed once it is sent.

    `day` counts calendar days of the clinic since the visit was done. `answers` holds what
    `plans.engine.checkin` asks, `reasons` the codes of what gave the colour. Amber and red say in
    `due_at` until when a person shall have looked, and wait for their `CheckInReview`.
    """

    class Colour(models.TextChoices):
        GREEN = "green", _("Green")
        AMBER = "amber", _("Amber")
        RED = "red", _("Red")

    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="check_ins")
    visit = models.ForeignKey("plans.Visit", models.PROTECT, related_name="check_ins")
    key = models.UUIDField(unique=True)
    answered_at = models.DateTimeField()
    day = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    words = models.TextField(_("in her own words"), blank=True)
    colour = models.CharField(max_length=6, choices=Colour.choices)
    is_emergency = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    standard = models.ForeignKey("plans.Standard", models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-answered_at", "-pk"]
        indexes = [models.Index(fields=["visit", "answered_at"], name="check_in_by_visit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(colour="green", due_at=None)
                | ~Q(colour="green") & Q(due_at__isnull=False),
                name="check_in_is_looked_at_in_time",
            ),
            models.CheckConstraint(
                condition=Q(is_emergency=False) | Q(colour="red"), name="check_in_emergency_is_red"
            ),
        ]

    def __str__(self) -> str:
        return f"check-in {self.pk}"


class CheckInReview(models.Model):
    """A practitioner has looked at a check-in and cleared it: the next session may start."""

    class Step(models.TextChoices):
        """What was done about it."""

        ADVISED = "advised", _("Advised by message")
        CALLED = "called", _("Called her")
        SEEN = "seen", _("Saw her skin")
        REFERRED = "referred", _("Sent her to a doctor")
        NOTHING = "nothing", _("Nothing was needed")

    check_in = models.OneToOneField(CheckIn, models.PROTECT, related_name="review")
    step = models.CharField(_("what was done"), max_length=10, choices=Step.choices)
    note = models.TextField(_("note"), blank=True)
    asks_again = models.BooleanField(_("ask her again tomorrow"), default=False)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"review of check-in {self.check_in_id}"
