"""What is short is read. What is over the line is named here with its reason and the most it may
have, so that it can only shrink; what shrank below the line leaves the list."""

import ast
from pathlib import Path

from tests.house.source import HOUSE, python_files, templates

FILE_LINES = 340  # near 300
FUNCTION_LINES = 40
VIEW_LINES = 25
TEMPLATE_LINES = 120
RULES = ("staff", "portal", "anybody", "signed_in")

# Each with the lines it may have and why it is better whole.
LONG: dict[str, tuple[int, str]] = {
    "tests/actions/test_booking.py": (450, "one action under all that may stand in its way"),
    "tests/web/test_planner.py": (600, "one page, in the order in which it is worked with"),
}


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path, *, views: bool = False) -> dict[str, int]:
    """The lines of what each function or method does, or of each that wears a rule of access:
    without its head and docstring, which grow with what they say."""
    return {
        f"{name(path)}:{node.name}": (node.end_lineno or 0) - first_of(node).lineno + 1
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (not views or any(ast.unparse(worn).startswith(RULES) for worn in node.decorator_list))
    }


def first_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    return node.body[1 if ast.get_docstring(node) and len(node.body) > 1 else 0]


def too_long(limit: int, found: dict[str, int]) -> dict[str, int]:
    allowed = {what: lines for what, (lines, _why) in LONG.items()}
    return {what: length for what, length in found.items() if length > allowed.get(what, limit)}


def files() -> dict[str, int]:
    scripts = (HOUSE / "clinic" / "static" / "clinic").glob("*.js")
    return {name(path): lines(path) for path in [*python_files(), *scripts]}


def test_files_stay_near_three_hundred_lines() -> None:
    assert too_long(FILE_LINES, files()) == {}


def test_a_file_that_was_cut_leaves_the_list_of_long_ones() -> None:
    assert [what for what in LONG if files().get(what, 0) <= FILE_LINES] == []


def test_functions_stay_within_forty_lines() -> None:
    found = {what: length for path in python_files() for what, length in functions(path).items()}
    assert too_long(FUNCTION_LINES, found) == {}


def test_views_only_fetch_ask_and_answer() -> None:
    paths = [path for path in python_files() if path.is_relative_to(HOUSE / "plans" / "views")]
    found = {key: length for path in paths for key, length in functions(path, views=True).items()}
    assert too_long(VIEW_LINES, found) == {}


def test_templates_stay_within_a_hundred_and_twenty_lines() -> None:
    assert too_long(TEMPLATE_LINES, {name(path): lines(path) for path in templates()}) == {}
