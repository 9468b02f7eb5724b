"""What the database does by itself on SQLite, where PostgreSQL has constraints and indexes.

Two live holds of one resource or patient that overlap are refused (PostgreSQL: exclusion
constraints, migration 0002), and the search index follows the patients (PostgreSQL: a trigram
index, migration 0003). A later change of a table rebuilds it and silently drops its triggers, so
they are put back after every migration.
"""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import BigIntegerField, F, Func, Q

MESSAGE = "hold_overlaps"
# A hold lasts at most a day (a check of the table), so only holds that start within a day before
# this one can reach into it: the trigger reads a short stretch of the index.
TEMPLATE = """
CREATE TRIGGER {name} BEFORE {event} ON plans_hold
WHEN NEW.is_live AND NEW.{column} IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, '{message}') WHERE EXISTS (
    SELECT 1 FROM plans_hold WHERE is_live AND {column} = NEW.{column} AND id IS NOT NEW.id
    AND start_epoch < NEW.end_epoch AND start_epoch > NEW.start_epoch - 86400
    AND end_epoch > NEW.start_epoch);
END
"""


class Span(Func):
    """A half-open span of whole seconds."""

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
TRIGGERS = {
    f"hold_{column}_{event.lower()}": TEMPLATE.format(
        name=f"hold_{column}_{event.lower()}", event=event, column=f"{column}_id", message=MESSAGE
    )
    for column in ("resource", "patient")
    for event in ("INSERT", "UPDATE")
}

# The index keeps no text of its own, so what leaves it must be told to it word for word.
ENTER = "INSERT INTO plans_patient_search (rowid, search_text) VALUES (NEW.id, NEW.search_text);"
LEAVE = """INSERT INTO plans_patient_search (plans_patient_search, rowid, search_text)
  VALUES ('delete', OLD.id, OLD.search_text);"""
SEARCH_TRIGGERS = {
    "patient_search_insert": f"""CREATE TRIGGER patient_search_insert AFTER INSERT ON plans_patient
BEGIN {ENTER} END""",
    "patient_search_update": f"""CREATE TRIGGER patient_search_update
AFTER UPDATE OF search_text ON plans_patient WHEN NEW.search_text IS NOT OLD.search_text
BEGIN {LEAVE} {ENTER} END""",
    "patient_search_delete": f"""CREATE TRIGGER patient_search_delete AFTER DELETE ON plans_patient
BEGIN {LEAVE} END""",
}


def put_back(*, using: str = "default", **_signal: Any) -> None:
    """Create the triggers anew on SQLite; nothing to do elsewhere."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        if "plans_hold" in tables:
            _create(cursor, TRIGGERS)
        if "plans_patient_search" in tables and _create(cursor, SEARCH_TRIGGERS):
            # Patients may have changed while nobody told the index.
            cursor.execute(
                "INSERT INTO plans_patient_search (plans_patient_search) VALUES ('rebuild')"
            )


def _create(cursor: CursorWrapper, triggers: dict[str, str]) -> bool:
    """True if any of them was missing."""
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    standing = {name for (name,) in cursor.fetchall()}
    for name, statement in triggers.items():
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(statement)
    return not standing.issuperset(triggers)
