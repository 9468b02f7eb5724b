from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Lot(models.Model):
    """One batch of something that touches the skin, by its name and lot number. `gtin` is its
    GS1 item number where a code was scanned. Recalled, it may not be used any more."""

    class Kind(models.TextChoices):
        CARTRIDGE = "cartridge", _("Cartridge or tip")
        NUMBING = "numbing", _("Numbing product")
        PRODUCT = "product", _("Product put on the skin")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    number = models.CharField(_("lot"), max_length=40)
    gtin = models.CharField(_("item number"), max_length=14, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recalled_because = models.CharField(_("why it is recalled"), max_length=300, blank=True)

    class Meta:
        ordering = ["name", "number"]
        indexes = [models.Index(fields=["number"], name="lot_by_number")]
        constraints = [
            models.UniqueConstraint("kind", "name", "number", name="lot_once"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(number=""), name="lot_has_a_name_and_a_number"
            ),
            models.CheckConstraint(
                condition=Q(recalled_at=None, recalled_because="", recalled_by=None)
                | Q(recalled_at__isnull=False, recalled_by__isnull=False) & ~Q(recalled_because=""),
                name="lot_recalled_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class LotUse(models.Model):
    """Something of a lot was used in a session. `serial` names one single piece where its code
    says so; a cartridge that bears one is used once, ever. `code` is what was scanned, raw."""

    record = models.ForeignKey("plans.Record", models.PROTECT, related_name="uses")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=10, choices=Lot.Kind.choices)
    serial = models.CharField(_("serial number"), max_length=40, blank=True)
    code = models.CharField(_("code"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("record", "lot", "serial", name="lot_once_per_record"),
            models.UniqueConstraint(
                "lot",
                "serial",
                condition=Q(kind="cartridge") & ~Q(serial=""),
                name="cartridge_used_once",
            ),
        ]

    def __str__(self) -> str:
        return f"use of lot {self.lot_id}"
