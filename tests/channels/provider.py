"""A provider of a few lines that answers by HTTP what it is told to answer, and notes what it was
asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass(slots=True)
class Provider:
    """`says` answers a request with a status and JSON, or with "drop" or "silence"; `port` is that
    of 127.0.0.1."""

    says: Callable[[Asked], tuple[int, Any] | str]
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0


@contextmanager
def a_provider(
    says: Callable[[Asked], tuple[int, Any] | str] | tuple[int, Any] | str,
    headers: dict[str, str] | None = None,
) -> Iterator[Provider]:
    """It listens while the test needs it."""
    provider = Provider(says if callable(says) else lambda _asked: says, headers or {})
    is_over = threading.Event()

    class Talk(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            asked = Asked(self.command, self.path, dict(self.headers.items()), body)
            provider.asked.append(asked)
            said = provider.says(asked)
            if said == "silence":
                is_over.wait(5)
            if not isinstance(said, str):
                self.say(*said)

        do_GET = do_POST = answer  # noqa: N815  # as the library calls them

        def say(self, status: int, facts: Any) -> None:
            content = json.dumps(facts).encode()
            self.send_response(status)
            for name, value in provider.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Talk) as server:
        provider.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield provider
        is_over.set()
        server.shutdown()
        thread.join()
