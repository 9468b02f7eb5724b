import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField


def validate_zone_or_none(value: str) -> None:
    if value and value not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(zone)s” is not a time zone."), params={"zone": value})


# What patients read, by its own name. Letters come in hers where the site has it.
LANGUAGES = [
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
]


class Patient(models.Model):
    """Somebody who is treated. A name and one way to reach her are enough at the desk."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("Text message")
        PHONE = "phone", _("Phone call")

    name = models.CharField(
        _("name"), max_length=200, help_text=_("As she writes it: one name or many, any script.")
    )
    preferred_name = models.CharField(_("preferred name"), max_length=120, blank=True)
    form_of_address = models.CharField(_("form of address"), max_length=60, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[validate_zone_or_none]
    )
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES, default="en")
    channel = models.CharField(
        _("prefers"), max_length=8, choices=Channel.choices, default=Channel.EMAIL
    )
    email_consent_at = models.DateTimeField(null=True, blank=True)
    sms_consent_at = models.DateTimeField(null=True, blank=True)
    # She asked us to stop; only a new consent or her own word starts again.
    email_stopped_at = models.DateTimeField(null=True, blank=True)
    sms_stopped_at = models.DateTimeField(null=True, blank=True)
    # The provider says that nobody is there; another address or number begins anew.
    email_dead_at = models.DateTimeField(null=True, blank=True)
    sms_dead_at = models.DateTimeField(null=True, blank=True)
    fitzpatrick = models.PositiveSmallIntegerField(
        _("Fitzpatrick type"),
        null=True,
        blank=True,
        choices=[(1, "I"), (2, "II"), (3, "III"), (4, "IV"), (5, "V"), (6, "VI")],
    )
    alerts = models.TextField(_("alerts"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="patient"
    )
    # Written by the actions (plans.engine.patient.search_text); the search index follows it.
    search_text = models.TextField(editable=False, default="")
    archived_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_records"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="patient_has_a_name"),
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(email=""), name="patient_can_be_reached"
            ),
            models.CheckConstraint(
                condition=Q(fitzpatrick=None) | Q(fitzpatrick__gte=1, fitzpatrick__lte=6),
                name="patient_fitzpatrick_is_one_to_six",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None)
                | Q(archived_at__isnull=False) & ~Q(merged_into=F("pk")),
                name="patient_merged_is_archived",
            ),
            models.CheckConstraint(
                condition=(Q(email_stopped_at=None) | Q(email_consent_at=None))
                & (Q(sms_stopped_at=None) | Q(sms_consent_at=None)),
                name="patient_stopped_has_no_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """How she is spoken to: the preferred name, else her name."""
        return self.preferred_name or self.name


class Spelling(models.Model):
    """One way in which a word of some patient's name or e-mail may be typed: as it is, or with
    one letter left out. Two words a slip apart share a spelling, so a mistyped word is found by
    looking up a few short texts. Words stand here once, whoever bears them."""

    spelling = models.CharField(max_length=40)
    word = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint("spelling", "word", name="spelling_once_per_word")]

    def __str__(self) -> str:
        return self.spelling
