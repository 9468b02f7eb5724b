"""What a short answer asks for: stop, start again, or yes, I come. Said among other words, it is
left to a person."""

import re
from collections.abc import Mapping

STOP, START, YES = "stop", "start", "yes"

WORDS: Mapping[str, frozenset[str]] = {
    STOP: frozenset(
        {
            *("stop", "stopall", "quit", "end", "revoke", "optout", "cancel", "unsubscribe"),
            *("stopp", "ende", "abmelden", "abbestellen", "austragen", "widerruf", "aufhören"),
        }
    ),
    START: frozenset({"start", "unstop", "resume", "anfang", "anfangen", "anmelden"}),
    YES: frozenset(
        {
            *("yes", "y", "ok", "okay", "confirm", "confirmed"),
            *("ja", "j", "bestätigt", "bestätige", "passt"),
        }
    ),
}
POLITE: Mapping[str, frozenset[str]] = {
    STOP: frozenset(
        {
            *("please", "thanks", "all", "now", "texting", "messaging", "sending", "me", "sms"),
            *("messages", "texts", "emails", "these", "the", "my", "consent", "bitte", "danke"),
            *("alle", "jetzt", "nachrichten", "mails", "keine", "mehr", "diese", "einwilligung"),
        }
    ),
    START: frozenset({"please", "again", "bitte", "wieder"}),
    YES: frozenset({"please", "thanks", "thank", "you", "i", "come", "bitte", "danke", "ich"})
    | {"komme", "gerne"},
}
"""What may stand beside the word and changes nothing."""


def keyword_in(text: str) -> str:
    """The wish that the text is, whatever its case and signs; empty where it says anything else,
    or two things."""
    plain = re.sub(r"\bopt[\s-]*out\b", "optout", text.casefold())
    said = set(re.findall(r"[^\W\d_]+", plain.replace("e-mail", "email")))
    wishes = [
        wish for wish, words in WORDS.items() if said & words and said <= words | POLITE[wish]
    ]
    return wishes[0] if len(wishes) == 1 else ""
