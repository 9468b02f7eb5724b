"""`make test`: every test, on SQLite, on PostgreSQL and in Chromium, side by side."""

import contextlib
import subprocess
import tempfile
import threading
from dataclasses import dataclass, field

from tools import assets, languages, machine, postgres, processes, requirements, summary
from tools.project import ROOT, VENV_PYTHON, TroubleError, environment, program, say

SQLITE = "sqlite:///db.sqlite3"  # only its kind counts: tests make databases of their own


@dataclass
class Leg:
    """One run of pytest: what it is called, on which database, with or without the pages."""

    name: str
    database: str
    pages: str
    output: list[str] = field(default_factory=list)

    def command(self) -> list[str]:
        return [str(VENV_PYTHON), "-m", "pytest", "-q", "--color=no", f"--pages={self.pages}"]


def main() -> int:
    requirements.ensure("requirements-dev.txt")
    assets.ensure()
    languages.ensure()
    missing = missing_parts()
    if missing and machine.parts_are_required():
        raise TroubleError("\n".join(missing.values()))
    with contextlib.ExitStack() as stack:
        legs = [Leg("SQLite", SQLITE, "without")]
        if "PostgreSQL" not in missing:
            legs.append(Leg("PostgreSQL", stack.enter_context(postgres.cluster()), "without"))
        if "Chromium" not in missing:
            legs.append(Leg("Chromium", SQLITE, "only"))
        return report(run(legs), missing)


def missing_parts() -> dict[str, str]:
    """The legs that this machine cannot run, each with what to install."""
    missing = {}
    if machine.postgresql_programs() is None:
        missing["PostgreSQL"] = machine.missing_part(name="PostgreSQL", package="postgresql")
    if machine.chromium() is None:
        missing["Chromium"] = machine.missing_part(name="Chromium", package="chromium")
    return missing


def run(legs: list[Leg]) -> list[summary.LegResult]:
    """Run the legs at the same time; whatever a leg leaves in its temporary folder goes with it."""
    say(f"Running the tests: {', '.join(leg.name for leg in legs)} ...")
    started: list[subprocess.Popen[str]] = []
    readers: list[threading.Thread] = []
    with tempfile.TemporaryDirectory(prefix="clinic-tests-", ignore_cleanup_errors=True) as folder:
        env = environment(TMPDIR=folder)
        try:
            for leg in legs:
                process = subprocess.Popen(
                    leg.command(),
                    cwd=ROOT,
                    env=env | {"DATABASE_URL": leg.database},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    errors="replace",
                    start_new_session=True,
                )
                started.append(process)
                readers.append(threading.Thread(target=follow, args=(leg, process), daemon=True))
                readers[-1].start()
            for process in started:
                process.wait()
            for reader in readers:
                reader.join(timeout=5)
        finally:
            processes.stop_all(started)
    return [
        summary.LegResult(leg.name, process.returncode, summary.closing_line("\n".join(leg.output)))
        for leg, process in zip(legs, started, strict=True)
    ]


def follow(leg: Leg, process: subprocess.Popen[str]) -> None:
    """Show a leg's progress as it goes, and all that it said once it ended badly."""
    for line in process.stdout or ():
        leg.output.append(line.rstrip("\n"))
        if summary.PROGRESS.search(leg.output[-1]):
            say(f"{leg.name:<11} {leg.output[-1]}")
    if process.wait() != 0:
        say("\n".join([f"\n----- {leg.name} -----", *leg.output, ""]))


def report(results: list[summary.LegResult], missing: dict[str, str]) -> int:
    """Close with one line per leg, what was not run, and the sum; the answer is the exit code."""
    say("")
    for result in results:
        closing = result.closing or f"ended with code {result.code} before its closing line"
        say(f"{result.name:<11} {closing}")
    for name, sentence in missing.items():
        say(f"NOT RUN: the tests on {name}. {sentence}")
    passed, failed = summary.passed_and_failed(results)
    say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    program(main)
