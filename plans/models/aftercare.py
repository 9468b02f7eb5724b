from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AftercareStep(models.Model):
    """One line of a protocol's aftercare: from so many hours after a session until so many (null:
    open end), for every skin or for one group of Fitzpatrick types only."""

    class Kind(models.TextChoices):
        EXPECT = "expect", _("Expect")
        DO = "do", _("Do")
        AVOID = "avoid", _("Avoid")
        CALL = "call", _("Call us if")

    class Skin(models.TextChoices):
        ALL = "", _("Every skin type")
        LIGHTER = "lighter", _("Types I to III")
        DARKER = "darker", _("Types IV to VI")

    version = models.ForeignKey(
        "plans.ProtocolVersion", models.CASCADE, related_name="aftercare_steps"
    )
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    from_hours = models.PositiveIntegerField(_("from, hours"), default=0)
    until_hours = models.PositiveIntegerField(_("until, hours"), null=True, blank=True)
    skin = models.CharField(max_length=8, choices=Skin.choices, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint("version", "order", name="aftercare_step_order_once"),
            models.CheckConstraint(
                condition=Q(until_hours=None) | Q(until_hours__gt=F("from_hours")),
                name="aftercare_step_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="aftercare_step_has_a_text"),
        ]

    def __str__(self) -> str:
        return self.text


class AftercareNote(models.Model):
    """What this patient was told to do after this visit: made from the protocol's steps when the
    visit was done, then hers. Never changed: another word makes the next number, and the highest
    one holds. `lines` are objects with kind, from_hours, until_hours and text."""

    visit = models.ForeignKey("plans.Visit", models.PROTECT, related_name="aftercare_notes")
    number = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["visit", "-number"]
        constraints = [
            models.UniqueConstraint("visit", "number", name="aftercare_note_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="aftercare_note_from_one"),
        ]

    def __str__(self) -> str:
        return f"aftercare note {self.number} of visit {self.visit_id}"
