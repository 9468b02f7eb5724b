"""What `manage.py check` looks for beside Django's own list."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from clinic.models import User

DEMO_ADDRESSES = "@demo.example"


@register(Tags.security, deploy=True)
def site_url(**_asked: object) -> list[CheckMessage]:
    """Mails carry this address, so it must be the one that patients reach."""
    address = urlsplit(settings.SITE_URL)
    if address.scheme == "https" and address.hostname in settings.ALLOWED_HOSTS:
        return []
    return [
        Warning(
            "SITE_URL is not an https address of a host in ALLOWED_HOSTS.",
            hint="Set SITE_URL to the address that patients type, as in https://clinic.example.",
            id="clinic.W001",
        )
    ]


@register(Tags.translation, deploy=True)
def compiled_languages(**_asked: object) -> list[CheckMessage]:
    """Without its compiled catalogue a language is silently read in English."""
    missing = [
        code
        for code, _name in settings.PATIENT_LANGUAGES
        if code != "en" and not compiled_catalogue(code).is_file()
    ]
    return [
        Warning(
            f"The catalogue of {code} is not compiled: its patients read English.",
            hint="Run make setup, or pybabel compile -d locale -D django.",
            id="clinic.W002",
        )
        for code in missing
    ]


def compiled_catalogue(code: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.mo"


@register(Tags.database)
def no_demo_account(
    *, databases: Sequence[str] | None = None, **_asked: object
) -> list[CheckMessage]:
    """Everybody knows the password of the demo's accounts. `migrate` asks this too."""
    for alias in () if settings.DEBUG else databases or ():
        tables = connections[alias].introspection.table_names()
        demo = User.objects.using(alias).filter(email__endswith=DEMO_ADDRESSES, is_active=True)
        if User._meta.db_table in tables and demo.exists():
            return [
                Error(
                    "This database holds the demo's accounts, whose password everybody knows.",
                    hint="Begin with an empty database: manage.py migrate, then setup_clinic.",
                    id="clinic.E001",
                )
            ]
    return []
