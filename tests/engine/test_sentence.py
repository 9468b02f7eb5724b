"""What a message may say to a stranger who reads along, and what it may not say to anybody."""

import pytest

from plans.engine.sentence import (
    HINT_ROOM,
    LONG,
    MOST_SMS,
    SAMPLES,
    Fault,
    Kind,
    faults_of,
    filled,
    gsm7_length,
)

NOBODY: tuple[Fault, ...] = ()


def found(text: str, kind: Kind, language: str = "en") -> list[tuple[str, object]]:
    """Each fault with the word or the figure it names."""
    return [
        (fault.what, next(iter(fault.facts.values()), None))
        for fault in faults_of(text, kind=kind, language=language)
    ]


@pytest.mark.parametrize("kind", ["subject", "sms"])
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Your microneedling on Monday", "microneedling"),
        ("How is your skin?", "skin"),
        ("Before your TREATMENT", "treatment"),
        ("your next session", "session"),
        ("after the numbing cream", "numbing"),
        ("Your face tomorrow", "face"),
        ("the Dermapen", "dermapen"),
        ("Price list", "price"),
        ("Is the redness gone?", "redness"),
    ],
)
def test_a_stranger_learns_nothing_from_a_subject_or_a_text_message(
    kind: Kind, text: str, word: str
) -> None:
    assert ("banned", word) in found(text, kind)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ihre Behandlung am Montag", "behandlung"),
        ("Wie geht es Ihrer Haut?", "haut"),
        ("Ihre nächste Sitzung", "sitzung"),
        ("nach der Betäubungscreme", "betäubungscreme"),
        ("Ihr Gesicht morgen", "gesicht"),
        ("Ihr Microneedling", "microneedling"),
    ],
)
def test_german_words_are_known_in_german(text: str, word: str) -> None:
    assert found(text, "sms", "de") == [("banned", word)]


def test_a_language_without_words_of_its_own_is_held_to_all() -> None:
    assert found("Gesicht and skin", "subject", "fr") == [("banned", "gesicht"), ("banned", "skin")]


@pytest.mark.parametrize(
    "text",
    [
        "Singapore, the machine on the surface, slipped and scarce",
        "Your number, please: we expect you on Monday",
        "Open from eight; bring a list of all that you take",
    ],
)
def test_harmless_words_that_look_like_others_pass(text: str) -> None:
    assert faults_of(text, kind="subject", language="en") == NOBODY


def test_the_body_of_a_letter_may_speak_of_the_days_after() -> None:
    assert faults_of("Some redness of the skin is usual.", kind="body", language="en") == NOBODY


@pytest.mark.parametrize("kind", ["subject", "sms", "body"])
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Results are guaranteed.", "guaranteed"),
        ("A permanent change", "permanent"),
        ("It is not permanent.", "permanent"),
        ("It is painless.", "painless"),
        ("A risk-free visit", "risk-free"),
        ("90 % are happy", "%"),
        ("ninety percent are happy", "percent"),
        ("Ein dauerhaftes Ergebnis", "dauerhaftes"),
        ("Es ist schmerzfrei.", "schmerzfrei"),
        ("Ganz risikolos", "risikolos"),
        ("Wir garantieren es.", "garantieren"),
        ("neunzig Prozent", "prozent"),
        ("Das versprechen wir.", "versprechen"),
    ],
)
def test_nothing_promises(kind: Kind, text: str, word: str) -> None:
    assert ("promise", word) in found(text, kind)


def test_a_subject_is_one_line_of_at_most_120_characters() -> None:
    assert found("Hello\nthere", "subject") == [("line_break", None)]
    assert faults_of("x" * 120, kind="subject", language="en") == NOBODY
    assert found("x" * 121, "subject") == [("too_long", 121)]


def test_a_text_message_keeps_room_for_the_words_how_to_stop() -> None:
    most = MOST_SMS - HINT_ROOM
    assert faults_of("x" * most, kind="sms", language="en") == NOBODY
    assert found("x" * (most + 1), "sms") == [("too_long", most + 1)]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("abc", 3),
        ("äöüß Ñ é à @ £ Ω", 16),
        ("€", 2),
        ("^{}\\[~]|", 16),
        ("one\ntwo", 7),
    ],
)
def test_characters_are_counted_as_a_phone_counts_them(text: str, length: int) -> None:
    assert gsm7_length(text) == length


def test_a_text_message_has_only_the_letters_of_its_alphabet() -> None:
    assert found("Grüße, Ægir @ Ωmega", "sms") == []
    assert found("“Hello” – Łódź…", "sms") == [("not_gsm7", "“”–Łóź…")]


def test_placeholders_count_as_what_stands_there() -> None:
    text = "{clinic}: {name}" + "x" * (MOST_SMS - HINT_ROOM - 2 - 21 - 9)
    assert faults_of(text, kind="sms", language="en") == NOBODY
    assert found(text + "x", "sms") == [("too_long", MOST_SMS - HINT_ROOM + 1)]


@pytest.mark.parametrize("kind", ["subject", "sms", "body"])
@pytest.mark.parametrize("text", ["{surname}", "{}", "{ name }", "{name.email}", "{Name}"])
def test_an_unknown_placeholder_is_named(kind: Kind, text: str) -> None:
    assert found(text, kind) == [("placeholder", text[1:-1])]


@pytest.mark.parametrize("text", ["{name", "name}", "{{name}}"])
def test_a_brace_alone_is_no_placeholder(text: str) -> None:
    assert "brace" in [what for what, _ in found(text, "body")]


def test_a_list_of_dates_does_not_fit_into_a_subject_or_a_text_message() -> None:
    for name in LONG:
        assert found(f"{{{name}}}", "subject") == [("placeholder", name)]
        assert ("placeholder", name) in found(f"{{{name}}}", "sms")
        assert faults_of(f"{{{name}}}", kind="body", language="en") == NOBODY


FACTS = dict.fromkeys(SAMPLES, "") | {"clinic": "Linden", "name": "Amira", "phone": "030 1234"}


@pytest.mark.parametrize(
    ("text", "facts", "said"),
    [
        ("Hello {name}.", FACTS, "Hello Amira."),
        ("Call {phone}. Or {out_of_hours}. Bye.", FACTS, "Call 030 1234. Bye."),
        ("One.\n\nPlan: {portal} Sign in.\n\nTwo.", FACTS, "One.\n\nTwo."),
        ("- one {day}\n- two", FACTS, "- two"),
        ("{clinic}: {name}, come.", FACTS | {"name": ""}, "Linden: come."),
        ("Hello {name}, come.", FACTS | {"name": ""}, "Hello, come."),
        ("{name}, come.", FACTS | {"name": ""}, "come."),
        ("Please come, {name}.", FACTS | {"name": ""}, "Please come."),
        ("{dates}", FACTS | {"dates": "- one\n- two"}, "- one\n- two"),
        ("Dear {name}.", FACTS | {"name": "{phone}"}, "Dear {phone}."),
    ],
)
def test_a_sentence_that_names_something_unknown_is_left_out(
    text: str, facts: dict[str, str], said: str
) -> None:
    assert filled(text, facts) == said
