"""What the database refuses by itself: two live holds of one resource or patient that overlap.

PostgreSQL keeps it by exclusion constraints (migration 0002). SQLite has none, so triggers do it
there; a later change of the table rebuilds it and silently drops them, so they are put back after
every migration.
"""

from typing import Any

from django.db import connections

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
TRIGGERS = {
    f"hold_{column}_{event.lower()}": TEMPLATE.format(
        name=f"hold_{column}_{event.lower()}", event=event, column=f"{column}_id", message=MESSAGE
    )
    for column in ("resource", "patient")
    for event in ("INSERT", "UPDATE")
}


def put_back(sender: object = None, using: str = "default", **kwargs: Any) -> None:
    """Create the triggers anew on SQLite; nothing to do elsewhere."""
    connection = connections[using]
    if connection.vendor != "sqlite" or "plans_hold" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for name, statement in TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(statement)
