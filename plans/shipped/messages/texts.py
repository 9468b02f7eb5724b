"""The shipped words of messages: one file for each language, named by its code. Another language is
another file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
FALLBACK = "en"
SLUGS_OF_NONE = ("letter", "several")
"""The words around every letter, and those of several messages in one: no step has them."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says; placeholders such as `{name}` are those of `plans.engine.sentence`."""

    subject: str
    body: str
    sms: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The words around every message: formats of days as in Django, what to do when worried, how to
    stop."""

    day: str
    short_day: str
    when: str
    when_elsewhere: str
    time: str
    time_elsewhere: str
    hello: str
    call_title: str
    call: str
    emergency: str
    emergency_short: str
    stop: str
    stop_here: str
    stop_sms: str
    file: str


@cache
def _read(language: str) -> dict[str, dict[str, str]]:
    found = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {
        slug: {name: text.strip() for name, text in part.items()} for slug, part in found.items()
    }


@cache
def shipped_languages() -> tuple[str, ...]:
    """Those with words of every message."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def frame_in(language: str) -> Frame:
    """The frame in this language; in English where it has none."""
    return Frame(**_read(_known(language))["letter"])


def shipped_words(slug: str, language: str) -> Words | None:
    """What is shipped for a step, in English where the language has none; None for a step of the
    clinic's own."""
    part = _read(_known(language)).get(slug)
    return None if part is None or slug == "letter" else Words(**part)


def shipped_slugs() -> tuple[str, ...]:
    """Every step that has shipped words."""
    return tuple(slug for slug in _read(FALLBACK) if slug not in SLUGS_OF_NONE)


def _known(language: str) -> str:
    return language if language in shipped_languages() else FALLBACK
