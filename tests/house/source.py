"""The house as text: its modules, what each imports, how long its parts are."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[2]
OURS = ("clinic", "plans")


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the product by its dotted name, parsed; a package goes by its folder's."""
    return {
        name_of(path): ast.parse(path.read_text(), str(path))
        for package in OURS
        for path in sorted((HOUSE / package).rglob("*.py"))
        if "migrations" not in path.parts
    }


def name_of(path: Path) -> str:
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(name: str) -> Iterator[str]:
    """What the module imports, wherever in it: modules of ours as exactly as they are known, others
    by their dotted name."""
    is_package = (HOUSE / name.replace(".", "/")).is_dir()
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = name.split(".")[: len(name.split(".")) - node.level + is_package]
                base = ".".join([*up, base]).rstrip(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if inner in modules() else base


def python_files() -> list[Path]:
    """All Python that somebody wrote: migrations come from a machine."""
    folders = (*OURS, "tests", "tools", "bench")
    found = (path for folder in folders for path in (HOUSE / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(path for path in (HOUSE / "templates").rglob("*") if path.is_file())
