"""What is short is read. A file or function over the line is named here with its reason, at the
length it has, so that it can only shrink; one that shrank below the line leaves the list."""

import ast
from pathlib import Path

from tests.house.source import HOUSE, python_files, templates

FILE_LINES = 330  # near 300
FUNCTION_LINES = 40
TEMPLATE_LINES = 120
VIEW_LINES = 25
RULES = ("staff", "portal", "anybody", "signed_in")

LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS: dict[str, int] = {}


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path, *, views: bool = False) -> dict[str, int]:
    """The lines of each function or method, or of each that wears a rule of access."""
    return {
        f"{name(path)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (not views or any(ast.unparse(worn).startswith(RULES) for worn in node.decorator_list))
    }


def longer_than(limit: int, found: dict[str, int]) -> dict[str, int]:
    return {what: length for what, length in found.items() if length > limit}


def test_files_stay_near_three_hundred_lines() -> None:
    scripts = (HOUSE / "clinic" / "static" / "clinic").glob("*.js")
    files = {name(path): lines(path) for path in [*python_files(), *scripts]}
    assert longer_than(FILE_LINES, files) == LONG_FILES


def test_functions_stay_within_forty_lines() -> None:
    found = {what: length for path in python_files() for what, length in functions(path).items()}
    assert longer_than(FUNCTION_LINES, found) == LONG_FUNCTIONS


def test_views_only_fetch_ask_and_answer() -> None:
    files = [path for path in python_files() if path.is_relative_to(HOUSE / "plans" / "views")]
    found = {key: length for path in files for key, length in functions(path, views=True).items()}
    assert longer_than(VIEW_LINES, found) == {}


def test_templates_stay_within_a_hundred_and_twenty_lines() -> None:
    found = {name(path): lines(path) for path in templates()}
    assert longer_than(TEMPLATE_LINES, found) == {}
