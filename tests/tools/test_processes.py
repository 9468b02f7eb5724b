"""Programs started together end together, with the children they made."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import processes

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
# Fails as soon as the other program has noted its numbers.
FAILURE = """
import os, sys, time
while not os.path.exists(sys.argv[1]):
    time.sleep(0.05)
raise SystemExit(3)
"""
# Starts a child that ignores the wish to end, and notes the numbers of both.
PARENT = """
import os, subprocess, sys, time
code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); "
child = subprocess.Popen([sys.executable, "-c", code + "time.sleep(600)"], stdout=subprocess.PIPE)
child.stdout.readline()
with open(sys.argv[1] + ".part", "w") as note:
    note.write(f"{os.getpid()} {child.pid}")
os.rename(sys.argv[1] + ".part", sys.argv[1])
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in processes.STOP_SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def lives(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rsplit(") ", 1)[1][0] != "Z"


def survivors(note: Path) -> list[int]:
    """Who of the noted programs lives on; a killed one may take a moment to be gone."""
    noted = [int(pid) for pid in note.read_text().split()]
    for _ in range(50):
        if not any(lives(pid) for pid in noted):
            break
        time.sleep(0.1)
    return [pid for pid in noted if lives(pid)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_programs_and_their_children(
    tmp_path: Path, number: signal.Signals
) -> None:
    note = tmp_path / "pids"
    announced: list[str] = []

    def announce() -> None:
        announced.append("ready")
        threading.Timer(0.1, os.kill, (os.getpid(), number)).start()

    code = processes.run_together(
        {"parent": [sys.executable, "-c", PARENT, str(note)], "sleeper": SLEEPER},
        os.environ,
        is_ready=note.exists,
        when_ready=announce,
    )
    assert (code, announced) == (0, ["ready"])
    assert survivors(note) == []


def test_a_program_that_ends_by_itself_stops_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = tmp_path / "pids"
    code = processes.run_together(
        {
            "parent": [sys.executable, "-c", PARENT, str(note)],
            "worker": [sys.executable, "-c", FAILURE, str(note)],
        },
        os.environ,
        is_ready=lambda: False,
        when_ready=lambda: None,
    )
    assert code == 1
    assert capsys.readouterr().out == "The worker ended by itself (code 3); stopping all.\n"
    assert survivors(note) == []
