from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Screening(models.Model):
    """All answers of one patient at one time: a version, never changed; the newest one counts.

    `visit` is the session it was asked for; null: before the plan. `answers` maps the key of a
    question to `{"yes": bool, "on": "2026-05-01" or null, "note": text}`, for the questions of
    `standard`."""

    class ToldBy(models.TextChoices):
        PATIENT = "patient", _("The patient herself")
        STAFF = "staff", _("The patient to a member of staff")

    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="screenings")
    visit = models.ForeignKey(
        "plans.Visit", models.PROTECT, null=True, blank=True, related_name="screenings"
    )
    standard = models.ForeignKey("plans.Standard", models.PROTECT, related_name="+")
    answers = models.JSONField()
    told_by = models.CharField(max_length=8, choices=ToldBy.choices)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["-taken_at", "-pk"]
        indexes = [models.Index(fields=["patient", "taken_at"], name="screening_by_patient")]

    def __str__(self) -> str:
        return f"screening {self.pk}"


class GateDecision(models.Model):
    """A practitioner's word on one answer for one session: a prescriber's override of a block, or
    the decision that a review asks for. It counts while the answer of `screening` still stands.
    """

    class Kind(models.TextChoices):
        OVERRIDE = "override", _("Override of a block")
        REVIEW = "review", _("Review")

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="decisions")
    visit = models.ForeignKey("plans.Visit", models.PROTECT, related_name="gate_decisions")
    question = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    may_treat = models.BooleanField(_("may be treated"))
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey("clinic.Practitioner", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="gate_decision_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"
