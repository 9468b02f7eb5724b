"""Bring the demo's database up to date, in one process: each start of Django costs a second."""

import os

import django
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("seed_demo", "--if-empty")


if __name__ == "__main__":
    main()
