"""Where things are, and how the tools speak and start programs."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)


class TroubleError(Exception):
    """What stood in the way, as a sentence for the person at the keyboard."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def program(main: Callable[[], int]) -> None:
    """Run a tool: its answer is the exit code, trouble is a sentence and not a traceback."""
    # As Ctrl-C: what is under way is ended and cleared up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise TroubleError(
                f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Install it "
                "and start again:\n  apt-get install -y python3.11 python3.11-venv"
            )
        code = main()
    except TroubleError as trouble:
        print(trouble, file=sys.stderr, flush=True)
        code = 1
    except KeyboardInterrupt:
        code = 130
    raise SystemExit(code)


def environment(**settings: str) -> dict[str, str]:
    """The environment for a program of ours, with these settings on top."""
    # Without its compiled files each start of Django compiles all of it again, and pytest rewrites
    # every assertion anew.
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return inherited | {"PYTHONUNBUFFERED": "1"} | settings


def succeeds(command: Sequence[str | Path], *, quiet: bool = False) -> bool:
    """Whether the command ran in the checkout and ended well; quiet hides what it says."""
    output = subprocess.DEVNULL if quiet else None
    try:
        ended = subprocess.run(
            command, cwd=ROOT, env=environment(), stdout=output, stderr=output, check=False
        )
    except FileNotFoundError:
        return False
    return ended.returncode == 0
