"""A mail server of a few lines that says what it is told to say."""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

USUAL = {
    "": "220 here",
    "EHLO": "250 here",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
}


@contextmanager
def a_mail_server(**answers: str) -> Iterator[tuple[int, list[bytes]]]:
    """Its port, and the letters that it was given. `answers` are by command; `END` is that to the
    end of a letter, and an answer of "drop" hangs up, one of "silence" lets wait."""
    letters: list[bytes] = []
    says: Mapping[str, str] = {**USUAL, "END": "250 taken", "QUIT": "221 bye", **answers}

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if not self.say(""):
                return
            while line := self.rfile.readline():
                command = line[:4].decode().strip().upper()
                if not self.say(command):
                    return
                is_letter = command == "DATA" and says["DATA"].startswith("354")
                if is_letter and not (self.took_letter() and self.say("END")):
                    return

        def took_letter(self) -> bool:
            """Whether it came whole; whoever is killed on the way leaves no letter."""
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                if not line:
                    return False
                lines.append(line)
            letters.append(b"".join(lines))
            return True

        def say(self, command: str) -> bool:
            answer = says.get(command, "250 ok")
            if answer not in {"drop", "silence"}:
                self.wfile.write(f"{answer}\r\n".encode())
            return answer != "drop"

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server.server_address[1], letters
        server.shutdown()
        thread.join()
