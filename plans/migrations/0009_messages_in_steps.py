"""What a protocol said of its two messages becomes steps; what waits for them points there."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery

DATES = ("booked", "moved", "cancelled")
COUNTED = {"prepare": "prepare_days_before", "recovery": "recovery_days_after"}


def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    steps = apps.get_model("plans", "MessageStep").objects.using(alias)
    for version in apps.get_model("plans", "ProtocolVersion").objects.using(alias).all():
        for order, reason in enumerate(DATES, 1):
            steps.create(version=version, order=order, slug=reason, reason=reason)
        for order, (reason, column) in enumerate(COUNTED.items(), len(DATES) + 1):
            days = getattr(version, column)
            if days is not None:
                steps.create(
                    version=version,
                    order=order,
                    slug="day_1" if (reason, days) == ("recovery", 1) else reason,
                    reason=reason,
                    offset_days=days,
                    minute=version.reminder_minute,
                )
    reminders = apps.get_model("plans", "Reminder").objects.using(alias)
    told = steps.filter(version=OuterRef("visit__version"), reason=OuterRef("reason"))
    about_visits = reminders.filter(visit__isnull=False, reason__in=COUNTED)
    for pk, step in about_visits.annotate(told=Subquery(told.values("pk")[:1])).values_list(
        "pk", "told"
    ):
        reminders.filter(pk=pk).update(step=step)


class Migration(migrations.Migration):
    dependencies = [("plans", "0008_recovery")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
