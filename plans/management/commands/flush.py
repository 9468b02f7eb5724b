"""Empty the database: Django's own command, for which the locks on signed rows are lifted."""

from typing import Any

from django.core.management.commands import flush

from plans.triggers import lift_locks, put_back


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        lift_locks(using=options["database"])
        try:
            super().handle(**options)
        finally:
            put_back(using=options["database"])
