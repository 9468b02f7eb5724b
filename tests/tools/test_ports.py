"""A port is asked for, taken or free; whoever wants a taken one hears what to do."""

import socket
from collections.abc import Iterator

import pytest

from tools import ports
from tools.project import TroubleError


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_free_port_can_be_listened_on() -> None:
    port = ports.free_port()
    assert not ports.answers(port)
    assert ports.wanted_port(str(port)) == port


def test_a_taken_port_is_refused_with_another_one_to_try(taken: int) -> None:
    assert ports.answers(taken)
    with pytest.raises(TroubleError) as refused:
        ports.wanted_port(str(taken))
    assert str(refused.value) == (
        f"Port {taken} is taken by another program. Stop that one, or choose another port: "
        f"PORT={taken + 1} make run"
    )


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "eighty", "8000.5", "８０"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(TroubleError) as refused:
        ports.wanted_port(text)
    assert str(refused.value) == f'PORT must be a number from 1 to 65535, not "{text}".'
