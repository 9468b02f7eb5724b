"""The last word against double booking: exclusion constraints on PostgreSQL, triggers on SQLite.

An ExclusionConstraint in `Meta` would break `migrate` on SQLite, so it is added here by vendor.
"""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from plans.triggers import CONSTRAINTS, put_back


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
