"""What a patient is told of what she does in her portal."""

from django.utils.translation import gettext as _

from plans.actions.refusal import Refused


def confirm_refusal(refused: Refused) -> str:
    """Why her yes to a visit was not taken, and what to do."""
    return {
        "begun": _("This visit has begun already, or its time has passed."),
        "check_in_open": _(
            "A practitioner first looks at how your skin feels. We then talk about this visit."
        ),
        "busy_now": _("It could not be kept just now. Try again in a moment."),
    }.get(refused.what, _("This visit does not stand any more. Call us for a date."))
