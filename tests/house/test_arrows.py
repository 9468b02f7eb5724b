"""Imports point one way, so that a layer can be read, tested and changed without those above it.

views, commands -> channels, forms, wording -> actions, queries, access -> models -> engine;
`plans` -> `clinic`, never back. The engine is pure: the same question always has the same answer,
which is what lets its tests compare it with a slow twin.
"""

import ast
import sys
from graphlib import TopologicalSorter

from tests.house.source import OURS, imports_of, modules

LAYERS = {
    "engine": 0,
    **dict.fromkeys(["models", "triggers", "clock", "files"], 1),
    **dict.fromkeys(["actions", "queries", "access", "sign_in", "shipped"], 2),
    **dict.fromkeys(["pictures", "quality", "registration", "signature"], 2),
    **dict.fromkeys(["channels", "forms", "wording", "doors"], 3),
    **dict.fromkeys(["views", "management", "demo", "tasks", "shell", "middleware"], 4),
    **dict.fromkeys(["urls", "place_urls", "hook_urls"], 4),
    **dict.fromkeys(["templatetags", "apps", "admin", "checks", "settings", "wsgi"], 4),
}
# clinic/urls.py names plans.urls as text: the one place where the two meet.
STANDARD = sys.stdlib_module_names - {
    *("asyncio", "getpass", "io", "multiprocessing", "os", "pathlib", "random", "secrets"),
    *("shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "uuid"),
}
IMPURE = {"now", "today", "utcnow", "open", "input", "print", "random", "exec", "eval"}


def layer_of(module: str) -> int:
    _package, *parts = module.split(".")
    if not parts:
        return -1  # the package itself holds nothing
    assert parts[0] in LAYERS, f"Say in LAYERS between which layers {module} stands."
    return LAYERS[parts[0]]


def is_ours(module: str) -> bool:
    return module.startswith(OURS)


def test_imports_point_down() -> None:
    wrong = [
        f"{module} -> {other}"
        for module in modules()
        for other in imports_of(module)
        if is_ours(other) and layer_of(other) > layer_of(module)
    ]
    assert wrong == []


def test_the_clinic_knows_nothing_of_plans() -> None:
    wrong = [
        f"{module} -> {other}"
        for module in modules()
        for other in imports_of(module)
        if module.startswith("clinic") and other.split(".")[0] == "plans"
    ]
    assert wrong == []


def test_the_product_does_without_its_tests_and_tools() -> None:
    wrong = [
        f"{module} -> {other}"
        for module in modules()
        for other in imports_of(module)
        if other.split(".")[0] in {"tests", "tools", "bench"}
    ]
    assert wrong == []


def test_no_import_goes_round() -> None:
    graph = {module: set(imports_of(module)) & set(modules()) for module in modules()}
    TopologicalSorter(graph).prepare()  # a circle raises CycleError and is named in it


def engine() -> list[str]:
    return [name for name in modules() if name.startswith("plans.engine")]


def test_the_engine_needs_only_itself_and_plain_python() -> None:
    foreign = [
        f"{module} -> {other}"
        for module in engine()
        for other in imports_of(module)
        if not other.startswith("plans.engine")
        and other.split(".")[0] not in STANDARD
        and (module, other) != ("plans.engine.__main__", "pathlib")
    ]
    assert foreign == []


def test_the_engine_has_no_clock_no_chance_and_no_files() -> None:
    called = [
        f"{module}:{node.lineno} {name}"
        for module in engine()
        for node in ast.walk(modules()[module])
        if module != "plans.engine.__main__"
        and isinstance(node, ast.Call)
        and (name := getattr(node.func, "attr", getattr(node.func, "id", ""))) in IMPURE
    ]
    assert called == []
