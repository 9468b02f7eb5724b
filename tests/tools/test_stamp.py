"""A set-up step is left out only while what it was done with is unchanged."""

from pathlib import Path

from tools import stamp


def test_a_step_never_done_is_not_current(tmp_path: Path) -> None:
    assert not stamp.is_current("packages", "abc", folder=tmp_path / "stamps")


def test_a_step_done_with_the_same_files_is_current(tmp_path: Path) -> None:
    stamp.write("packages", "abc", folder=tmp_path / "stamps")
    assert stamp.is_current("packages", "abc", folder=tmp_path / "stamps")
    assert not stamp.is_current("packages", "other", folder=tmp_path / "stamps")
    assert not stamp.is_current("assets", "abc", folder=tmp_path / "stamps")


def test_a_fingerprint_follows_each_file_and_each_word(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("a==1\n")
    second.write_text("b==1\n")
    before = stamp.fingerprint([first, second], also="uv==1")
    assert stamp.fingerprint([first, second], also="uv==1") == before
    assert stamp.fingerprint([first, second], also="uv==2") != before
    second.write_text("b==2\n")
    assert stamp.fingerprint([first, second], also="uv==1") != before


def test_text_that_moves_from_one_file_to_the_next_changes_the_fingerprint(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("ab")
    second.write_text("c")
    before = stamp.fingerprint([first, second])
    first.write_text("a")
    second.write_text("bc")
    assert stamp.fingerprint([first, second]) != before
