from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.models.record import ZoneRecord


class Photo(models.Model):
    """One photograph of a patient. The stored picture is our own re-encoding: no metadata, no
    name. `file` is its name in the private files; the smaller sizes are made from it by the worker
    (`sized_at`). `original_sha256` proves which file came in; that file itself is not kept."""

    class View(models.TextChoices):
        FRONT = "front", _("Front")
        LEFT = "left45", _("Left, 45°")
        RIGHT = "right45", _("Right, 45°")
        CLOSE = "close", _("Close-up")
        OWN = "own", _("Sent by the patient")

    class Quality(models.TextChoices):
        GOOD = "good", _("Good")
        DARK = "dark", _("Too dark")
        BRIGHT = "bright", _("Too bright")
        BLURRED = "blurred", _("Blurred")
        DISTANCE = "distance", _("Another distance")

    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="photos")
    visit = models.ForeignKey("plans.Visit", models.PROTECT, related_name="photos")
    check_in = models.ForeignKey(
        "plans.CheckIn", models.PROTECT, null=True, blank=True, related_name="photos"
    )
    view = models.CharField(max_length=8, choices=View.choices)
    zone = models.CharField(max_length=12, choices=ZoneRecord.Zone.choices, blank=True)
    file = models.CharField(max_length=60, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    original_sha256 = models.CharField(max_length=64)
    quality = models.CharField(max_length=8, choices=Quality.choices)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sized_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    hidden_because = models.CharField(_("why it is put away"), max_length=300, blank=True)

    class Meta:
        ordering = ["taken_at", "pk"]
        indexes = [
            models.Index(fields=["patient", "view", "taken_at"], name="photo_by_patient_and_view")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(view="close") & ~Q(zone="") | ~Q(view="close") & Q(zone=""),
                name="photo_zone_of_a_close_up",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_because="", hidden_by=None)
                | Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_because=""),
                name="photo_hidden_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(view="own", check_in__isnull=False) | ~Q(view="own") & Q(check_in=None),
                name="photo_own_of_a_check_in",
            ),
            models.UniqueConstraint("visit", "original_sha256", name="photo_file_once_per_visit"),
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"


class Alignment(models.Model):
    """How one photograph is laid over another of the same patient and view: `matrix` is the
    affine transform [a, b, c, d, e, f] that takes a point (x, y) of `photo` to (ax + cy + e,
    bx + dy + f) on `onto`, both from 0 to 1 of the picture's width. No feature of the face is kept.
    """

    class How(models.TextChoices):
        POINTS = "points", _("By two points")
        REGISTERED = "registered", _("By the computer")

    class State(models.TextChoices):
        WANTED = "wanted", _("Waiting")
        MADE = "made", _("Aligned")
        FAILED = "failed", _("Could not be aligned")

    photo = models.ForeignKey(Photo, models.PROTECT, related_name="alignments")
    onto = models.ForeignKey(Photo, models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    state = models.CharField(max_length=8, choices=State.choices)
    matrix = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("photo", "onto", name="alignment_once"),
            models.CheckConstraint(condition=~Q(photo=F("onto")), name="alignment_of_two"),
        ]

    def __str__(self) -> str:
        return f"alignment {self.pk}"
