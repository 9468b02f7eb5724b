"""Every shipped sentence about sunscreen, make-up, exercise and heat, or active products states the
rule that it should. A new one is not shipped before it stands in this table.

The rules: sunscreen from 24 hours on, shade before; make-up not for 24 hours, better not for 48;
exercise and heat not for 72 hours, the sauna not until day 7; active products back one at a time
from day 7, or day 14 for darker skin; before a session actives off for seven days.
"""

import re
from collections.abc import Iterator

import pytest

from plans.engine.sentence import HINT_ROOM, faults_of
from plans.shipped.aftercare import EXTRAS, LINES, Line
from plans.shipped.messages import SERIES, SINGLE
from plans.shipped.messages.texts import (
    Words,
    frame_in,
    shipped_languages,
    shipped_slugs,
    shipped_words,
)

DAY = 24
WEEK = 7 * DAY

# What each rule says: off until so many hours after a session, or on from so many.
OFF = {
    "sunscreen": {DAY},
    "make-up": {DAY},
    "make-up rather": {2 * DAY},
    "heat": {3 * DAY},
    "sauna": {WEEK},
    "actives": {WEEK, 2 * WEEK},
    "strong products": {4 * WEEK},
}
ON = {
    "sunscreen": {DAY},
    "make-up": {2 * DAY},
    "exercise": {3 * DAY},
    "actives": {WEEK, 2 * WEEK},
    "actives on darker skin": {2 * WEEK},
}
# What holds before a session, hours before it, or when she comes (0).
BEFORE = {"actives": {WEEK}, "make-up": {0}}
# How long something goes on after the last session.
KEEPS = {"sunscreen": {4 * WEEK}}
RULES = {"off": OFF, "on": ON, "before": BEFORE, "keeps": KEEPS}

TOPIC = re.compile(
    r"sunscreen|\bspf\b|sonnenschutz|\blsf\b|make-?up|exercise|sport|sweat|sauna|\bheat|hitze|steam|yoga"
    r"|retino|fruit acid|fruchts|vitamin c|benzoyl|scrub|schleifk|usual products|gewohnten produkte"
    r"|new products|neuen produkte",
    re.IGNORECASE,
)

# Sentence: the slugs that say it, and what it states. Hours that the sentence itself does not name
# are those of its day: “on” is true by then.
Stated = tuple[tuple[str, str], ...]
ACTIVES_OFF: Stated = (("off", "actives"),)
SUN_ON: Stated = (("on", "sunscreen"),)
SUN_KEEPS: Stated = (("on", "sunscreen"), ("keeps", "sunscreen"))
DAY_ONE: Stated = (("off", "sunscreen"), ("off", "make-up"))

