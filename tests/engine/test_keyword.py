"""Which short answers are understood, and which are left to a person."""

import pytest

from plans.engine.keyword import keyword_in


@pytest.mark.parametrize(
    "text",
    [
        *("STOP", "stop.", " Stop \n", "stop please", "Please stop texting me", "QUIT", "end"),
        *("revoke", "opt out", "Opt-out", "optout", "cancel", "unsubscribe", "STOPALL", "Stop!!!"),
        *("Stopp", "ende", "Bitte abmelden", "Stopp bitte keine Nachrichten mehr", "Widerruf"),
        "Stop e-mails",
    ],
)
def test_a_wish_to_stop_is_understood(text: str) -> None:
    assert keyword_in(text) == "stop"


@pytest.mark.parametrize("text", ["START", "Unstop", "start again please", "Anfang", "resume"])
def test_a_wish_to_start_again_is_understood(text: str) -> None:
    assert keyword_in(text) == "start"


@pytest.mark.parametrize("text", ["Yes", "ja", "JA!", "Ok, thank you", "yes please", "J", "passt"])
def test_a_yes_is_understood(text: str) -> None:
    assert keyword_in(text) == "yes"


@pytest.mark.parametrize(
    "text",
    [
        *("", "?", "Thank you", "Please cancel my appointment on Monday", "Can I stop by at five?"),
        *("Does the redness stop?", "Yes but later", "No", "Nein", "ja, aber erst um zehn"),
        *("yes stop", "stop start", "When does it end", "Ende der Woche?", "👍"),
    ],
)
def test_anything_else_is_left_to_a_person(text: str) -> None:
    assert keyword_in(text) == ""
