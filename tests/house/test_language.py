"""Patients read their own language, whole: half a page in German helps nobody. What staff read is
in English, and none of it stands in a catalogue."""

import pytest
from django.conf import settings

from tests.house.language import LOCALE, asked_keys, catalogue, key_of, placeholders

TRANSLATED = [code for code, _name in settings.PATIENT_LANGUAGES if code != "en"]
by_language = pytest.mark.parametrize("language", TRANSLATED)


def test_every_catalogue_is_offered_to_patients() -> None:
    assert sorted(path.name for path in LOCALE.iterdir()) == sorted(TRANSLATED)


@by_language
def test_every_sentence_for_patients_is_translated_and_no_other(language: str) -> None:
    there = {key_of(message) for message in catalogue(language) if message.id}
    asked = asked_keys()
    assert {"missing": asked - there, "asked by nobody": there - asked} == {
        "missing": set(),
        "asked by nobody": set(),
    }


@by_language
def test_no_translation_is_a_guess_or_empty(language: str) -> None:
    messages = [message for message in catalogue(language) if message.id]
    wrong = [one for one in messages if one.fuzzy or not all(texts_of(one.string))]
    assert [message.id for message in wrong] == []


@by_language
def test_a_translation_names_the_same_facts(language: str) -> None:
    messages = [message for message in catalogue(language) if message.id]
    wrong = [one for one in messages if facts_of(one.id) != facts_of(one.string)]
    assert [message.id for message in wrong] == []


def texts_of(said: object) -> list[str]:
    """One text, or a singular and a plural."""
    if isinstance(said, str):
        return [said]
    return [str(text) for text in said] if isinstance(said, list | tuple) else []


def facts_of(said: object) -> list[set[str]]:
    return [placeholders(text) for text in texts_of(said)]
