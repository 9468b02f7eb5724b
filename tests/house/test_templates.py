"""Templates compile, and bring nothing that the Content-Security-Policy refuses: a style or script
in a page is a door for whoever finds a field that is not escaped."""

import re
from pathlib import Path

import pytest
from django.template import loader

from tests.house.source import HOUSE, templates

# What a page may not say, and why a browser with our policy would refuse it.
FORBIDDEN = {
    "a style of its own": re.compile(r"<style|\sstyle\s*=", re.I),
    "a handler in an attribute": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.I),
    "an address that is a script": re.compile(r"javascript:", re.I),
    "a script in the page": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>", re.I
    ),
    "an address outside the site": re.compile(
        r"(?:src|href|action|hx-\w+|url)\s*[=(]\s*[\"']?(?:https?:)?//", re.I
    ),
}
PAGES = [
    path
    for path in templates()
    if path.suffix == ".html" and path.parent.name != "email"  # a mail has no style but its own
]
FILES = sorted((HOUSE / "clinic" / "static" / "clinic").rglob("*"))


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE / "templates"))


@pytest.mark.parametrize("path", templates(), ids=name)
def test_every_template_compiles(path: Path) -> None:
    loader.get_template(name(path))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_template_has_what_the_policy_refuses(path: Path) -> None:
    text = path.read_text()
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix in {".css", ".js"}])
def test_no_file_of_ours_calls_another_site(path: Path) -> None:
    addresses = re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s\"')]*", path.read_text(), re.I)
    assert [address for address in addresses if "www.w3.org" not in address] == []
