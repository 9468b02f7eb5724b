"""How names and contacts are spelled out for search and comparison, and which two people may be
one.

A search text is a row of plain words with two spaces before, between and after them, so that a
fragment with its spaces says where it stands: `"  had"` begins a word, `"  haddad  "` is one, and
even a single letter that begins a word is three characters long, which an index of trigrams needs.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, pairwise

PAD = "  "
SHORTEST_PART = 3  # a trigram index finds no shorter part inside a word
SHORTEST_TYPO = 4  # shorter words are too close to each other
LONGEST_WORD = 40
MOST_TERMS = 6
SHORTEST_LONG = 8

Fragments = tuple[str, ...]
"""Pieces of text that must all be there."""

# Letters that Unicode does not take apart into a base letter and an accent.
_WHOLE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_PHONE_LIKE = re.compile(r"[+(]*\d[\d()/.+-]*")


def plain(text: str) -> str:
    """Without case and width, and without the accents of Latin, Greek and Cyrillic letters; the
    marks of other scripts are letters in their own right and stay."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in apart if not "\u0300" <= letter <= "\u036f")
    return unicodedata.normalize("NFC", bare).translate(_WHOLE_LETTERS)


def words_of(text: str) -> list[str]:
    """The plain words of a name or an e-mail address, each part of `Anna-Lena` or `O'Brien` and
    the whole without its sign, so that it is found however it is typed."""
    found = []
    for chunk in plain(text).split():
        parts = _parts(chunk)
        found += parts
        if len(parts) > 1:
            found.append("".join(parts))
    return found


def search_text(*, names: Iterable[str], email: str, phones: Iterable[str]) -> str:
    """The text in which a patient is found. `phones` are the ways to write her number, digits
    only."""
    words = list(chain.from_iterable(map(_name_words, names)))
    unique = dict.fromkeys(word[:LONGEST_WORD] for word in [*words, *words_of(email), *phones])
    return PAD + "".join(word + PAD for word in unique if word)


def words_to_mistype(names: Iterable[str]) -> set[str]:
    """The words of a name that are long enough to be told apart from their neighbours."""
    words = chain.from_iterable(map(words_of, names))
    return {word[:LONGEST_WORD] for word in words if len(word) >= SHORTEST_PART}


def words_in(text: str) -> list[str]:
    """The words of a search text."""
    return text.split()


def terms_of(query: str) -> list[str]:
    """What somebody looks for, as plain terms. Neighbouring pieces of a phone number are one."""
    terms: list[str] = []
    digits = ""
    for chunk in plain(query).split():
        parts = _parts(chunk)
        if not parts:
            continue
        if _PHONE_LIKE.fullmatch(chunk):
            digits += chunk
            continue
        terms += [_dialled(digits), "".join(parts)]
        digits = ""
    terms.append(_dialled(digits))
    return [term[:LONGEST_WORD] for term in terms if term][:MOST_TERMS]


def whole(term: str) -> str:
    return f"{PAD}{term}{PAD}"


def beginning(term: str) -> str:
    return f"{PAD}{term}"


def inside(term: str) -> str:
    """Anywhere in a word; of a term too short for that, its beginning."""
    return term if len(term) >= SHORTEST_PART else beginning(term)


