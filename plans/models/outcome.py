from django.db import models


class Outcome(models.Model):
    """A date on which to look at what a completed plan has done: so many days after its last
    session."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="outcomes")
    days_after = models.PositiveSmallIntegerField()
    due_on = models.DateField()

    class Meta:
        ordering = ["plan", "days_after"]
        constraints = [
            models.UniqueConstraint("plan", "days_after", name="outcome_once_per_distance")
        ]

    def __str__(self) -> str:
        return f"{self.days_after} days after plan {self.plan_id}"
