"""What the database does by itself on SQLite, where PostgreSQL has constraints and indexes.

Two live holds of one resource or patient that overlap are refused (PostgreSQL: exclusion
constraints, migration 0002), and the search index follows the patients (PostgreSQL: a trigram
index, migration 0003). A later change of a table rebuilds it and silently drops its triggers, so
they are put back after every migration.

On both databases, what was signed or told is never changed: triggers refuse it (`LOCKS`).
"""

from dataclasses import dataclass
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


LOCKED = "record_is_locked"


@dataclass(frozen=True, slots=True)
class Lock:
    """Refuses one kind of write to a table. `columns`: only a change of these (none: of any);
    `when`: only where this holds, of the rows NEW and OLD."""

    table: str
    event: str
    columns: tuple[str, ...] = ()
    when: str = "TRUE"

    @property
    def name(self) -> str:
        return f"{self.table}_{self.event.lower()}_locked"

    @property
    def on(self) -> str:
        return f"UPDATE OF {', '.join(self.columns)}" if self.columns else self.event

    @property
    def sqlite(self) -> str:
        return f"""CREATE TRIGGER {self.name} BEFORE {self.on} ON {self.table} WHEN {self.when}
BEGIN SELECT RAISE(ABORT, '{LOCKED}'); END"""

    @property
    def postgresql(self) -> str:
        # PostgreSQL takes no subquery in WHEN, so the condition stands in a function.
        answer = "OLD" if self.event == "DELETE" else "NEW"
        return f"""
CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger AS $$ BEGIN
  IF {self.when} THEN RAISE EXCEPTION '{LOCKED}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN {answer};
END $$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS {self.name} ON {self.table};
CREATE TRIGGER {self.name} BEFORE {self.on} ON {self.table}
FOR EACH ROW EXECUTE FUNCTION {self.name}();"""


def _of_signed(row: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM plans_record WHERE plans_record.id = "  # noqa: S608  # "NEW" or "OLD"
        f"{row}.record_id AND plans_record.signed_at IS NOT NULL)"
    )


SIGNED = "OLD.signed_at IS NOT NULL"
PARTS = ("plans_zonerecord", "plans_lotuse")
LOCKS = (
    Lock("plans_record", "UPDATE", when=SIGNED),
    Lock("plans_record", "DELETE", when=SIGNED),
    *(Lock(table, "INSERT", when=_of_signed("NEW")) for table in PARTS),
    *(Lock(table, "UPDATE", when=f"{_of_signed('OLD')} OR {_of_signed('NEW')}") for table in PARTS),
    *(Lock(table, "DELETE", when=_of_signed("OLD")) for table in PARTS),
    Lock("plans_amendment", "UPDATE"),
    Lock("plans_amendment", "DELETE"),
    Lock("plans_aftercarenote", "UPDATE"),
    Lock("plans_aftercarenote", "DELETE"),
    # A screening or a consent may still come to another patient's record when two are merged.
    Lock(
        "plans_screening",
        "UPDATE",
        ("answers", "standard_id", "visit_id", "told_by", "taken_by_id", "taken_at"),
    ),
    Lock("plans_screening", "DELETE"),
    Lock(
        "plans_consent",
        "UPDATE",
        ("text_id", "text_sha256", "strokes", "image", "signed_name", "signed_at", "how"),
    ),
    Lock("plans_consent", "DELETE"),
    # So may a check-in; what she answered and the colour it got stay.
    Lock(
        "plans_checkin",
        "UPDATE",
        (
            *("visit_id", "key", "answered_at", "day", "answers", "words", "colour"),
            *("is_emergency", "reasons", "standard_id", "due_at"),
        ),
    ),
    Lock("plans_checkin", "DELETE"),
    Lock("plans_checkinreview", "UPDATE"),
    Lock("plans_checkinreview", "DELETE"),
)


def put_back(*, using: str = "default", **_signal: Any) -> None:
    """Create the triggers anew: the locks on both databases, the rest on SQLite."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    locks = [lock for lock in LOCKS if tables >= {lock.table, "plans_record"}]
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            for lock in locks:
                cursor.execute(lock.postgresql)
            return
        _create(cursor, {lock.name: lock.sqlite for lock in locks})
        if "plans_hold" in tables:
            _create(cursor, TRIGGERS)
        if "plans_patient_search" in tables and _create(cursor, SEARCH_TRIGGERS):
            # Patients may have changed while nobody told the index.
            cursor.execute(
                "INSERT INTO plans_patient_search (plans_patient_search) VALUES ('rebuild')"
            )


def lift_locks(*, using: str) -> None:
    """Let everything be written again, until `put_back`: only for emptying a whole database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for lock in LOCKS:
            where = "" if connection.vendor == "sqlite" else f" ON {lock.table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {lock.name}{where}")


def _create(cursor: CursorWrapper, triggers: dict[str, str]) -> bool:
    """True if any of them was missing."""
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    standing = {name for (name,) in cursor.fetchall()}
    for name, statement in triggers.items():
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(statement)
    return not standing.issuperset(triggers)
