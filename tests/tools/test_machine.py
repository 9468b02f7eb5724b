"""What a machine lacks is named together with the command that brings it."""

from pathlib import Path

import pytest

from tools import machine
from tools.requirements import missing_venv_package


def test_a_missing_part_is_named_with_its_package() -> None:
    assert machine.missing_part(name="PostgreSQL", package="postgresql") == (
        "PostgreSQL is missing: apt-get install -y postgresql"
    )


def test_the_newest_postgresql_is_taken_by_number(tmp_path: Path) -> None:
    for version in ("9.6", "15", "9"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    (tmp_path / "17" / "bin").mkdir(parents=True)  # only its client is installed
    assert machine.postgresql_programs(debian=tmp_path) == tmp_path / "15" / "bin"


@pytest.mark.parametrize(
    ("value", "required"), [("true", True), ("1", True), ("", False), ("false", False)]
)
def test_parts_are_required_where_ci_is_true(
    monkeypatch: pytest.MonkeyPatch, value: str, required: bool
) -> None:
    monkeypatch.setenv("CI", value)
    assert machine.parts_are_required() is required


def test_the_venv_package_is_named_after_the_python_that_lacks_it() -> None:
    assert missing_venv_package(has_ensurepip=True, version=(3, 11)) is None
    assert missing_venv_package(has_ensurepip=False, version=(3, 11)) == (
        "This Python cannot make virtual environments: Debian's package python3.11-venv is "
        "missing. Install it and start again:\n  apt-get install -y python3.11-venv"
    )
