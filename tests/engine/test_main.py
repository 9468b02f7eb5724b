"""The command line speaks in one answer or in one line."""

import json
from pathlib import Path

import pytest

from plans.engine.__main__ import main
from tests.engine.ask import scenario


def run(text: str | bytes, folder: Path) -> int:
    path = folder / "scenario.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return main([str(path)])


def test_an_answer_is_json_and_no_fit_is_one_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [
        run(json.dumps(scenario(closures=closed)), tmp_path) for closed in ([], ["2026-12-01"])
    ]
    decoder = json.JSONDecoder()
    printed = capsys.readouterr().out
    first, end = decoder.raw_decode(printed)
    second, _ = decoder.raw_decode(printed[end:].lstrip())
    assert codes == [0, 0]
    assert [list(first), list(second)] == [["proposals"], ["no_fit"]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        '"\\ud800',
        b"\xff\xfe\x00",
        "9" * 5000,
        "[]",
        json.dumps(scenario({"a\nfield": 1})),
        json.dumps(scenario({"sessions": 0})),
    ],
)
def test_whatever_is_wrong_with_a_file_is_said_in_one_line(
    text: str | bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(text, tmp_path) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines()), said.err[-1]) == ("", 1, "\n")


def test_a_file_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "none.json"
    assert [main([str(missing)]), main([str(tmp_path)])] == [2, 2]
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"{missing}: No such file or directory", f"{tmp_path}: Is a directory"]


def test_one_file_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().err == "usage: python -m plans.engine scenario.json\n"
