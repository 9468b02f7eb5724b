"""Cases worked out by hand are put to the engine and to its slow twin alike."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine import ask, twin


@pytest.fixture(params=[ask.engine, twin.propose], ids=["engine", "twin"])
def answer(request: pytest.FixtureRequest) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What is asked for an answer: the engine, then the twin."""
    asked: Callable[[dict[str, Any]], dict[str, Any]] = request.param
    return asked
