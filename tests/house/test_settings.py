"""Whoever runs a clinic finds each setting of its machine in the README."""

import re

from tests.house.source import HOUSE


def test_the_readme_names_every_setting_of_the_environment() -> None:
    read = set(
        re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', (HOUSE / "clinic/settings.py").read_text())
    )
    named = set(re.findall(r"`([A-Z_]+)`", (HOUSE / "README.md").read_text()))
    assert read
    assert read - named == set()
