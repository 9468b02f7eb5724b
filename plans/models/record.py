from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """What was done in a visit, written while it happens. Once signed, the database refuses every
    change of it and of its zones and lots; amendments stand beside it. Depths are mm, times UTC.
    """

    class NeedleType(models.TextChoices):
        INSULATED = "insulated", _("Insulated")
        BARE = "bare", _("Not insulated")

    visit = models.OneToOneField("plans.Visit", models.PROTECT, related_name="record")
    operator = models.ForeignKey(
        "clinic.Practitioner", models.PROTECT, null=True, blank=True, related_name="records"
    )
    consent = models.ForeignKey(
        "plans.Consent", models.PROTECT, null=True, blank=True, related_name="records"
    )
    screening = models.ForeignKey(
        "plans.Screening", models.PROTECT, null=True, blank=True, related_name="records"
    )
    # Before: what the skin was numbed with. The lot is a row of LotUse.
    is_not_numbed = models.BooleanField(_("treated without numbing"), default=False)
    numbing_product = models.CharField(_("numbing product"), max_length=80, blank=True)
    numbing_percent = models.DecimalField(
        _("strength, %"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    numbing_grams = models.DecimalField(
        _("grams"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    numbing_cm2 = models.PositiveSmallIntegerField(_("area, cm²"), null=True, blank=True)
    numbing_on_at = models.DateTimeField(_("cream on"), null=True, blank=True)
    numbing_off_at = models.DateTimeField(_("cream off"), null=True, blank=True)
    is_numbing_removed = models.BooleanField(_("wiped off fully"), default=False)
    # During: the device. Its cartridge is a row of LotUse.
    device = models.ForeignKey(
        "clinic.Device", models.PROTECT, null=True, blank=True, related_name="records"
    )
    needle_count = models.PositiveSmallIntegerField(_("needles"), null=True, blank=True)
    speed = models.CharField(_("speed"), max_length=40, blank=True)
    needle_type = models.CharField(
        _("needle type"), max_length=10, choices=NeedleType.choices, blank=True
    )
    energy = models.CharField(_("energy or level"), max_length=40, blank=True)
    pulse_ms = models.PositiveSmallIntegerField(_("pulse, ms"), null=True, blank=True)
    cooling = models.CharField(_("cooling"), max_length=80, blank=True)
    # After.
    reaction = models.TextField(_("reaction"), blank=True)
    pain = models.PositiveSmallIntegerField(_("pain, 0 to 10"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    is_entered_later = models.BooleanField(_("entered later, from paper"), default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        "clinic.Practitioner", models.PROTECT, null=True, blank=True, related_name="signed_records"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text=_("Of what was signed."))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pain=None) | Q(pain__lte=10), name="record_pain_to_ten"
            ),
            models.CheckConstraint(
                condition=Q(numbing_on_at=None)
                | Q(numbing_off_at=None)
                | Q(numbing_off_at__gte=F("numbing_on_at")),
                name="record_cream_off_after_on",
            ),
            models.CheckConstraint(
                condition=Q(numbing_off_at=None) | Q(numbing_on_at__isnull=False),
                name="record_cream_was_on",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, sha256="")
                | Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(sha256=""),
                name="record_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"record of visit {self.visit_id}"


class ZoneRecord(models.Model):
    """One zone of the face: depth in mm, passes, what was seen. Filled from elsewhere ("as last
    time") it is unconfirmed until it was touched or confirmed."""

    class Zone(models.TextChoices):
        FOREHEAD = "forehead", _("Forehead")
        GLABELLA = "glabella", _("Between the brows")
        TEMPLES = "temples", _("Temples")
        EYES = "eyes", _("Around the eyes")
        NOSE_BRIDGE = "nose_bridge", _("Bridge of the nose")
        NOSE_SIDES = "nose_sides", _("Sides of the nose")
        LEFT_CHEEK = "left_cheek", _("Left cheek")
        RIGHT_CHEEK = "right_cheek", _("Right cheek")
        UPPER_LIP = "upper_lip", _("Upper lip")
        CHIN = "chin", _("Chin")
        JAWLINE = "jawline", _("Jawline")
        NECK = "neck", _("Neck")

    class EndPoint(models.TextChoices):
        NONE = "none", _("Nothing seen")
        REDNESS = "redness", _("Even redness")
        BLEEDING = "bleeding", _("Pin-point bleeding")

    record = models.ForeignKey(Record, models.PROTECT, related_name="zones")
    zone = models.CharField(max_length=12, choices=Zone.choices)
    depth = models.DecimalField(
        _("depth, mm"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    passes = models.PositiveSmallIntegerField(_("passes"), null=True, blank=True)
    pattern = models.CharField(_("pattern"), max_length=60, blank=True)
    end_point = models.CharField(
        _("end point"), max_length=10, choices=EndPoint.choices, blank=True
    )
    tolerance = models.PositiveSmallIntegerField(_("tolerance, 0 to 10"), null=True, blank=True)
    is_confirmed = models.BooleanField(default=False)
    over_reason = models.CharField(_("why above the limit"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("record", "zone", name="record_zone_once"),
            models.CheckConstraint(
                condition=Q(depth=None) | Q(depth__gt=0, depth__lte=3), name="zone_depth_in_mm"
            ),
            models.CheckConstraint(
                condition=Q(passes=None) | Q(passes__gte=1, passes__lte=20),
                name="zone_passes_to_twenty",
            ),
            models.CheckConstraint(
                condition=Q(tolerance=None) | Q(tolerance__lte=10), name="zone_tolerance_to_ten"
            ),
        ]

    def __str__(self) -> str:
        return str(self.zone)


class Amendment(models.Model):
    """What is said beside a signed record afterwards; never changed."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="amendments")
    text = models.TextField(_("amendment"))
    reason = models.CharField(_("reason"), max_length=300)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(reason=""), name="amendment_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"amendment {self.pk}"
