"""Measurements. Each runs by itself, as `python -m bench.series`, in a database of its own that is
gone afterwards; under `python -m tools.postgres` that is PostgreSQL."""

import os

import django

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
django.setup()
