"""The screens on which pages are looked at: a wide and a narrow one, light and dark."""

import pytest

on_every_screen = pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1280),
        ("dark", 360),
        # The same rules of the same sheets: a plain run has each width and each scheme once.
        pytest.param("dark", 1280, marks=pytest.mark.soak),
        pytest.param("light", 360, marks=pytest.mark.soak),
    ],
)
