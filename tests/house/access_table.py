"""The table of every address x method x person, as text. `python -m tests.house.access_table`
writes it anew; a change of it in a commit is a change of who may do what, and is read as such."""

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

TABLE = Path(__file__).with_name("access_table.txt")
HEAD = """\
Who gets which answer from which address. All ids are those of the things of `patient`; what is
sent is empty. "> name" leads to the page of that name, "> sign in" to the door. Written by
`python -m tests.house.access_table`, compared by tests/house/test_surface.py."""
# HEAD runs the code of GET, and PATCH is nowhere taken where PUT is not.
METHODS = ("GET", "POST", "PUT", "DELETE")
PEOPLE = ("stranger", "patient", "other patient", "desk", "practitioner", "manager")
METHOD_WIDTH, WORD_WIDTH = 24, 22

Said = Mapping[tuple[str, str, str], str]


def table(said: Said) -> str:
    """`said` has a word for each address, method and person."""
    return "\n".join(lines_of(said)) + "\n"


def lines_of(said: Said) -> Iterator[str]:
    yield HEAD
    for address in dict.fromkeys(address for address, _method, _person in said):
        yield ""
        yield row(address, PEOPLE if address.startswith("/  ") else ())
        words = {
            method: tuple(said[address, method, person] for person in PEOPLE) for method in METHODS
        }
        for answered, methods in groupby(METHODS, key=words.__getitem__):
            yield row("  " + " ".join(methods), answered)


def row(first: str, words: Iterable[str]) -> str:
    return (first.ljust(METHOD_WIDTH) + " ".join(word.ljust(WORD_WIDTH) for word in words)).rstrip()


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # noqa: PLC0415  # reads the settings just named
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    django.setup()
    from tests.house.surface import ask_everything, said_by  # noqa: PLC0415  # needs the models

    setup_test_environment()
    logging.disable(logging.CRITICAL)  # refusals are what it is about
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        TABLE.write_text(table(said_by(ask_everything())))
    finally:
        connection.creation.destroy_test_db(str(connection.settings_dict["NAME"]), verbosity=0)


if __name__ == "__main__":
    main()
