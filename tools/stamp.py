"""Notes of what a set-up step was last done with, so that the next start can leave it out."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tools.project import VENV

# They live in the virtual environment and vanish with it.
STAMPS = VENV / "stamps"


def fingerprint(files: Iterable[Path], *, also: str = "") -> str:
    """A value that changes with the content of any of the files, or with `also`."""
    digest = hashlib.sha256(also.encode())
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def is_current(name: str, value: str, *, folder: Path = STAMPS) -> bool:
    """Whether the step of this name was last done with this fingerprint."""
    stamp = folder / name
    return stamp.is_file() and stamp.read_text() == value


def write(name: str, value: str, *, folder: Path = STAMPS) -> None:
    """Note that the step of this name is done with this fingerprint."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(value)
