"""The catalogues of what patients read: each .po is compiled to the .mo that Django loads."""

from pathlib import Path

from tools import stamp
from tools.project import ROOT, VENV, TroubleError, say, succeeds

LOCALE = ROOT / "locale"


def ensure() -> None:
    """Compile what changed; done already, it costs nothing."""
    sources = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    current = stamp.fingerprint(sources)
    compiled = all(source.with_suffix(".mo").is_file() for source in sources)
    if compiled and stamp.is_current("languages", current):
        return
    say("Compiling the languages of patients ...")
    command: list[str | Path] = [VENV / "bin" / "pybabel", "compile", "-d", LOCALE, "-D", "django"]
    if not succeeds(command, quiet=True):
        raise TroubleError("A catalogue in locale/ could not be compiled: look at what changed.")
    stamp.write("languages", current)
