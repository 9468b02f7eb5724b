"""Measurements. Each runs by itself, as `python -m bench.series`, in a database of its own that is
gone afterwards; under `python -m tools.postgres` that is PostgreSQL."""

import os
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
django.setup()
# Pages are measured as a real server serves them.
settings.DEBUG = False
settings.ALLOWED_HOSTS = ["*"]
if connection.vendor == "sqlite":
    # A file, as in a clinic: a database in memory would also outlive its own destruction.
    file = Path(tempfile.gettempdir()) / f"clinic-bench-{os.getpid()}.sqlite3"
    connection.settings_dict["TEST"]["NAME"] = str(file)
