from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MessageStep(models.Model):
    """One message of a protocol version: why it goes, when, by which way, and whether it goes.

    `slug` names the shipped text that is sent where the step has none of its own. `offset_days`
    count from what the reason looks at: before the visit for prepare, screening, confirm and
    day_before; after the day on which it was done for recovery and check_in; after the last
    session without a next date for unbooked; before the last day of the window for closing; after
    the day of session `after_session` for review; before the first day of maintenance for
    maintenance; nothing for booked, moved and cancelled, which go at once. It goes at `minute` of
    the clinic's day or, with `offset_hours` instead, so many hours after the visit was done.
    """

    class Reason(models.TextChoices):
        BOOKED = "booked", _("All dates")
        MOVED = "moved", _("New dates")
        CANCELLED = "cancelled", _("Cancelled")
        PREPARE = "prepare", _("How to prepare")
        SCREENING = "screening", _("Questions before the visit")
        CONFIRM = "confirm", _("Please confirm")
        DAY_BEFORE = "day_before", _("The day before")
        RECOVERY = "recovery", _("Recovery")
        CHECK_IN = "check_in", _("Check-in asked for")
        UNBOOKED = "unbooked", _("Next session not booked")
        CLOSING = "closing", _("The window closes")
        REVIEW = "review", _("Review of the results")
        MAINTENANCE = "maintenance", _("Maintenance is due")
        HAND = "hand", _("Written by hand")

    class Way(models.TextChoices):
        PREFERRED = "preferred", _("As she prefers")
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("Text message")
        BOTH = "both", _("E-mail and text message")

    # They tell where visits lie, and go at once.
    DATES = ("booked", "moved", "cancelled")
    BEFORE = ("prepare", "screening", "confirm", "day_before")
    AFTER = ("recovery", "check_in")
    # About the whole plan, not about one visit.
    OF_PLAN = ("unbooked", "closing", "review", "maintenance")

    version = models.ForeignKey(
        "plans.ProtocolVersion", models.CASCADE, related_name="message_steps"
    )
    order = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=24)
    reason = models.CharField(_("message"), max_length=16, choices=Reason.choices)
    is_on = models.BooleanField(_("is sent"), default=True)
    offset_days = models.PositiveSmallIntegerField(_("days"), default=0)
    offset_hours = models.PositiveSmallIntegerField(_("hours after"), null=True, blank=True)
    minute = models.PositiveSmallIntegerField(
        _("time"), null=True, blank=True, help_text=_("Minutes since midnight, clinic time.")
    )
    after_session = models.PositiveSmallIntegerField(_("after session"), null=True, blank=True)
    way = models.CharField(_("by"), max_length=10, choices=Way.choices, default=Way.PREFERRED)
    asks_check_in = models.BooleanField(_("asks for a check-in"), default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint("version", "order", name="message_step_order_once"),
            models.UniqueConstraint("version", "slug", name="message_step_slug_once"),
            models.CheckConstraint(
                condition=Q(minute=None) | Q(minute__lt=24 * 60), name="message_step_in_a_day"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["booked", "moved", "cancelled"])
                | Q(minute__isnull=False, offset_hours=None)
                | Q(minute=None, offset_hours__isnull=False, offset_days=0, reason="recovery"),
                name="message_step_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(reason="review") | Q(after_session__gte=1),
                name="message_step_review_after_a_session",
            ),
            models.CheckConstraint(condition=~Q(reason="hand"), name="message_step_not_by_hand"),
        ]

    def __str__(self) -> str:
        return self.slug


class MessageText(models.Model):
    """What a step says in one language, in the clinic's own words; `{name}` and its like stand
    for what is filled in. A step without one says what is shipped for its slug."""

    step = models.ForeignKey(MessageStep, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("e-mail"))
    sms = models.CharField(_("text message"), max_length=320)

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint("step", "language", name="message_text_once")]

    def __str__(self) -> str:
        return f"{self.step}, {self.language}"
