"""The check-in in words: what a patient is asked, what she can answer, and what her answers mean.

On skin on which redness shows little, the questions name what shows there: warmth, swelling, pain,
and skin that is darker, purple or grey. Nothing here promises anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from plans.actions.refusal import Refused
from plans.engine.checkin import NONE, Question


def question_words(question: Question) -> str:
    """The question, as she is asked it."""
    if question.key == "redness":
        return _redness_words(question)
    return {
        "signs": _("Do you have any of these right now?"),
        "numbing": _("Did any of these come after the numbing cream?"),
        "swelling": _("How swollen is it?"),
        "warmth": _("How warm does it feel to the back of your hand?"),
        "pain": _("How much does it hurt? 0 is not at all, 10 is the worst you can think of."),
        "changes": _("Is any of this so?"),
        "fever": _("Do you feel feverish?"),
        "temperature": _("Your temperature, if you have taken it"),
        "spots": _("Do you see any of these on your skin?"),
        "discharge": _("Does anything come out of the skin?"),
        "colour": _("Has the colour of your skin changed where it was treated?"),
        "marks": _("What can still be seen where it was treated?"),
    }[question.key]


def _redness_words(question: Question) -> str:
    if question.is_darker:
        return {
            "treatment": _(
                "How red, darker or purple is your skin, compared with just after the treatment?"
            ),
            "yesterday": _("How red, darker or purple is your skin, compared with yesterday?"),
            "first_evening": _(
                "How red, darker or purple is your skin, compared with the first evening?"
            ),
        }[question.since]
    return {
        "treatment": _("How red is your skin, compared with just after the treatment?"),
        "yesterday": _("How red is your skin, compared with yesterday?"),
        "first_evening": _("How red is your skin, compared with the first evening?"),
    }[question.since]


def hint_words(question: Question) -> str:
    """What helps to answer; empty where nothing is needed."""
    if question.key == "warmth" and question.is_darker:
        return _("Compare with skin that was not treated. On your skin, warmth tells much.")
    return {
        "warmth": _("Compare with skin that was not treated."),
        "signs": _("Breathing and bleeding come first: if one holds, call before you go on."),
        "temperature": _("In °C or °F."),
        "colour": _("Look in daylight."),
    }.get(question.key, "")


def choice_words(question: Question, choice: str) -> str:
    """One answer to choose; numbers stand for themselves."""
    if question.key in ("redness", "swelling"):
        return _level_words(question, choice)
    if choice == NONE:
        return _none_words(question.key)
    return {**_felt_words(), **_seen_words()}.get(choice, choice)


def _none_words(key: str) -> str:
    return {
        "warmth": _("As usual"),
        "discharge": _("Nothing"),
        "colour": _("No"),
        "marks": _("Nothing"),
    }.get(key, _("None of these"))


def _level_words(question: Question, choice: str) -> str:
    if question.key == "redness" and question.since == "first_evening":
        return {
            NONE: _("Not at all any more"),
            "less": _("Less than half as much"),
            "same": _("More than half is still there"),
            "more": _("More than yesterday"),
        }[choice]
    return {
        NONE: _("Not at all"),
        "less": _("Less"),
        "same": _("The same"),
        "more": _("More"),
    }[choice]


def _felt_words() -> dict[str, str]:
    """What she feels, and what changes."""
    return {
        "breathing": _("Trouble breathing, or a swollen tongue or throat"),
        "hives": _("Hives: itchy raised patches that spread"),
        "bleeding": _("Bleeding that does not stop"),
        "ears": _("Ringing ears"),
        "taste": _("A taste of metal"),
        "numb_mouth": _("A numb mouth or tongue"),
        "dizziness": _("Dizziness"),
        "twitching": _("Twitching"),
        "racing_heart": _("A racing heart"),
        "seizure": _("A seizure"),
        "warm": _("Warm"),
        "hot": _("Hot"),
        "fast": _("Pain or swelling is getting worse fast, within hours"),
        "pain_more": _("It hurts more than yesterday"),
        "warmer": _("It is warmer than yesterday"),
        "streaks": _("Red or dark streaks run away from it"),
        "eye_pain": _("An eye hurts"),
        "spread": _("It spreads to skin that was not treated"),
        "returned": _("Redness or a darker colour has come back after it had gone"),
        "pale_skin": _("White or grey patches of skin"),
        "numb": _("Skin that feels numb"),
        "dent": _("A dent or a hollow that was not there before"),
        "no": _("No"),
        "feels": _("Yes"),
    }


def _seen_words() -> dict[str, str]:
    """What she sees on her skin."""
    return {
        "few_small": _("A few small spots"),
        "cluster": _("Small blisters close together, as with a cold sore"),
        "blisters": _("Other blisters"),
        "itchy": _("Itchy bumps"),
        "lumps": _("Firm lumps"),
        "clear": _("Clear fluid"),
        "pus": _("Pus, or a yellow crust"),
        "darker": _("Darker"),
        "purple_grey": _("Purple or grey"),
        "specks": _("Specks or pin-points"),
        "bruise": _("A bruise"),
        "scabs": _("Scabs"),
        "lines": _("Lines or a grid"),
        "brown": _("Brown patches"),
        "pale": _("Pale patches"),
    }


@dataclass(frozen=True, slots=True)
class AnswerText:
    """What she reads at once: `title` says it in a few words, `lines` what it means and what to do,
    the most urgent first."""

    title: str
    lines: Sequence[str]


def answer_text(colour: str, *, is_emergency: bool, emergency_phone: str) -> AnswerText:
    """Red and emergency words never wait for staff. The page itself adds phone numbers, opening
    hours and until when a person looks."""
    if is_emergency:
        return AnswerText(
            _("Call %(number)s now") % {"number": emergency_phone},
            (
                _(
                    "What you told us can be dangerous. Call %(number)s now, or have somebody "
                    "call for you. Do not wait for our answer."
                )
                % {"number": emergency_phone},
                _("If numbing cream is still on your skin, wipe it off."),
                _("Say that your skin was needled, when, and which cream was used."),
            ),
        )
    return {"red": _red, "amber": _amber, "green": _green}[colour](emergency_phone)


def _red(emergency_phone: str) -> AnswerText:
    return AnswerText(
        _("Call us now"),
        (
            _("A clinician should hear today how your skin is. Call us now; do not wait."),
            _(
                "If it gets worse fast, if you have trouble breathing, or if you reach nobody, "
                "call %(number)s."
            )
            % {"number": emergency_phone},
            _("Put nothing new on your skin, and take what was prescribed for you as before."),
            _("Your next session waits until a practitioner has looked at this."),
        ),
    )


def _amber(emergency_phone: str) -> AnswerText:
    return AnswerText(
        _("We want to look at this"),
        (
            _("Something in your answers is worth a look. A practitioner will read them."),
            _("A photograph in daylight helps. You can send one with another check-in."),
            _("Until then keep it simple: clean hands, what your aftercare note says, no sun."),
            _("If it gets worse, or if you worry, call us. In an emergency call %(number)s.")
            % {"number": emergency_phone},
            _("Your next session waits until a practitioner has looked at this."),
        ),
    )


def _green(emergency_phone: str) -> AnswerText:
    return AnswerText(
        _("As is usually seen on this day"),
        (
            _("Your answers match what is usually seen on this day after a session."),
            _(
                "Nobody has examined your skin, and nobody is told of this answer: what you "
                "wrote is kept for your next visit."
            ),
            _("If you worry, or if something changes, call us. In an emergency call %(number)s.")
            % {"number": emergency_phone},
        ),
    )


def refusal_words(refused: Refused) -> str:
    """Why a check-in or a review was not taken, and what to do."""
    return {
        "check_ins_off": _("Check-ins are not switched on here. Call us if you worry."),
        "not_done": _("This visit is not over yet. Afterwards you can tell us how it feels."),
        "too_long_ago": _("This session is more than %(days)s days ago. Call us if you worry."),
        "not_her_visit": _("This is another visit. Open it again from your plan."),
        "no_account": _("Sign in first, then tell us how your skin feels."),
        "busy_now": _("It could not be kept just now. Try again in a moment."),
        "patient_archived": _("Your record went into another one. Call us."),
        "practitioner_only": _("Only a practitioner reviews a check-in."),
        "nothing_to_review": _("A green check-in needs no review."),
        "reviewed_before": _("%(who)s has reviewed this already; the page is fresh now."),
        "cannot_be_asked": _("There is no way to write to her. Call her instead."),
        "asked_already": _("She is asked already; the message waits to go."),
    }[refused.what] % refused.facts
