from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class Hours(models.Model):
    """One weekly span of wall-clock time, [start, end) in minutes since midnight of the
    location's zone, in force from `since` to `until`, both included.

    Without a resource they are the location's opening hours. A room or device without hours of
    its own follows them; a practitioner works only where and when hours say so.
    """

    location = models.ForeignKey("clinic.Location", models.CASCADE, related_name="hours")
    resource = models.ForeignKey(
        "clinic.Resource", models.CASCADE, null=True, blank=True, related_name="hours"
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS)
    start = models.PositiveSmallIntegerField(_("from"))
    end = models.PositiveSmallIntegerField(_("to"), validators=[MaxValueValidator(1440)])
    since = models.DateField(_("in force from"), null=True, blank=True)
    until = models.DateField(_("in force until"), null=True, blank=True)

    class Meta:
        ordering = ["weekday", "start"]
        verbose_name_plural = "hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lt=F("end")) & Q(end__lte=1440),
                name="hours_end_after_they_start",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_weekday_is_one"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="hours_until_after_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.start}-{self.end}"


class Absence(models.Model):
    """A practitioner away, or a room or device out of service: whole days from `first_day` to
    `last_day`, both included, or part of one day, [start, end) in minutes since midnight of the
    zone of the location that asks.
    """

    resource = models.ForeignKey("clinic.Resource", models.CASCADE, related_name="absences")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    start = models.PositiveSmallIntegerField(_("from"), null=True, blank=True)
    end = models.PositiveSmallIntegerField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        ordering = ["first_day", "start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(start=None, end=None)
                | Q(start__lt=F("end"), end__lte=1440, first_day=F("last_day")),
                name="absence_of_part_of_a_day_is_one_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"


class Closure(models.Model):
    """The whole location shut, from `first_day` to `last_day`, both included."""

    location = models.ForeignKey("clinic.Location", models.CASCADE, related_name="closures")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="closure_ends_after_it_begins",
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(
                "location",
                "first_day",
                "name",
                name="closure_once_per_day_and_name",
                violation_error_message=_("This closure is entered already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
