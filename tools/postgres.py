"""A private PostgreSQL cluster that lives as long as it is needed.

`python -m tools.postgres COMMAND ...` runs a command with DATABASE_URL pointing to one.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools import machine, ports
from tools.project import ROOT, TroubleError, environment, program

USER = "clinic"
# Nothing here outlives the run, so nothing needs to reach the disk.
OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
)
ATTEMPTS = 3


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """The DATABASE_URL of a fresh cluster on a free port; it is gone afterwards."""
    programs = machine.postgresql_programs()
    if programs is None:
        raise TroubleError(machine.missing_part(name="PostgreSQL", package="postgresql"))
    home = Path(tempfile.mkdtemp(prefix="clinic-postgresql-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        _run(
            programs / "initdb",
            "-D",
            home / "data",
            "-U",
            USER,
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        )
        port = _start(programs, home)
        try:
            yield f"postgres://{USER}@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _start(programs: Path, home: Path) -> int:
    for attempt in range(1, ATTEMPTS + 1):
        port = ports.free_port()
        options = f"-p {port} -k {home} {OPTIONS}"
        try:
            _run(
                programs / "pg_ctl",
                "-D",
                home / "data",
                "-l",
                home / "log",
                "-w",
                "-o",
                options,
                "start",
            )
        except TroubleError:
            # Somebody may have taken the port in between.
            if attempt == ATTEMPTS:
                raise
        else:
            return port
    raise AssertionError


def _run(*command: str | Path) -> None:
    # PostgreSQL refuses to run as root; Debian's package brings a user for it.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    ended = subprocess.run(
        [*as_user, *command],
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise TroubleError(f"PostgreSQL: {command[0]} failed.\n{ended.stdout}")


def main() -> int:
    with cluster() as address:
        env = environment(DATABASE_URL=address)
        return subprocess.run(sys.argv[1:], cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    program(main)
