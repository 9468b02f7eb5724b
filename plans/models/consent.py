from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ConsentText(models.Model):
    """One version of what a patient agrees to: to a protocol's treatment, or (without a protocol)
    to photographs. A draft until a named clinician approves it; the one in force is asked for.

    `outside_line` is confirmed by itself where the device is not cleared for what is treated.
    """

    class Kind(models.TextChoices):
        TREATMENT = "treatment", _("Treatment")
        PHOTOGRAPHS = "photographs", _("Photographs")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        RETIRED = "retired", _("Retired")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    protocol = models.ForeignKey(
        "plans.Protocol", models.PROTECT, null=True, blank=True, related_name="consent_texts"
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    outside_line = models.TextField(_("line on a use that is not cleared"), blank=True)
    source = models.TextField(_("source"), blank=True)
    approved_by = models.CharField(_("approved by"), max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "protocol", "-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="treatment", protocol__isnull=False)
                | Q(kind="photographs", protocol=None),
                name="consent_text_of_a_protocol_or_photographs",
            ),
            models.UniqueConstraint("protocol", "number", name="consent_text_once"),
            models.UniqueConstraint(
                "number", condition=Q(protocol=None), name="consent_photo_text_once"
            ),
            *(
                models.UniqueConstraint(
                    "protocol", condition=Q(state=state), name=f"consent_text_one_{state}"
                )
                for state in ("draft", "approved")
            ),
            *(
                models.UniqueConstraint(
                    "state",
                    condition=Q(protocol=None, state=state),
                    name=f"consent_photo_text_one_{state}",
                )
                for state in ("draft", "approved")
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(approved_by="") & Q(approved_at__isnull=False),
                name="consent_text_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class Consent(models.Model):
    """A patient's signed agreement to one version of one text, for one plan (or one single visit's
    protocol). It covers one indication, one kind of device and, where `is_deep`, depths above the
    clinic's consent band. It is never changed, only withdrawn.

    `strokes` is what the finger drew: a list of lines, each a list of [x, y, milliseconds], x and y
    from 0 to 1 of the pad. `image` is the same as a picture, or the photographed paper."""

    class How(models.TextChoices):
        SCREEN = "screen", _("Signed on the screen")
        PAPER = "paper", _("Signed on paper")

    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    text_sha256 = models.CharField(max_length=64)
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, null=True, blank=True, related_name="consents"
    )
    indication = models.CharField(max_length=16)
    device_kind = models.CharField(max_length=10, blank=True)
    is_deep = models.BooleanField(default=False)
    is_outside_confirmed = models.BooleanField(default=False)
    answered_by = models.ForeignKey(
        "clinic.Practitioner", models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=8, choices=How.choices)
    signed_name = models.CharField(_("name of who signs"), max_length=200)
    strokes = models.JSONField(default=list, blank=True)
    image = models.CharField(max_length=120, blank=True)  # its name in the private files
    signed_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(image=""), name="consent_has_its_picture"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="consent_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class PhotoConsent(models.Model):
    """The patient agreed to one use of her photographs; without a row, to none. Each level stands
    by itself, under a signed text, and is withdrawn by itself."""

    class Level(models.IntegerChoices):
        RECORD = 1, _("For her medical record")
        TEACHING = 2, _("For teaching within the clinic, without her name")
        SHOWN = 3, _("Shown in the clinic to other patients")
        PUBLISHED = 4, _("Published")

    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="photo_consents")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="photo_levels")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    channels = models.CharField(_("where it may be published"), max_length=300, blank=True)
    may_show_face = models.BooleanField(_("the face may be seen"), default=False)
    expires_on = models.DateField(_("until"), null=True, blank=True)
    given_at = models.DateTimeField()
    given_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["level", "-given_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=4), name="photo_consent_level_is_known"
            ),
            models.UniqueConstraint(
                "patient", "level", condition=Q(withdrawn_at=None), name="photo_level_given_once"
            ),
            models.CheckConstraint(
                condition=~Q(level=4) | ~Q(channels=""), name="photo_published_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"photo level {self.level}"
