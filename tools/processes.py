"""Programs that live and die together."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import AnyStr

from tools.project import ROOT, say

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 10.0  # seconds that a program has to end by itself
GLANCE = 0.2  # seconds between two looks at the programs


def run_together(
    commands: Mapping[str, Sequence[str | Path]],
    env: Mapping[str, str],
    *,
    is_ready: Callable[[], bool],
    when_ready: Callable[[], None],
) -> int:
    """Start the programs, by name, and keep them until a signal (0) or until one ends itself (1).

    Calls `when_ready` once, as soon as `is_ready` says so.
    """
    stop = threading.Event()
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: stop.set())
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            # A session of its own, so that its children can be ended with it.
            running[name] = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
        announced = False
        while not stop.wait(GLANCE):
            for name, process in running.items():
                if process.poll() is not None:
                    say(f"The {name} ended by itself (code {process.returncode}); stopping all.")
                    return 1
            if not announced and is_ready():
                announced = True
                when_ready()
        say("\nStopping ...")
        return 0
    finally:
        stop_all(running.values())


def stop_all(processes: Iterable[subprocess.Popen[AnyStr]]) -> None:
    """Ask each program to end, wait for it, then end whatever is left of its group."""
    running = list(processes)
    for process in running:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
