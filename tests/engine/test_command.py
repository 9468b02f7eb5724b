"""The engine run by itself, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.engine.ask import engine, scenario
from tests.engine.test_sample import SAMPLE, SAMPLE_ANSWER


def run(data: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    """The command line on one scenario."""
    file = folder / "scenario.json"
    file.write_text(json.dumps(data))
    return subprocess.run(
        [sys.executable, "-m", "plans.engine", str(file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )


def test_the_command_prints_the_answer(tmp_path: Path) -> None:
    done = run(SAMPLE, tmp_path)
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, SAMPLE_ANSWER, "")


def test_no_fit_is_an_answer_too(tmp_path: Path) -> None:
    data = scenario({"weekdays": [3]})
    done = run(data, tmp_path)
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, engine(data), "")
    assert "no_fit" in engine(data)


def test_what_is_not_well_formed_ends_with_one_line(tmp_path: Path) -> None:
    done = run(scenario({"gap_days": {"min": 0, "ideal": 7, "max": 7}}), tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "request.gap_days.min: must be at least 1\n"
