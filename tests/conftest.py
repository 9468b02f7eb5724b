"""What all tests share: which of them run where, how long the long ones play, and the browser."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

# Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
# It is read when the database is first used, so a fixture would be too late.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import hypothesis
import pytest
from django.conf import settings
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

SOAK = os.environ.get("SOAK") == "1"
POSTGRESQL = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"

# These folders never touch the database, so one run of them is enough; and what the pages read and
# write is tested on both in its own folders, so that the pages themselves run on both in a soak.
ONCE = ["engine", "house", "pictures", "tools", *([] if SOAK else ["web"])]
collect_ignore = ONCE if POSTGRESQL else []

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# The legs of a run share the machine: a page that answers late is no fault of the page.
expect.set_options(timeout=30_000)

# Time limits per example would judge the machine; a soak looks for new cases, a plain run must
# give the same answer twice.
hypothesis.settings.register_profile(
    "clinic", deadline=None, database=None, derandomize=not SOAK, print_blob=True
)
hypothesis.settings.load_profile("clinic")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pages",
        choices=["with", "only", "without"],
        default="with",
        help="tests in the browser: together with the others (default), alone, or not at all",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Drop what has no meaning in this run, so that no run shows a skipped test."""
    pages = config.getoption("--pages")
    items[:] = [item for item in items if _belongs({m.name for m in item.iter_markers()}, pages)]


def _belongs(marks: set[str], pages: str) -> bool:
    if "soak" in marks and not SOAK:
        return False
    if ("sqlite_only" if POSTGRESQL else "postgresql_only") in marks:
        return False
    return pages == "with" or ("browser" in marks) == (pages == "only")


@pytest.fixture(scope="session")
def rounds() -> int:
    """How often a contention test plays its race: twice, and twenty times in a soak."""
    return 20 if SOAK else 2


@pytest.fixture(scope="session")
def living() -> int:
    """How many rounds of mixed changes a contention test plays: two, and fifty in a soak."""
    return 50 if SOAK else 2


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for the whole run."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing: apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Faults:
    """What no page of ours may do: log an error, break the CSP, miss a file, call elsewhere."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.seen: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium logs each answer of 400 and above; a refusal may be what a test is about, so
        # answers are judged in _response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.seen.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != self.host:
            self.seen.append(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        is_file = response.request.resource_type in {"stylesheet", "script", "font", "image"}
        if response.status >= 500 or (is_file and response.status >= 400):
            self.seen.append(f"answer {response.status}: {response.url}")


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A new visitor of the live server, whose addresses may be given without the host."""
    faults = Faults(urlsplit(live_server.url).netloc)
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    faults.watch(page)
    yield page
    context.close()
    assert faults.seen == []
