"""What is said about patients: next steps, likely duplicates, accounts, refusals."""

from django.utils.translation import gettext as _

from plans.actions.patient import Account
from plans.actions.refusal import Refused
from plans.engine.patient import Likeness
from plans.queries.duplicates import Double
from plans.queries.patient import NextStep


def next_step_words(step: NextStep) -> str:
    """What the link of a hit says."""
    return {
        NextStep.BOOK: _("Book"),
        NextStep.PLAN_DATES: _("Plan its dates"),
        NextStep.DECIDE: _("Book or let go"),
        NextStep.BOOK_REST: _("Book the rest"),
        NextStep.MOVE: _("Move"),
        NextStep.OPEN: _("Open"),
    }[step]


def likeness_words(why: Likeness) -> str:
    """Why somebody may be here already."""
    return {
        Likeness.PHONE: _("same phone"),
        Likeness.EMAIL: _("same e-mail"),
        Likeness.NAME_AND_BIRTH: _("same or very close name, same date of birth"),
        Likeness.NAME: _("same or very close name"),
    }[why]


def account_words(account: Account) -> str:
    """What the desk must know of her way into the portal; empty: nothing."""
    if account == Account.TAKEN:
        return _(
            "Somebody else signs in with this e-mail address, so this patient has no account of"
            " her own; give her another address if she wants to see her plan online."
        )
    return ""


def patient_refusal(refused: Refused) -> str:
    return {
        "name_missing": _("Write her name: one name or many, in any script."),
        "contact_missing": _(
            "Write a phone number or an e-mail address; one of the two is enough."
        ),
        "merged": _("This record was merged into another one. Change that one instead."),
    }.get(refused.what) or _("This could not be saved. Look at the form again.")


def doubled_row_words(double: Double) -> str:
    """One line of the import's report; it names no patient, only keys and lines."""
    facts = {"line": double.line, "why": likeness_words(double.why)}
    if double.pk is not None:
        return _("Line %(line)d may be patient %(pk)d already: %(why)s.") % {
            **facts,
            "pk": double.pk,
        }
    return _("Line %(line)d may repeat line %(other)d: %(why)s.") % {
        **facts,
        "other": double.other_line,
    }
