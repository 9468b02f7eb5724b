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
OTHER_PORTS = 2
# Reads until the program that started it is gone, however that ended, then clears up after it.
GUARD = 'cat > /dev/null; "$@" > /dev/null 2>&1; rm -rf "$0"'


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """The DATABASE_URL of a fresh cluster on a free port; it is gone afterwards."""
    programs = machine.postgresql_programs()
    if programs is None:
        raise TroubleError(machine.missing_part(name="PostgreSQL", package="postgresql"))
    home = Path(tempfile.mkdtemp(prefix="clinic-postgresql-"))
    stop = [str(programs / "pg_ctl"), "-D", f"{home}/data", "-m", "immediate", "-w", "stop"]
    with subprocess.Popen(
        ["sh", "-c", GUARD, home, *_as_user(), *stop],
        cwd="/",
        stdin=subprocess.PIPE,
        start_new_session=True,
    ):
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        options = ["--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run(programs / "initdb", "-D", home / "data", "-U", USER, *options)
        yield f"postgres://{USER}@127.0.0.1:{_start(programs, home)}/postgres"


def _start(programs: Path, home: Path) -> int:
    """The port of the started server; somebody may take a free one in between, so try others."""
    for _ in range(OTHER_PORTS):
        with contextlib.suppress(TroubleError):
            return _start_once(programs, home)
    return _start_once(programs, home)


def _start_once(programs: Path, home: Path) -> int:
    port = ports.free_port()
    where: list[str | Path] = ["-D", home / "data", "-l", home / "log"]
    options = f"-p {port} -k {home} {OPTIONS}"
    _run(programs / "pg_ctl", *where, "-w", "-o", options, "start")
    return port


def _as_user() -> list[str]:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _run(*command: str | Path) -> None:
    ended = subprocess.run(
        [*_as_user(), *command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
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
