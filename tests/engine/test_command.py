"""The engine run by itself: what it prints, and how it ends."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.ask import engine, scenario
from tests.engine.test_sample import SAMPLE, SAMPLE_ANSWER


def run(path: Path) -> subprocess.CompletedProcess[str]:
    """The command line on one file, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "plans.engine", str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )


def test_the_command_prints_the_answer(tmp_path: Path) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(SAMPLE))
    done = run(file)
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, SAMPLE_ANSWER, "")


def test_no_fit_is_an_answer_too(tmp_path: Path) -> None:
    data = scenario({"weekdays": [3]})
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(data))
    done = run(file)
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, engine(data), "")
    assert "no_fit" in engine(data)


def test_what_is_not_well_formed_ends_with_one_line(tmp_path: Path) -> None:
    data = scenario({"gap_days": {"min": 0, "ideal": 7, "max": 7}})
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(data))
    done = run(file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "request.gap_days.min: must be at least 1\n"


@pytest.mark.parametrize("text", ["", "[", "[]", "null", '{"zone": NaN}'])
def test_a_file_that_is_no_scenario_ends_with_one_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(text)
    done = run(file)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"[^\n]+\n", done.stderr)
    assert "Traceback" not in done.stderr
