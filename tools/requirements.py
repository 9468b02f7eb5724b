"""The virtual environment and the Python packages in it."""

import importlib.util
import sys

from tools import stamp
from tools.project import ROOT, VENV, VENV_PYTHON, TroubleError, say, succeeds

# uv installs the pins about six times faster than pip.
UV = "uv==0.13.9"
UV_PROGRAM = VENV / "bin" / "uv"


def ensure(requirements: str) -> None:
    """Make .venv hold the pins of this file at the root; done already, it costs nothing."""
    current = stamp.fingerprint([ROOT / requirements], also=UV)
    if VENV_PYTHON.exists() and stamp.is_current(requirements, current):
        return
    _ensure_venv()
    say(f"Installing {requirements} into .venv (a minute at most on a good line) ...")
    if not _installed_by_uv(requirements):
        say("uv did not manage it; pip takes over, which takes a minute longer.")
        _install_by_pip(requirements)
    stamp.write(requirements, current)


def missing_venv_package(*, has_ensurepip: bool, version: tuple[int, int]) -> str | None:
    """What to install where Debian's Python comes without its venv package, or None."""
    if has_ensurepip:
        return None
    package = f"python{version[0]}.{version[1]}-venv"
    return (
        f"This Python cannot make virtual environments: Debian's package {package} is missing. "
        f"Install it and start again:\n  apt-get install -y {package}"
    )


def _ensure_venv() -> None:
    if succeeds([VENV_PYTHON, "-m", "pip", "--version"], quiet=True):
        return
    missing = missing_venv_package(
        has_ensurepip=importlib.util.find_spec("ensurepip") is not None,
        version=sys.version_info[:2],
    )
    if missing is not None:
        raise TroubleError(missing)
    say("Making the virtual environment in .venv ...")
    # --clear: an earlier attempt may have been broken off half-way.
    if not succeeds([sys.executable, "-m", "venv", "--clear", VENV]):
        raise TroubleError("The virtual environment could not be made; the lines above say why.")


def _installed_by_uv(requirements: str) -> bool:
    has_uv = UV_PROGRAM.exists() or succeeds(_pip("install", "--quiet", UV))
    return has_uv and succeeds(
        [UV_PROGRAM, "pip", "install", "--quiet", "--python", VENV_PYTHON, "-r", requirements]
    )


def _install_by_pip(requirements: str) -> None:
    if not succeeds(_pip("install", "--quiet", "-r", requirements)):
        raise TroubleError(
            f"The packages of {requirements} could not be installed; the lines above say why. "
            "A working internet connection is needed once."
        )


def _pip(*words: str) -> list[str]:
    return [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", *words]
