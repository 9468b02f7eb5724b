from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.message import MessageStep


class Reminder(models.Model):
    """One message with a reason, a due instant, a channel and a delivery history: the outbox.

    Written in the transaction that causes it, about a visit, a whole booking or a plan; what the
    staff write by hand is about the patient alone. `schedule` rises each time the same step is
    planned anew. A worker owns the row while `owner` is its name and `lease_until` is ahead; `key`
    travels with every attempt. A row with a `carrier` goes in that one's letter. `own_subject` and
    `own_text` are words for this patient, `written_by` who wrote them or changed when it goes.
    """

    Reason = MessageStep.Reason

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("Text message")

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
        ANSWERED = "answered", _("She has done it already")
        ARCHIVED = "archived", _("The patient's record is archived")
        CAPPED = "capped", _("So many text messages went out already")
        DEAD = "dead", _("Messages to this address come back")
        EXPIRED = "expired", _("It is too late for it")
        NO_CONSENT = "no_consent", _("There is no consent to this way")
        NO_EMAIL = "no_email", _("There is no e-mail address")
        NO_PHONE = "no_phone", _("There is no phone number")
        NO_PROVIDER = "no_provider", _("Text messages are not set up")
        NOT_DONE = "not_done", _("The visit was never marked done")
        OPTED_OUT = "opted_out", _("She asked us to stop")
        QUIET = "quiet", _("Only quiet hours were left before the visit")
        STOPPED = "stopped", _("Stopped by the clinic")
        VISIT_GONE = "visit_gone", _("There is nothing to tell any more")

    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="reminders")
    visit = models.ForeignKey(
        "plans.Visit", models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    booking = models.ForeignKey(
        "plans.Booking", models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    step = models.ForeignKey(
        MessageStep, models.PROTECT, null=True, blank=True, related_name="reminders"
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
    carrier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried"
    )
    own_subject = models.CharField(max_length=120, blank=True)
    own_text = models.TextField(blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    provider_id = models.CharField(max_length=200, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was given up: failed, not sent or replaced.")
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                "channel",
                "next_try_at",
                condition=Q(state__in=["planned", "sending"]),
                name="reminder_waiting",
            ),
            models.Index(
                "expires_at",
                condition=Q(state__in=["bounced", "failed", "suppressed", "unknown"]),
                name="reminder_troubled",
            ),
            models.Index(
                fields=["patient", "channel", "sent_at"],
                condition=Q(sent_at__isnull=False),
                name="reminder_sent_to",
            ),
            models.Index(
                fields=["provider_id"], condition=~Q(provider_id=""), name="reminder_by_provider_id"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(visit__isnull=False, booking=None, plan=None)
                | Q(visit=None, booking__isnull=False, plan=None)
                | Q(visit=None, booking=None, plan__isnull=False)
                | Q(visit=None, booking=None, plan=None, reason="hand"),
                name="reminder_about_one_thing",
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
                condition=Q(visit__isnull=False, step=None),
                name="reminder_once_per_visit",
            ),
            models.UniqueConstraint(
                "visit",
                "step",
                "channel",
                "schedule",
                condition=Q(visit__isnull=False, step__isnull=False),
                name="reminder_once_per_visit_and_step",
            ),
            models.UniqueConstraint(
                "plan",
                "step",
                "channel",
                "schedule",
                condition=Q(plan__isnull=False),
                name="reminder_once_per_plan_and_step",
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
