from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """One message with a reason, a due instant, a channel and a delivery history: the outbox.

    Written in the transaction that causes it, about a visit or about a whole booking. `schedule`
    rises each time the same reason is planned anew. A worker owns the row while `owner` is its
    name and `lease_until` is ahead; `key` travels with every attempt.
    """

    class Reason(models.TextChoices):
        BOOKED = "booked", _("All dates")
        MOVED = "moved", _("New dates")
        CANCELLED = "cancelled", _("Cancelled")
        PREPARE = "prepare", _("How to prepare")
        RECOVERY = "recovery", _("Recovery")

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENDING = "sending", _("Sending")
        ACCEPTED = "accepted", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        BOUNCED = "bounced", _("Came back")
        FAILED = "failed", _("Failed")
        SUPPRESSED = "suppressed", _("Not sent")
        SUPERSEDED = "superseded", _("Replaced")
        UNKNOWN = "unknown", _("Unknown")

    class Suppressed(models.TextChoices):
        ARCHIVED = "archived", _("The patient's record is archived")
        EXPIRED = "expired", _("It is too late for it")
        NO_CONSENT = "no_consent", _("There is no consent to e-mail")
        NO_EMAIL = "no_email", _("There is no e-mail address")
        NOT_DONE = "not_done", _("The visit was never marked done")
        QUIET = "quiet", _("Only quiet hours were left before the visit")
        VISIT_GONE = "visit_gone", _("There is nothing to tell any more")

    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="reminders")
    visit = models.ForeignKey(
        "plans.Visit", models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    booking = models.ForeignKey(
        "plans.Booking", models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    reason = models.CharField(max_length=16, choices=Reason.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    schedule = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    suppressed_because = models.CharField(max_length=12, choices=Suppressed.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=80, blank=True)
    key = models.UUIDField(unique=True)
    provider_id = models.CharField(max_length=200, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was given up: failed, not sent or replaced.")
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                "next_try_at",
                condition=Q(state__in=["planned", "sending"]),
                name="reminder_waiting",
            ),
            models.Index(
                "expires_at",
                condition=Q(state__in=["bounced", "failed", "suppressed", "unknown"]),
                name="reminder_troubled",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(visit__isnull=False, booking=None)
                | Q(visit=None, booking__isnull=False),
                name="reminder_about_a_visit_or_a_booking",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | ~Q(owner="") & Q(lease_until__isnull=False),
                name="reminder_is_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="suppressed") | ~Q(suppressed_because=""),
                name="reminder_suppressed_for_a_reason",
            ),
            models.UniqueConstraint(
                "visit",
                "reason",
                "channel",
                "schedule",
                condition=Q(visit__isnull=False),
                name="reminder_once_per_visit",
            ),
            models.UniqueConstraint(
                "booking",
                "reason",
                "channel",
                "schedule",
                condition=Q(booking__isnull=False),
                name="reminder_once_per_booking",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"


class Heartbeat(models.Model):
    """When each worker last looked for due reminders; the health page and the banner read it."""

    worker = models.CharField(max_length=80, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker
