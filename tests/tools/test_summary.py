"""The last line of a run tells the truth about all of its legs."""

import pytest

from tools.summary import LegResult, closing_line, passed_and_failed

OUTPUT = """\
......F                                                                  [100%]
=================================== FAILURES ===================================
E   AssertionError: 12 passed in 3.0s of the day
=========================== short test summary info ============================
FAILED tests/tools/test_x.py::test_x
1 failed, 6 passed, 1 warning in 75.31s (0:01:15)
"""


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (OUTPUT, "1 failed, 6 passed, 1 warning in 75.31s (0:01:15)"),
        ("..\n2 passed in 0.05s\n", "2 passed in 0.05s"),
        ("=== 2 passed in 0.05s ===\n", "2 passed in 0.05s"),
        ("\nno tests ran in 0.02s\n", "no tests ran in 0.02s"),
        ("Segmentation fault\n", None),
    ],
)
def test_the_closing_line_is_found_without_its_decoration(output: str, line: str | None) -> None:
    assert closing_line(output) == line


def test_legs_are_summed() -> None:
    legs = [
        LegResult("SQLite", 0, "120 passed, 3 deselected in 30.00s"),
        LegResult("PostgreSQL", 1, "2 failed, 80 passed, 1 error in 41.20s"),
    ]
    assert passed_and_failed(legs) == (200, 3)


def test_a_skipped_test_counts_as_failed() -> None:
    assert passed_and_failed([LegResult("SQLite", 0, "5 passed, 2 skipped in 1.00s")]) == (5, 2)


@pytest.mark.parametrize(
    ("code", "closing"), [(5, "no tests ran in 0.02s"), (-9, None), (3, "4 passed in 1.00s")]
)
def test_a_leg_that_ends_badly_without_a_failed_test_is_one_failure(
    code: int, closing: str | None
) -> None:
    assert passed_and_failed([LegResult("Chromium", code, closing)])[1] == 1
