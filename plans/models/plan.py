import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Plan(models.Model):
    """One patient's course under one version of a protocol. Gaps, in days, and prices are copied
    when the plan is made: they stay what was agreed, whatever the protocol says later.
    `maintenance_from` to `maintenance_until`, both included, is when to refresh a completed one.
    """

    class State(models.TextChoices):
        ORDERED = "ordered", _("Ordered, no dates yet")
        RESERVED = "reserved", _("Reserved")
        ACTIVE = "active", _("Booked")
        COMPLETED = "completed", _("Completed")
        STOPPED = "stopped", _("Stopped")
        UNDONE = "undone", _("Undone")
        LAPSED = "lapsed", _("Reservation lapsed")

    class Stopped(models.TextChoices):
        """Why a plan was stopped."""

        WISH = "wish", _("The patient wishes so")
        REACTION = "reaction", _("The skin reacted badly")
        UNSUITABLE = "unfit", _("No longer suitable")
        PREGNANT = "pregnant", _("Pregnant or breastfeeding")
        GOAL = "goal", _("The goal is reached")
        COST = "cost", _("The cost")
        GONE = "gone", _("Moved away or cannot be reached")
        OTHER = "other", _("Another reason")

    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="plans")
    version = models.ForeignKey("plans.ProtocolVersion", models.PROTECT, related_name="plans")
    location = models.ForeignKey("clinic.Location", models.PROTECT, related_name="plans")
    state = models.CharField(max_length=10, choices=State.choices)
    sessions_count = models.PositiveSmallIntegerField(_("sessions"))
    gap_floor = models.PositiveSmallIntegerField()
    gap_min = models.PositiveSmallIntegerField()
    gap_ideal = models.PositiveSmallIntegerField()
    gap_max = models.PositiveSmallIntegerField()
    gap_stalled = models.PositiveSmallIntegerField()
    goals = models.TextField(_("goals"), blank=True)
    wishes = models.JSONField(default=dict, blank=True)
    ordered_by = models.ForeignKey(
        "clinic.Practitioner", models.PROTECT, null=True, blank=True, related_name="ordered_plans"
    )
    ordered_at = models.DateTimeField(null=True, blank=True)
    unusual_count_by = models.ForeignKey(
        "clinic.Practitioner", models.PROTECT, null=True, blank=True, related_name="+"
    )
    unusual_count_reason = models.TextField(blank=True)
    price_session = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    price_series = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was completed or stopped.")
    )
    stopped_because = models.CharField(max_length=8, choices=Stopped.choices, blank=True)
    stopped_note = models.CharField(max_length=300, blank=True)
    maintenance_from = models.DateField(null=True, blank=True)
    maintenance_until = models.DateField(null=True, blank=True)
    maintenance_declined_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sessions_count__gte=1) & Q(sessions_count__lte=12),
                name="plan_has_sessions",
            ),
            models.CheckConstraint(
                condition=Q(gap_floor__gte=1)
                & Q(gap_min__gte=F("gap_floor"))
                & Q(gap_ideal__gte=F("gap_min"))
                & Q(gap_max__gte=F("gap_ideal"))
                & Q(gap_stalled__gte=F("gap_max")),
                name="plan_gaps_in_order",
            ),
            models.CheckConstraint(
                condition=Q(sessions_count__gte=4, sessions_count__lte=6)
                | Q(unusual_count_by__isnull=False) & ~Q(unusual_count_reason=""),
                name="plan_unusual_count_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(ordered_by=None, ordered_at=None)
                | Q(ordered_by__isnull=False, ordered_at__isnull=False),
                name="plan_ordered_by_somebody_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="stopped", ended_at__isnull=False) & ~Q(stopped_because="")
                | ~Q(state="stopped") & Q(stopped_because=""),
                name="plan_stopped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(maintenance_from=None, maintenance_until=None)
                | Q(maintenance_until__gte=F("maintenance_from")),
                name="plan_maintenance_until_after_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.protocol.name}, {self.sessions_count}"


class Booking(models.Model):
    """One act at the desk, whole or not at all: a series, the rest of one, or a single visit.

    `key` comes with the form, so a repeated submit finds this row instead of booking again. Its
    message waits until `undo_until`. A reservation keeps the places until `reserved_until`.
    """

    class State(models.TextChoices):
        RESERVED = "reserved", _("Reserved")
        FIRM = "firm", _("Booked")
        UNDONE = "undone", _("Undone")
        LAPSED = "lapsed", _("Lapsed")

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="bookings")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="bookings")
    state = models.CharField(max_length=10, choices=State.choices)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    undo_until = models.DateTimeField()
    reserved_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="reserved") | Q(reserved_until__isnull=False),
                name="booking_reserved_until_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"booking {self.pk}"