def slips_of(word: str) -> set[str]:
    """The word, and the word with any one letter left out. Two words that differ by one slip
    (a letter more, less, other, or two neighbours swapped) always share one of these."""
    if len(word) < SHORTEST_TYPO:
        return {word}
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def is_one_slip(one: str, other: str) -> bool:
    """At most one letter more, less or other, or two neighbours swapped."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if len(one) == len(other) == 2:
        return one == other[::-1]
    return len(one) <= 1 and len(other) <= 1


def near_pieces(term: str) -> list[Fragments]:
    """Where a long term with one slip may stand: a slip spoils one quarter of it, or swaps two
    letters at a border between two. What is left points to few people."""
    if len(term) < SHORTEST_LONG:
        return []
    cuts = [len(term) * quarter // 4 for quarter in range(5)]
    spoiled = [(term[:start], _ending(term[end:])) for start, end in pairwise(cuts)]
    kept = [tuple(part for part in parts if len(part) >= SHORTEST_PART) for parts in spoiled]
    swapped = [term[: cut - 1] + term[cut] + term[cut - 1] + term[cut + 1 :] for cut in cuts[1:4]]
    return [*kept, *((piece,) for piece in swapped)]


def is_near(term: str, text: str) -> bool:
    """The term stands in the search text, or is one slip away from a word; a long one also from
    the beginning or the end of a word."""
    return inside(term) in text or any(_is_near_word(term, word) for word in words_in(text))


def slips_in_parts(terms: Iterable[str], text: str) -> int:
    """How many terms are not even one slip away from a whole word of the text."""
    words = words_in(text)
    return sum(not any(is_one_slip(term, word) for word in words) for term in terms)


def _is_near_word(term: str, word: str) -> bool:
    if len(term) < SHORTEST_TYPO:
        return False
    if is_one_slip(term, word):
        return True
    lengths = range(len(term) - 1, len(term) + 2) if len(term) >= SHORTEST_LONG else ()
    return any(
        is_one_slip(term, piece) for size in lengths for piece in (word[:size], word[-size:])
    )


def _ending(piece: str) -> str:
    """Too short by itself, the end of a term is also the end of its word."""
    return piece if len(piece) >= SHORTEST_PART else piece + PAD


def closeness(terms: Sequence[str], text: str) -> tuple[int, int, int]:
    """For sorting hits, the closest first: terms that are no whole word of the search text, terms
    that begin none, and how far into the text words stand: names come before addresses."""
    return (
        sum(whole(term) not in text for term in terms),
        sum(beginning(term) not in text for term in terms),
        sum(text.find(inside(term)) for term in terms if not term.isdigit()),
    )


class Likeness(StrEnum):
    """Why two records may be one person."""

    PHONE = "phone"
    EMAIL = "email"
    NAME_AND_BIRTH = "name_and_birth"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What tells people apart. `phone` is E.164; empty where unknown."""

    name: str
    birth_date: dt.date | None = None
    phone: str = ""
    email: str = ""

    @property
    def name_words(self) -> tuple[str, ...]:
        """In one order, so that `Haddad, Amira` is `Amira Haddad`."""
        return tuple(sorted(_parts(plain(self.name))))


def likeness(one: Person, other: Person) -> Likeness | None:
    """Why the two may be the same person; None where nothing says so. A close name says nothing
    where both dates of birth are known and differ."""
    births = {birth for birth in (one.birth_date, other.birth_date) if birth}
    is_same_name = _is_close(one.name_words, other.name_words)
    if is_same_name and one.birth_date and one.birth_date == other.birth_date:
        return Likeness.NAME_AND_BIRTH
    if one.phone and one.phone == other.phone:
        return Likeness.PHONE
    if one.email and one.email.casefold() == other.email.casefold():
        return Likeness.EMAIL
    return Likeness.NAME if is_same_name and len(births) < 2 else None


def _is_close(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The same words, or all but one the same and that one a slip away."""
    if not one or len(one) != len(other):
        return False
    differing = sorted(set(one) ^ set(other))
    return not differing or (
        len(differing) == 2
        and min(map(len, differing)) >= SHORTEST_TYPO
        and is_one_slip(*differing)
    )


def _name_words(name: str) -> list[str]:
    """The words of a name; an umlaut also as the two letters that many write for it, and every
    sign of a script without spaces as the beginning of a word."""
    folded = name.casefold()
    spelled = words_of(name)
    if any(letter in folded for letter in "äöü"):
        spelled += words_of(unicodedata.normalize("NFC", folded).translate(_GERMAN))
    return [tail for word in spelled for tail in _tails(word)]


def _tails(word: str) -> list[str]:
    if not any(map(_is_sign, word)):
        return [word]
    return [word[i:] for i in range(len(word))]


def _is_sign(letter: str) -> bool:
    """Chinese, Japanese or Korean: names are short and have no spaces."""
    return (
        "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af" or letter >= "\U00020000"
    )


def _parts(chunk: str) -> list[str]:
    """Split where a sign, a space or a mark of punctuation stands."""
    return "".join(
        " " if unicodedata.category(letter)[0] in "PSZC" else letter for letter in chunk
    ).split()


def _dialled(number: str) -> str:
    """The digits of a typed number, without the signs before its country code. A short piece may
    begin with two zeros of its own."""
    is_international = number.startswith("+") or (
        number.startswith("00") and len(number) >= SHORTEST_LONG
    )
    digits = "".join(_parts(number.replace("(0)", "") if is_international else number))
    return digits.removeprefix("00") if is_international else digits
