"""What set-up and README promise stays true when settings and pins change."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_from_the_environment_stands_in_the_readme() -> None:
    settings = (ROOT / "clinic" / "settings.py").read_text()
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"(\w+)"', settings))
    rows = re.findall(r"^\|(.*?)\|", (ROOT / "README.md").read_text(), flags=re.MULTILINE)
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert read - documented == set()


def test_the_pins_name_no_registry() -> None:
    """Whoever installs uses a registry of their own choice."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert {name for name, entry in packages.items() if "resolved" in entry} == set()
    pins = [ROOT / ".npmrc", *ROOT.glob("requirements*")]
    assert [file.name for file in pins if re.search(r"://|registry\s*=", file.read_text())] == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text().splitlines()