MESSAGES: dict[str, Stated] = {
    # English
    "From seven days before: no retinoids, fruit acids, benzoyl peroxide or scrubs.": (
        ("before", "actives"),
    ),
    "Come without make-up, and bring a list of all that you take.": (("before", "make-up"),),
    "If we gave you a list of how to get ready, this is its last part: no alcohol and no sun from "
    "24 hours before, and no make-up when you come.": (("before", "make-up"),),
    "No sunscreen and no make-up for 24 hours.": DAY_ONE,
    "No exercise, no sauna and no other heat for 72 hours.": (("off", "heat"),),
    "No scrubs, retinoids, fruit acids, vitamin C or benzoyl peroxide until day 7, or until day 14 "
    "if we told you so.": ACTIVES_OFF,
    "From 24 hours on: a mineral sunscreen of SPF 30 or more, every day.": SUN_ON,
    "Make-up is better left out until 48 hours have passed.": (("off", "make-up rather"),),
    "No exercise, no sauna and no other heat until 72 hours have passed.": (("off", "heat"),),
    "A gentle cleanser, a plain moisturiser and a mineral sunscreen of SPF 30 or more, every "
    "day.": SUN_ON,
    "Make-up is fine again after 48 hours, with clean brushes and sponges.": (("on", "make-up"),),
    "Exercise is fine again after 72 hours.": (("on", "exercise"),),
    "The sauna waits until day 7.": (("off", "sauna"),),
    "If all is calm, bring your usual products back one at a time from day 7 on, or from day 14 if "
    "we told you so.": (("on", "actives"),),
    "A mineral sunscreen of SPF 30 or more, every day until four weeks after your last "
    "date.": SUN_KEEPS,
    "If we told you to wait until day 14: if all is calm, bring your usual products back now, one "
    "at a time.": (("on", "actives on darker skin"),),
    "No tanning and no strong new products for two more weeks.": (("off", "strong products"),),
    # German
    "Ab sieben Tage vorher: keine Retinoide, keine Fruchtsäuren, kein Benzoylperoxid, nichts mit "
    "Schleifkörnern.": (("before", "actives"),),
    "Kommen Sie ohne Make-up, und bringen Sie eine Liste mit von allem, was Sie einnehmen.": (
        ("before", "make-up"),
    ),
    "Wenn Sie von uns eine Liste zur Vorbereitung haben, ist das ihr letzter Teil: ab 24 Stunden "
    "vorher kein Alkohol und keine Sonne, und kommen Sie ohne Make-up.": (("before", "make-up"),),
    "24 Stunden lang kein Sonnenschutzmittel und kein Make-up.": DAY_ONE,
    "72 Stunden lang kein Sport, keine Sauna und keine andere Hitze.": (("off", "heat"),),
    "Nichts mit Schleifkörnern, keine Retinoide, keine Fruchtsäuren, kein Vitamin C und kein "
    "Benzoylperoxid bis Tag 7, oder bis Tag 14, wenn wir es Ihnen so gesagt haben.": ACTIVES_OFF,
    "Ab 24 Stunden: jeden Tag mineralischer Sonnenschutz mit LSF 30 oder mehr.": SUN_ON,
    "Make-up lassen Sie besser weg, bis 48 Stunden vorbei sind.": (("off", "make-up rather"),),
    "Kein Sport, keine Sauna und keine andere Hitze, bis 72 Stunden vorbei sind.": (
        ("off", "heat"),
    ),
    "Jeden Tag milde Reinigung, einfache Feuchtigkeitspflege und mineralischer Sonnenschutz mit "
    "LSF 30 oder mehr.": SUN_ON,
    "Make-up geht nach 48 Stunden wieder, mit sauberen Pinseln und Schwämmen.": (
        ("on", "make-up"),
    ),
    "Sport geht nach 72 Stunden wieder.": (("on", "exercise"),),
    "Die Sauna wartet bis Tag 7.": (("off", "sauna"),),
    "Wenn alles ruhig ist, nehmen Sie Ihre gewohnten Produkte ab Tag 7 eines nach dem anderen "
    "wieder, oder ab Tag 14, wenn wir es Ihnen so gesagt haben.": (("on", "actives"),),
    "Jeden Tag mineralischer Sonnenschutz mit LSF 30 oder mehr, bis vier Wochen nach Ihrem letzten "
    "Termin.": SUN_KEEPS,
    "Wenn Sie bis Tag 14 warten sollten: Wenn alles ruhig ist, nehmen Sie Ihre gewohnten Produkte "
    "jetzt wieder, eines nach dem anderen.": (("on", "actives on darker skin"),),
    "Noch zwei Wochen lang keine Sonnenbäder und keine starken neuen Produkte.": (
        ("off", "strong products"),
    ),
}
# Not said by hours of the rule, but by where it stands: 24 hours before is no hour after.
HOURS_OF_OTHERS = ("no alcohol and no sun", "kein Alkohol und keine Sonne")

AFTERCARE: dict[str, tuple[str, str]] = {
    # Sentence: off or on, and what.
    "Every day a mineral sunscreen of SPF 30 or more: for the whole course, and for four weeks "
    "after its last session.": ("on", "sunscreen"),
    "Make-up is fine again, with clean brushes and sponges.": ("on", "make-up"),
    "No sunscreen and no make-up; stay in the shade instead.": ("off", "sunscreen"),
    "Make-up is better left out until 48 hours have passed.": ("off", "make-up rather"),
    "No exercise, no sauna and no other heat; keep out of the sun.": ("off", "heat"),
    "No sauna. Do not pick or rub flaking skin.": ("off", "sauna"),
    "No scrubs, cleansing brushes, retinoids, fruit acids, vitamin C or benzoyl peroxide.": (
        "off",
        "actives",
    ),
    "No tanning, and no strong new products.": ("off", "strong products"),
}
# One sentence for two groups of skin types, at different hours.
BY_SKIN: dict[str, tuple[str, dict[str, int]]] = {
    "If your skin is calm, bring your usual products back one at a time.": (
        "on",
        {"lighter": WEEK, "darker": 2 * WEEK},
    ),
    "Still no retinoids, fruit acids, vitamin C or benzoyl peroxide: wait until day 14.": (
        "off",
        {"darker": 2 * WEEK},
    ),
}
# Ready lines that a practitioner adds for one patient are as strict as the rule, or stricter.
EXTRA_RULES = {
    "No sauna, no steam room and no hot yoga.": 3 * DAY,
    "No sport that makes you sweat.": 3 * DAY,
    "No make-up on the treated places.": DAY,
}

UNITS = {
    r"(\d+) (?:hours|Stunden)": 1,
    r"(?:[Dd]ay|Tag) (\d+)": DAY,
}
IN_WORDS = {
    "seven days": WEEK,
    "sieben Tage": WEEK,
    "two more weeks": 4 * WEEK,
    "zwei Wochen lang": 4 * WEEK,
    "four weeks": 4 * WEEK,
    "vier Wochen": 4 * WEEK,
}
"""“Two more weeks” stands in the message of day 14."""

