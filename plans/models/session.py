from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Session(models.Model):
    """One numbered visit of a plan. Its visit that is not over by cancelling is where it stands
    now; without one it waits for a date. `had_on` says that it was had without a visit of ours."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    had_on = models.DateField(null=True, blank=True)
    had_where = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint("plan", "number", name="session_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="session_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"session {self.number}"


class Visit(models.Model):
    """One booked stay of a patient: [start, end) is hers, in UTC; the holds say what else it keeps
    and how long. Times never change: a moved session gets another visit, which `replaces` this
    one; this one is cancelled. `ended_at` says when it was cancelled, or found not to have come.

    `gap_min` and `gap_max` are other bounds, in days, for the gap before it: agreed with a reason
    where the plan's own refuse its date.
    """

    class Kind(models.TextChoices):
        SESSION = "session", _("Session")
        CONSULTATION = "consultation", _("Consultation")
        REVIEW = "review", _("Review")
        SKIN_CHECK = "skin_check", _("Skin check")
        MAINTENANCE = "maintenance", _("Maintenance")

    class State(models.TextChoices):
        RESERVED = "reserved", _("Reserved")
        BOOKED = "booked", _("Booked")
        ARRIVED = "arrived", _("Arrived")
        IN_TREATMENT = "in_treatment", _("In treatment")
        DONE = "done", _("Done")
        NO_SHOW = "no_show", _("Did not come")
        CANCELLED = "cancelled", _("Cancelled")
        UNDONE = "undone", _("Undone")
        LAPSED = "lapsed", _("Reservation lapsed")

    class Outcome(models.TextChoices):
        SUITABLE = "suitable", _("Suitable")
        NOT_SUITABLE = "not_suitable", _("Not suitable")
        REFERRED = "referred", _("Referred")
        THINKING = "thinking", _("Thinking about it")

    class CancelledBy(models.TextChoices):
        PATIENT = "patient", _("The patient")
        CLINIC = "clinic", _("The clinic")

    class Because(models.TextChoices):
        """Why it was cancelled."""

        MOVED = "moved", _("Moved to another time")
        STOPPED = "stopped", _("The plan was stopped")
        ILL = "ill", _("Ill")
        SKIN = "skin", _("The skin is not ready")
        TIME = "time", _("The time does not suit")
        TRAVEL = "travel", _("Away from home")
        COST = "cost", _("The cost")
        UNHAPPY = "unhappy", _("Not happy with the treatment")
        PLACE = "place", _("Practitioner, room or device is out")
        OTHER = "other", _("Another reason")

    class Rebook(models.TextChoices):
        """What the place no longer gives this visit."""

        CLOSED = "closed", _("The clinic is closed")
        HOURS = "hours", _("Outside the hours")
        AWAY = "away", _("Practitioner away")
        OUT_OF_SERVICE = "out_of_service", _("Out of service")
        NOT_HERE = "not_here", _("No longer at this location")
        NOT_QUALIFIED = "not_qualified", _("Not qualified for the protocol")
        NOT_FITTING = "not_fitting", _("Device does not fit the protocol")

    OVER = ("no_show", "cancelled", "undone", "lapsed")
    # Booked, and nobody has begun: it may still move.
    NOT_BEGUN = ("booked", "arrived")
    # The skin is treated: it asks for a screening, a consent and a record.
    TREATED = ("session", "maintenance")

    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="visits")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="visits"
    )
    booking = models.ForeignKey("plans.Booking", models.PROTECT, related_name="visits")
    version = models.ForeignKey("plans.ProtocolVersion", models.PROTECT, related_name="+")
    location = models.ForeignKey("clinic.Location", models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    start = models.DateTimeField()
    end = models.DateTimeField()
    practitioner = models.ForeignKey(
        "clinic.Practitioner", models.PROTECT, null=True, blank=True, related_name="visits"
    )
    room = models.ForeignKey(
        "clinic.Room", models.PROTECT, null=True, blank=True, related_name="visits"
    )
    device = models.ForeignKey(
        "clinic.Device", models.PROTECT, null=True, blank=True, related_name="visits"
    )
    # She said that she comes: by herself (no user), or to somebody of the staff.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    arrived_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    gap_min = models.PositiveSmallIntegerField(null=True, blank=True)
    gap_max = models.PositiveSmallIntegerField(null=True, blank=True)
    gap_reason = models.CharField(max_length=300, blank=True)
    gap_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_by = models.CharField(max_length=8, choices=CancelledBy.choices, blank=True)
    cancelled_because = models.CharField(max_length=8, choices=Because.choices, blank=True)
    cancelled_note = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    rebook_reason = models.CharField(
        max_length=20,
        choices=Rebook.choices,
        blank=True,
        help_text=_("Why it must be booked again; empty: it stands."),
    )

    class Meta:
        ordering = ["start", "pk"]
        indexes = [
            models.Index(fields=["location", "start"], name="visit_by_location_and_start"),
            models.Index(fields=["patient", "start"], name="visit_by_patient_and_start"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="visit_ends_after_start"),
            models.CheckConstraint(
                condition=Q(kind="session", session__isnull=False)
                | ~Q(kind="session") & Q(session=None),
                name="visit_of_a_session_or_single",
            ),
            models.UniqueConstraint(
                "session",
                condition=~Q(state__in=["no_show", "cancelled", "undone", "lapsed"]),
                name="session_has_one_standing_visit",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(kind="consultation"),
                name="visit_outcome_of_a_consultation",
            ),
            models.CheckConstraint(
                condition=Q(gap_min=None, gap_max=None, gap_reason="", gap_agreed_by=None)
                | Q(gap_min__gte=1, gap_max__gte=F("gap_min"), gap_agreed_by__isnull=False)
                & ~Q(gap_reason=""),
                name="visit_other_gap_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", ended_at__isnull=False)
                & ~Q(cancelled_by="")
                & ~Q(cancelled_because="")
                | ~Q(state="cancelled") & Q(cancelled_by="", cancelled_because=""),
                name="visit_cancelled_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"
