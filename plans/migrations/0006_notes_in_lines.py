"""Notes and protocols with aftercare in one text get that text as one line that always holds."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    step = apps.get_model("plans", "AftercareStep").objects.using(alias)
    versions = apps.get_model("plans", "ProtocolVersion").objects.using(alias)
    for pk, text in versions.exclude(aftercare_text="").values_list("pk", "aftercare_text"):
        step.create(version_id=pk, order=1, kind="do", text=text)
    notes = apps.get_model("plans", "AftercareNote").objects.using(alias)
    for note in notes.all():
        row = {"kind": "do", "from_hours": 0, "until_hours": None, "text": note.text}
        notes.filter(pk=note.pk).update(lines=[row])


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_visit_record")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
