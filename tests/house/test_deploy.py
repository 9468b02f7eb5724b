"""A real clinic is not the demo: what must be set before it starts, and what must not be there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.checks.registry import Tags
from pytest_django import Settings

from clinic.models import User

HOUSE = Path(__file__).parents[2]
REAL = {
    "SECRET_KEY": "k3J-9fQz_x7Lw2Vb8Nc5Rt1Yh6Ud4Ms0PqAeGiKoSuWy-EaCgIkOm",
    "ALLOWED_HOSTS": "clinic.example",
    "SITE_URL": "https://clinic.example",
    "EMAIL_URL": "smtp+tls://sender:word@mail.example:587",
}


def manage(*command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=HOUSE,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_django_finds_nothing_to_say_of_a_real_clinic(tmp_path: Path) -> None:
    found = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **REAL)
    assert (found.returncode, found.stdout) == (
        0,
        "System check identified no issues (0 silenced).\n",
    ), found.stderr


def test_a_mail_that_would_lead_nowhere_is_found(tmp_path: Path) -> None:
    here = {**REAL, "SITE_URL": "http://localhost:8000"}
    found = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **here)
    assert "clinic.W001" in found.stderr


@pytest.mark.parametrize(
    ("languages", "faults"),
    [([("en", "English")], []), ([("en", "English"), ("xx", "Unwritten")], ["clinic.W002"])],
)
def test_a_language_that_was_not_compiled_is_found(
    languages: list[tuple[str, str]], faults: list[str], settings: Settings
) -> None:
    settings.PATIENT_LANGUAGES = languages
    found = run_checks(tags=[Tags.translation], include_deployment_checks=True)
    assert [message.id for message in found] == faults


@pytest.mark.parametrize("key", [{}, {"SECRET_KEY": "short"}])
def test_nothing_starts_without_a_secret_key(tmp_path: Path, key: dict[str, str]) -> None:
    found = manage("check", folder=tmp_path, **key)
    assert found.returncode != 0
    assert "SECRET_KEY must be set" in found.stderr


@pytest.mark.django_db
@pytest.mark.parametrize(("is_active", "faults"), [(True, ["clinic.E001"]), (False, [])])
def test_the_demo_s_accounts_do_not_come_along(is_active: bool, faults: list[str]) -> None:
    User.objects.create_user(
        "desk@demo.example", "demo-clinic", role="desk", name="Dana", is_active=is_active
    )
    assert [fault.id for fault in run_checks(tags=[Tags.database], databases=["default"])] == faults
