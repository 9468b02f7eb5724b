from django.db import models
from django.db.models import F, Q


class Hold(models.Model):
    """One resource, or the patient, kept for [start_epoch, end_epoch) by one visit.

    Whole seconds since 1970 in UTC, as integers: the planner reads tens of thousands of them, and
    turning them into datetimes would cost many times the search. Only live holds count; a live
    hold of a reservation counts until `lapses_epoch`. The database refuses two live holds of one
    resource or patient that overlap (migration 0002, plans/triggers.py).
    """

    visit = models.ForeignKey("plans.Visit", models.PROTECT, related_name="holds")
    resource = models.ForeignKey(
        "clinic.Resource", models.PROTECT, null=True, blank=True, related_name="holds"
    )
    patient = models.ForeignKey(
        "plans.Patient", models.PROTECT, null=True, blank=True, related_name="holds"
    )
    start_epoch = models.BigIntegerField()
    end_epoch = models.BigIntegerField()
    is_live = models.BooleanField(default=True)
    lapses_epoch = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(resource__isnull=False, patient=None)
                | Q(resource=None, patient__isnull=False),
                name="hold_of_a_resource_or_a_patient",
            ),
            # The bound of a day lets the SQLite trigger read a short stretch of the index.
            models.CheckConstraint(
                condition=Q(start_epoch__lt=F("end_epoch"))
                & Q(end_epoch__lte=F("start_epoch") + 86400),
                name="hold_ends_after_start_within_a_day",
            ),
        ]
        indexes = [
            # All columns that the planner reads, so that it never visits the table itself.
            models.Index(
                fields=[who, "start_epoch", "end_epoch", "lapses_epoch"],
                condition=Q(is_live=True),
                name=f"hold_by_{who}",
            )
            for who in ("resource", "patient")
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"
