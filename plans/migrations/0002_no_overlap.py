"""The last word against double booking: exclusion constraints on PostgreSQL, triggers on SQLite.

An ExclusionConstraint in `Meta` would break `migrate` on SQLite, so it is added here by vendor.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import BigIntegerField, F, Func, Q

from plans.triggers import put_back


class Span(Func):
    function = "int8range"
    output_field = BigIntegerField()


CONSTRAINTS = [
    ExclusionConstraint(
        name=f"hold_{column}_no_overlap",
        expressions=[
            (F(column), RangeOperators.EQUAL),
            (Span(F("start_epoch"), F("end_epoch")), RangeOperators.OVERLAPS),
        ],
        condition=Q(is_live=True),
    )
    for column in ("resource", "patient")
]


def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    hold = apps.get_model("plans", "Hold")
    if schema_editor.connection.vendor == "postgresql":
        for constraint in CONSTRAINTS:
            schema_editor.add_constraint(hold, constraint)
    else:
        put_back(using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [
        BtreeGistExtension(),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
