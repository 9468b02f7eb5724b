"""Ports of this machine."""

import socket

from tools.project import TroubleError

HIGHEST_PORT = 65535


def free_port() -> int:
    """A port that nobody listens on just now, chosen by the operating system."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wanted_port(text: str) -> int:
    """The port that a person asked for, if it is one and nobody has it."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT):
        raise TroubleError(f'PORT must be a number from 1 to {HIGHEST_PORT}, not "{text}".')
    port = int(text)
    try:
        with socket.socket() as probe:
            # As the server itself: a port whose last owner has just gone is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except PermissionError:
        raise TroubleError(
            f"Port {port} is kept for the system. Choose one above 1023: PORT=8001 make run"
        ) from None
    except OSError:
        other = port + 1 if port < HIGHEST_PORT else port - 1
        raise TroubleError(
            f"Port {port} is taken by another program. Stop that one, or choose another port: "
            f"PORT={other} make run"
        ) from None
    return port


def answers(port: int) -> bool:
    """Whether something accepts connections on this port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
