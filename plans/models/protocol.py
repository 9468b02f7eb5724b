from itertools import pairwise

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Protocol(models.Model):
    """The clinic's recipe for one indication, or for one kind of single visit. What it says
    stands in its versions; a plan keeps the version it was made from."""

    class Kind(models.TextChoices):
        SERIES = "series", _("Series")
        CONSULTATION = "consultation", _("Consultation")
        REVIEW = "review", _("Review")
        SKIN_CHECK = "skin_check", _("Skin check")
        MAINTENANCE = "maintenance", _("Maintenance")

    class Indication(models.TextChoices):
        PORES = "pores", _("Enlarged pores")
        TEXTURE = "texture", _("Skin texture")
        FINE_LINES = "fine_lines", _("Fine lines")
        ACNE_SCARS = "acne_scars", _("Atrophic acne scars")
        NONE = "none", _("No treatment")

    # The skin is treated under it.
    TREATED = ("series", "maintenance")

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.SERIES)
    indication = models.CharField(
        _("indication"), max_length=16, choices=Indication.choices, default=Indication.NONE
    )
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


def gaps_in_order(prefix: str) -> Q:
    """floor <= min <= ideal <= max <= stalled, for the five columns that begin with `prefix`."""
    names = [prefix + name for name in ("floor", "min", "ideal", "max", "stalled")]
    rule = Q(**{f"{names[0]}__gte": 1})
    for lower, upper in pairwise(names):
        rule &= Q(**{f"{upper}__gte": F(lower)})
    return rule


class ProtocolVersion(models.Model):
    """One state of a protocol. Gaps are calendar days in the location's zone. Shipped numbers are
    drafts with their `source`; a version is used only once a named clinician has approved it, and
    never changes after that. `darker_gap_*` hold for Fitzpatrick IV to VI (null: the same).
    Messages go out from the minute `loud_from` of the patient's day until `quiet_from`, half-open;
    text messages on Sundays from `sunday_from` (null: as on any day)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        RETIRED = "retired", _("Retired")

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    approved_by = models.CharField(_("approved by"), max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    sessions_min = models.PositiveSmallIntegerField(_("fewest sessions"), default=1)
    sessions_usual = models.PositiveSmallIntegerField(_("usual sessions"), default=1)
    sessions_max = models.PositiveSmallIntegerField(_("most sessions"), default=1)
    gap_floor = models.PositiveSmallIntegerField(_("never under"), default=1)
    gap_min = models.PositiveSmallIntegerField(_("at least"), default=1)
    gap_ideal = models.PositiveSmallIntegerField(_("ideally"), default=1)
    gap_max = models.PositiveSmallIntegerField(_("at most"), default=1)
    gap_stalled = models.PositiveSmallIntegerField(_("stalled after"), default=1)
    darker_gap_floor = models.PositiveSmallIntegerField(null=True, blank=True)
    darker_gap_min = models.PositiveSmallIntegerField(null=True, blank=True)
    darker_gap_ideal = models.PositiveSmallIntegerField(null=True, blank=True)
    darker_gap_max = models.PositiveSmallIntegerField(null=True, blank=True)
    darker_gap_stalled = models.PositiveSmallIntegerField(null=True, blank=True)
    device_kinds = models.JSONField(_("devices"), default=list, blank=True)
    youngest_age = models.PositiveSmallIntegerField(_("youngest age"), default=18)
    price_session = models.DecimalField(
        _("price per session"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    price_series = models.DecimalField(
        _("price per series"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    recovery_days = models.PositiveSmallIntegerField(_("days of recovery"), default=0)
    maintenance_days_from = models.PositiveSmallIntegerField(
        _("maintenance from, days after the last"), null=True, blank=True
    )
    maintenance_days_until = models.PositiveSmallIntegerField(
        _("maintenance until, days after the last"), null=True, blank=True
    )
    loud_from = models.PositiveSmallIntegerField(_("messages from"), default=8 * 60)
    quiet_from = models.PositiveSmallIntegerField(_("messages until"), default=20 * 60)
    sunday_from = models.PositiveSmallIntegerField(
        _("text messages on Sunday from"), null=True, blank=True
    )
    prepare_text = models.TextField(_("how to prepare"), blank=True)
    source = models.TextField(_("source"), blank=True)

    class Meta:
        ordering = ["protocol", "-number"]
        constraints = [
            models.UniqueConstraint("protocol", "number", name="protocol_version_once"),
            models.UniqueConstraint(
                "protocol", condition=Q(state="approved"), name="protocol_one_version_in_force"
            ),
            models.UniqueConstraint(
                "protocol", condition=Q(state="draft"), name="protocol_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(sessions_min__gte=1)
                & Q(sessions_usual__gte=F("sessions_min"))
                & Q(sessions_max__gte=F("sessions_usual"))
                & Q(sessions_max__lte=12),
                name="protocol_sessions_in_order",
            ),
            models.CheckConstraint(condition=gaps_in_order("gap_"), name="protocol_gaps_in_order"),
            models.CheckConstraint(
                condition=Q(
                    darker_gap_floor=None,
                    darker_gap_min=None,
                    darker_gap_ideal=None,
                    darker_gap_max=None,
                    darker_gap_stalled=None,
                )
                | gaps_in_order("darker_gap_"),
                name="protocol_darker_gaps_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(approved_by="") & Q(approved_at__isnull=False),
                name="protocol_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(price_session=None, price_series=None) | ~Q(currency=""),
                name="protocol_price_has_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(maintenance_days_from=None, maintenance_days_until=None)
                | Q(maintenance_days_from__gte=1)
                & Q(maintenance_days_until__gte=F("maintenance_days_from")),
                name="protocol_maintenance_in_order",
            ),
            models.CheckConstraint(
                condition=Q(loud_from__lt=F("quiet_from"), quiet_from__lte=24 * 60)
                & (Q(sunday_from=None) | Q(sunday_from__gte=F("loud_from")))
                & (Q(sunday_from=None) | Q(sunday_from__lt=F("quiet_from"))),
                name="protocol_hours_of_messages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.protocol} v{self.number}"


class Step(models.Model):
    """A part of a visit with its minutes and what it holds. Only last steps may be without the
    patient (cleaning after she has left)."""

    version = models.ForeignKey(ProtocolVersion, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("step"), max_length=60)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    practitioner = models.BooleanField(_("practitioner"), default=False)
    room = models.BooleanField(_("room"), default=False)
    device = models.BooleanField(_("device"), default=False)
    patient = models.BooleanField(_("patient"), default=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint("version", "order", name="step_order_once"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1) & Q(minutes__lte=720), name="step_has_minutes"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Qualification(models.Model):
    """This practitioner may do this protocol."""

    practitioner = models.ForeignKey(
        "clinic.Practitioner", models.CASCADE, related_name="qualifications"
    )
    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="qualifications")

    class Meta:
        constraints = [
            models.UniqueConstraint("practitioner", "protocol", name="qualification_once")
        ]

    def __str__(self) -> str:
        return f"{self.practitioner}: {self.protocol}"