DAYS = {step.slug: (step.facts.get("offset_hours") or step.days * DAY) for step in SERIES}


def sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from re.split(r"(?<=[.!?]) ", line.removeprefix("- "))


def hours_in(sentence: str) -> set[int]:
    """The hours that a sentence names."""
    found = {
        int(number) * unit for form, unit in UNITS.items() for number in re.findall(form, sentence)
    }
    found |= {hours for words, hours in IN_WORDS.items() if words in sentence}
    others = any(words in sentence for words in HOURS_OF_OTHERS)
    return set() if others else found


def words(slug: str, language: str) -> Words:
    found = shipped_words(slug, language)
    assert found is not None, slug
    return found


SAID = [
    (language, slug, sentence)
    for language in shipped_languages()
    for slug in shipped_slugs()
    for sentence in sentences(words(slug, language).body)
    if TOPIC.search(sentence)
]


@pytest.mark.parametrize(("language", "slug", "sentence"), SAID)
def test_each_sentence_of_a_message_states_its_rule(
    language: str, slug: str, sentence: str
) -> None:
    assert sentence in MESSAGES, "say in this table which rule it states"
    named = hours_in(sentence)
    rules = [(how, RULES[how][what]) for how, what in MESSAGES[sentence]]
    due = {hours for how, at in rules for hours in at if hours}
    assert named <= due
    for how, at in rules:
        is_true_by_then = how == "on" and DAYS[slug] >= min(at)
        is_when_she_comes = how == "before" and at == {0}
        assert at <= named or is_true_by_then or is_when_she_comes


def test_no_sentence_of_the_table_is_gone() -> None:
    assert set(MESSAGES) == {sentence for _language, _slug, sentence in SAID}


def test_subjects_and_text_messages_say_nothing_of_it() -> None:
    for language in shipped_languages():
        for slug in shipped_slugs():
            assert not TOPIC.search(words(slug, language).sms + words(slug, language).subject)


def edge_of(line: Line, how: str) -> int | None:
    return line.start if how == "on" else line.end


@pytest.mark.parametrize("line", [line for line in LINES if TOPIC.search(str(line.text))], ids=str)
def test_each_line_of_aftercare_states_its_rule(line: Line) -> None:
    text = str(line.text)
    if text in BY_SKIN:
        how, hours = BY_SKIN[text]
        assert edge_of(line, how) == hours[line.skin]
        assert hours[line.skin] in RULES[how]["actives"]
    else:
        assert text in AFTERCARE, "say in this table which rule it states"
        how, what = AFTERCARE[text]
        # Of two hours, a line for every skin states the first; darker skin has a line more.
        assert edge_of(line, how) == min(RULES[how][what])
        assert line.skin == ""
        assert hours_in(text) <= RULES[how][what] | KEEPS["sunscreen"]


def test_what_a_practitioner_adds_is_never_looser() -> None:
    found = {str(line.text): line for line in EXTRAS if TOPIC.search(str(line.text))} | {
        str(line.text): line for line in EXTRAS if "make-up" in str(line.text)
    }
    assert set(found) == set(EXTRA_RULES)
    for text, least in EXTRA_RULES.items():
        assert (found[text].end or 0) >= least


@pytest.mark.parametrize("language", shipped_languages())
@pytest.mark.parametrize("slug", [*shipped_slugs(), "several"])
def test_the_linter_finds_nothing_in_what_is_shipped(slug: str, language: str) -> None:
    said = words(slug, language)
    assert faults_of(said.subject, kind="subject", language=language) == ()
    assert faults_of(said.body, kind="body", language=language) == ()
    assert faults_of(said.sms, kind="sms", language=language) == ()


@pytest.mark.parametrize("language", shipped_languages())
def test_the_words_around_every_letter_are_whole_and_promise_nothing(language: str) -> None:
    frame = frame_in(language)
    for name in ("hello", "call", "stop"):
        assert faults_of(getattr(frame, name), kind="body", language=language) == ()
    assert all(getattr(frame, name) for name in frame.__slots__)
    assert 1 + len(frame.stop_sms) <= HINT_ROOM
    assert "STOP" in frame.stop_sms


def test_each_language_has_the_words_of_every_step() -> None:
    steps = {step.slug for step in (*SERIES, *SINGLE)}
    assert steps <= set(shipped_slugs())
    for language in shipped_languages():
        for slug in shipped_slugs():
            said = words(slug, language)
            assert said.subject
            assert said.body
            assert said.sms
            if language != "en":
                assert said != words(slug, "en")


def test_a_language_says_the_same_with_the_same_placeholders() -> None:
    for slug in shipped_slugs():
        for part in ("body", "sms", "subject"):
            found = {
                language: sorted(re.findall(r"\{\w+\}", getattr(words(slug, language), part)))
                for language in shipped_languages()
            }
            assert len({tuple(names) for names in found.values()}) == 1, (slug, part, found)
