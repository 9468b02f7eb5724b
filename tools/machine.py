"""What the tests need of the machine beyond Python: PostgreSQL's server and Chromium."""

import os
import re
import shutil
from pathlib import Path

DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql")


def postgresql_programs(debian: Path = DEBIAN_POSTGRESQL) -> Path | None:
    """The folder of initdb and pg_ctl, the newest where there are several; Debian keeps it off
    PATH."""
    versions = [found.parent for found in debian.glob("*/bin/initdb")]
    if versions:
        return max(versions, key=lambda folder: _version(folder.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", name))


def chromium() -> str | None:
    return shutil.which("chromium")


def missing_part(*, name: str, package: str) -> str:
    """What is missing and how to get it, in one sentence."""
    return f"{name} is missing: apt-get install -y {package}"


def parts_are_required() -> bool:
    """Whether a missing part is a failure, as on a machine that exists to run the tests."""
    return os.environ.get("CI", "").lower() in {"1", "true"}
