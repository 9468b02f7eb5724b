"""Consents in words: why one is asked for, what stands in the way, what is agreed to."""

from django.utils.translation import gettext as _

from plans.actions.refusal import Refused


def why_words(why: str) -> str:
    """Why a consent is asked for, as `plans.queries.consent.ConsentState` says it."""
    return {
        "": "",
        "no_text": _(
            "No consent text is in force for this protocol. A manager approves one under Clinic,"
            " Consents."
        ),
        "none": _("Nothing is signed yet."),
        "withdrawn": _("The patient withdrew her consent."),
        "new_text": _("The text has changed since she signed."),
        "other_indication": _("What is treated has changed since she signed."),
        "other_device": _("The device is another one than she agreed to."),
        "deeper": _("She agreed to the usual depth only; deeper needling is signed for apart."),
    }[why]


def refusal_words(refused: Refused) -> str:
    """Why it was not written, and what to do."""
    return {
        "not_a_draft": _("This text was approved; it does not change any more. Begin a draft."),
        "empty_text": _("There is nothing to agree to yet: write the title and the text first."),
    }[refused.what] % refused.facts
