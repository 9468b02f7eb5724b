"""What finds a fragment of a name, phone or e-mail: a trigram index on PostgreSQL, a full-text
table with the trigram tokenizer on SQLite, both over `Patient.search_text`.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F

from plans.triggers import put_back

# Without fastupdate: its list of rows not yet indexed is read through by every search.
INDEX = GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="patient_search", fastupdate=False)
# With the usual sample of 100 texts PostgreSQL takes a rare fragment for a common one and reads
# through the whole table (measured among 100,000 patients: 80 ms instead of 1).
STATISTICS = "ALTER TABLE plans_patient ALTER COLUMN search_text SET STATISTICS 1000"
# The text itself stays in plans_patient; triggers keep the index in step (plans/triggers.py).
# The text is casefolded already.
TABLE = """
CREATE VIRTUAL TABLE plans_patient_search USING fts5(
  search_text, content='plans_patient', content_rowid='id', tokenize='trigram case_sensitive 1')
"""


def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.add_index(apps.get_model("plans", "Patient"), INDEX)
        schema_editor.execute(STATISTICS)
    else:
        schema_editor.execute(TABLE)
        put_back(using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_no_overlap")]
    operations = [
        TrigramExtension(),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
