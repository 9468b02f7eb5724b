"""What the models say and what the database holds must be the same thing."""

import pytest
from django.core.management import call_command
from django.db import connection

from plans.models import Hold
from plans.triggers import TRIGGERS


@pytest.mark.django_db
def test_no_migration_is_pending() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def triggers_there() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_the_triggers_against_double_booking_stand_after_a_migration() -> None:
    assert triggers_there() >= set(TRIGGERS)


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_the_triggers_come_back_after_a_change_of_the_table() -> None:
    """SQLite changes a table by building it anew, which drops its triggers without a word."""
    with connection.schema_editor() as editor:
        editor._remake_table(Hold)  # type: ignore[attr-defined]  # only SQLite's has it
    assert triggers_there() & set(TRIGGERS) == set()

    call_command("migrate", verbosity=0)
    assert triggers_there() >= set(TRIGGERS)
