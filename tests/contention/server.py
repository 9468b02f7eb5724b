"""A real server over the test database, and visitors who use it as browsers do."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from clinic.models import User
from tools.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 4


@contextmanager
def a_server() -> Iterator[int]:
    """gunicorn with four processes; its port."""
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": address_of_database(),
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "-m", "gunicorn", "clinic.wsgi", f"--bind=127.0.0.1:{port}"]
    # Loaded once, before the processes part: each of them would need seconds of its own.
    command += ["--preload", f"--workers={WORKERS}", "--threads=10"]
    command += ["--timeout=120", "--log-level=error"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def address_of_database() -> str:
    """The URL of the database that the tests use, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as wire:
                wire.request("GET", "/accounts/login/")
                wire.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not start")


class Visitor:
    """One browser of one member of staff."""

    def __init__(self, port: int, user: User) -> None:
        client = Client()
        client.force_login(user)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        self.port = port

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """Status, and the page or where it leads."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Host": "localhost"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as wire:
            wire.request(method, path, body=body.encode(), headers=headers)
            answer = wire.getresponse()
            text = answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, answer.headers.get("Location") or text

    def form_at(self, path: str, form: str) -> list[tuple[str, str]]:
        """What the browser would send for the form with this id."""
        status, page = self.ask("GET", path)
        if status != 200:
            raise ValueError(f"{path} answered {status}")
        reader = FormReader(form)
        reader.feed(page)
        return reader.fields

    def send(self, path: str, fields: list[tuple[str, str]]) -> tuple[int, str]:
        return self.ask("POST", path, urlencode(fields))


class FormReader(HTMLParser):
    """The successful controls of one form, as HTML says what is sent; of buttons none."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.wanted = form
        self.is_inside = False
        self.select = ""
        self.options: list[tuple[str, bool]] = []
        self.fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.is_inside = given.get("id") == self.wanted
        if given.get("form") != self.wanted and not self.is_inside:
            return
        name, kind = given.get("name") or "", given.get("type") or "text"
        if tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((given.get("value") or "", "selected" in given))
        elif tag == "textarea" and name:
            self.fields.append((name, ""))
        elif tag == "input" and name and is_sent(kind, given):
            self.fields.append((name, given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        if tag == "select" and self.select and self.options:
            chosen = next((value for value, is_chosen in self.options if is_chosen), None)
            self.fields.append((self.select, self.options[0][0] if chosen is None else chosen))
            self.select = ""


def is_sent(kind: str, given: dict[str, str | None]) -> bool:
    """Boxes only when they are checked, buttons never."""
    if kind in ("checkbox", "radio"):
        return "checked" in given
    return kind not in ("submit", "button")
