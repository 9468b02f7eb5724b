"""What no message may say: the rules that every text is held to, shipped or written by the clinic.

A subject or a text message can be read by whoever looks at the phone, so neither names what is
done, where on the body, with what, nor at what price. No text promises. The words of all languages
hold for every text, because clinics borrow words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

Kind = Literal["subject", "sms", "body"]

MOST_SMS: Final = 160
"""Characters of the GSM 03.38 alphabet that fit into one text message; some count two."""

MOST_SUBJECT: Final = 120

HINT_ROOM: Final = 22
"""Characters that a text message keeps for the words how to stop, which are added to each."""

SAMPLES: Final[Mapping[str, str]] = {
    "name": "Alexandra",
    "clinic": "Praxis am Lindenplatz",
    "date": "Wed 30 Sept",
    "dates": "- Wednesday 30 September 2026, 16:00 to 17:30",
    "day": "Wednesday 30 September",
    "time": "16:00 Uhr",
    "phone": "+49 30 12345678",
    "out_of_hours": "+49 30 87654321",
    "emergency": "112",
    "portal": "https://praxis.example/my/",
    "check_in": "https://praxis.example/my/visits/12345/check-in/",
}
"""Everything that a text may name in braces, with what could stand there: as long as is usual."""

LONG: Final = frozenset({"dates", "check_in"})
"""Placeholders that a subject and a text message have no room for."""

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("^{}\\[~]|€\f")

# Whole words: as parts of other words they would be found in harmless ones. `*` stands for the
# rest of a word. English words hold in every language, because clinics borrow them.
_TELLING: Final[Mapping[str, str]] = {
    "en": "acid acids acne* aesthet* aftercare* blood* body *botox* cheek* chin cosmet* *cream* "
    "derm* dose ear ears esthet* eye eyes face faces facial* filler* forehead* heal* laser* lip "
    "lips medic* neck *needl* nose numb numbed numbing peel* pen photo* pore pores price prices "
    "procedur* redness retin* rf roller* scar scarr* scars *serum* session* *skin* surg* swell* "
    "therap* toxin* treat* wound* wrinkl*",
    "de": "akne* auge augen ästhet* *behandl* *betäub* *betaeub* blut* *creme* dosis eingriff* "
    "falte falten foto* *gesicht* hals haut* heil* kinn kosmet* körper* lippe lippen *medika* "
    "*medizin* *nadel* *nachsorge* narbe* nase ohr ohren operat* pickel preis preise prozedur* "
    "rötung* roetung* säure* saeure* schwell* *sitzung* stirn wange* wunde wunden",
}
_PROMISE: Final = re.compile(
    r"\w*guarant\w*|\w*garant\w*|\bpermanent\w*|painless\w*|\bpain-? ?free|\brisk(?:-? ?free|less)"
    r"|\bno risks?\b|without (?:any )?(?:risk|pain)|\w*promis\w*|\bfor ?ever\b|miracle\w*"
    r"|\bcur(?:e|es|ed)\b|dauerhaft\w*|schmerz(?:frei|los)\w*|risiko(?:frei|los)\w*"
    r"|ohne (?:jedes )?(?:risiko|schmerz\w*)|\w*versprech\w*|\bversprich\w*|für immer|wundermittel"
    r"|%|\bper ?cent\w*|\w*prozent\w*",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
# A name with what belongs to it: “Amira, ” after a colon, “ Amira” after a word.
_NAME: Final = re.compile(
    r"(?:^|(?<=[:.!?] ))\{name\}[,:!]? ?|,?\s\{name\}(?=[.!?])|(?<![:.!?])\s\{name\}", re.MULTILINE
)
_GAP: Final = re.compile(r"\n{3,}")
_END: Final = re.compile(r"(?<=[.!?])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Fault:
    """`what` is banned, promise, placeholder, brace, line_break, too_long or not_gsm7; `facts` name
    the word, the characters, the length and the most."""

    what: str
    facts: Mapping[str, int | str] = field(default_factory=dict)


def faults_of(text: str, *, kind: Kind, language: str = "en") -> tuple[Fault, ...]:
    """All that keeps a text from being saved or sent. Placeholders count as what is usual there;
    of a text message, the words how to stop count too. `language` is that of the text: the words
    of a language that is not ours are held to the words of all."""
    return tuple(_faults(text, kind, language))


def _faults(text: str, kind: Kind, language: str) -> Iterator[Fault]:
    for name in dict.fromkeys(_PLACEHOLDER.findall(text)):
        if name not in SAMPLES or (kind != "body" and name in LONG):
            yield Fault("placeholder", {"placeholder": name})
    bare = _PLACEHOLDER.sub(" ", text)
    if "{" in bare or "}" in bare:
        yield Fault("brace")
    if kind != "body":
        yield from (Fault("banned", {"word": word}) for word in telling_words(bare, language))
    yield from (Fault("promise", {"word": word}) for word in promising_words(bare))
    if kind == "subject":
        yield from _subject_faults(text)
    if kind == "sms":
        yield from _sms_faults(sampled(text))


def _subject_faults(text: str) -> Iterator[Fault]:
    if len(text.splitlines()) > 1:
        yield Fault("line_break")
    if len(text) > MOST_SUBJECT:
        yield Fault("too_long", {"length": len(text), "most": MOST_SUBJECT})


def _sms_faults(text: str) -> Iterator[Fault]:
    foreign = "".join(dict.fromkeys(strangers(text)))
    if foreign:
        yield Fault("not_gsm7", {"characters": foreign})
    length, most = gsm7_length(text), MOST_SMS - HINT_ROOM
    if length > most:
        yield Fault("too_long", {"length": length, "most": most})


def telling_words(text: str, language: str) -> tuple[str, ...]:
    """Words that would tell a stranger what is treated, each once."""
    return _once(_telling(language).findall(text))


@cache
def _telling(language: str) -> re.Pattern[str]:
    """Finds the English words and those of this language; of a language without words, all."""
    known = {"en", language} if language in _TELLING else set(_TELLING)
    words = " ".join(_TELLING[one] for one in sorted(known)).split()
    found = "|".join(word.replace("*", r"\w*") for word in words)
    return re.compile(rf"\b(?:{found})\b", re.IGNORECASE)


def promising_words(text: str) -> tuple[str, ...]:
    """Words that promise, each once. “Not permanent” is one too: it can be said another way."""
    return _once(_PROMISE.findall(text))


def _once(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.lower() for word in words))


def sampled(text: str) -> str:
    """The text with what could stand in its placeholders."""
    return _PLACEHOLDER.sub(lambda found: SAMPLES.get(found[1], found[0]), text)


def gsm7_length(text: str) -> int:
    """How many characters of a text message this takes; those of the extension table take two."""
    return sum(2 if letter in _EXTENDED else 1 for letter in text)


def strangers(text: str) -> list[str]:
    """The characters that the alphabet of text messages does not have."""
    return [letter for letter in text if letter not in _BASIC and letter not in _EXTENDED]


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its placeholders filled. A sentence that names something unknown is left out,
    and with it a paragraph of which nothing is left; a name is left out alone."""
    nameless = text if facts.get("name") else _NAME.sub("", text)
    lines = [
        " ".join(_fill(one, facts) for one in _sentences(line) if _is_known(one, facts))
        if line.strip()
        else ""
        for line in nameless.splitlines()
    ]
    kept = [new for new, old in zip(lines, nameless.splitlines(), strict=True) if new or not old]
    return _GAP.sub("\n\n", "\n".join(kept)).strip()


def _sentences(line: str) -> list[str]:
    return _END.split(line)


def _is_known(sentence: str, facts: Mapping[str, str]) -> bool:
    return all(facts.get(name) for name in _PLACEHOLDER.findall(sentence) if name in SAMPLES)


def _fill(sentence: str, facts: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), sentence)
