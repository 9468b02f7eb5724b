"""What axe finds on a page, and whether it must be pushed sideways to be read."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# target-size is part of WCAG 2.2 AA, but axe looks for it only when asked.
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


def faults_of(page: Page) -> list[str]:
    """Each fault as its rule and the place in the page."""
    answer = Axe().run(page, options=OPTIONS).response
    found = [
        f"{fault['id']}: {node['html']}"
        for fault in answer["violations"]
        for node in fault["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("wider than the window")
    return found
