"""A server for all races of a module, and the database without its own guard."""

from collections.abc import Iterator

import pytest
from django.db import connection

from plans.models import Hold
from plans.triggers import CONSTRAINTS, TRIGGERS, put_back
from tests.contention.server import a_server


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    """One server for all races: what it knows stands in the database."""
    with a_server() as port:
        yield port


@pytest.fixture
def unguarded() -> Iterator[None]:
    """The database without its own refusal of overlaps."""
    if connection.vendor == "postgresql":
        with connection.schema_editor() as editor:
            for constraint in CONSTRAINTS:
                editor.remove_constraint(Hold, constraint)
        yield
        Hold.objects.all().delete()
        with connection.schema_editor() as editor:
            for constraint in CONSTRAINTS:
                editor.add_constraint(Hold, constraint)
    else:
        with connection.cursor() as cursor:
            for name in TRIGGERS:
                cursor.execute(f"DROP TRIGGER {name}")
        yield
        Hold.objects.all().delete()
        put_back()
