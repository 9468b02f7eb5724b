"""What became of a booking, and why one was refused."""

import datetime as dt
import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.actions.refusal import Refused
from plans.models import Booking

# What the engine's last look says of a place: somebody was faster, or the place itself changed.
TAKEN = frozenset({"busy", "clash"})
CHANGED = frozenset({"closed", "away", "unknown"})


def booking_refusal(refused: Refused) -> str:
    """What stood in the way, and what to do."""
    if refused.what in TAKEN:
        words = _("The place of session %(session)s was just taken. Nothing is booked.")
    elif refused.what in CHANGED:
        words = _("The place of session %(session)s is not there any more. Nothing is booked.")
    else:
        words = _sentence(refused)
    return words % dict(refused.facts)


def _sentence(refused: Refused) -> str:
    return {
        "taken": _("One of these places was just taken. Nothing is booked."),
        "busy_now": _("Someone is booking just now. Nothing is booked; please try again."),
        "key_used": _("This page belonged to another booking. Please look again and book."),
        "protocol_is_a_draft": _("Nobody has approved this protocol yet. Nothing is booked."),
        "count_outside": _("The protocol allows %(least)s to %(most)s sessions."),
        "unusual_count_needs_a_reason": _(
            "This number of sessions needs a practitioner and a reason."
        ),
        "gap_outside": _("The protocol allows %(least)s to %(most)s days between sessions."),
        "had_out_of_order": _("The dates of sessions had before must be in order."),
        "had_ahead": _("A session had before lies ahead: mend its date."),
        "patient_archived": _("This patient is archived. Nothing is booked."),
        "too_near_to_reserve": _(
            "The first visit is too near to be reserved. Book it, or choose a later one."
        ),
        "too_young": _("Session %(session)s: %(age)s years old, and the least is %(least)s."),
        "gap": _("Session %(session)s does not keep its gap. Nothing is booked."),
        "past": _("Session %(session)s would lie in the past. Nothing is booked."),
        "reservation_over": _("This reservation is over: its places are free again."),
        "order_has_dates": _("This order has its dates already. Nothing more is booked."),
        "undo_over": _("The three minutes are over: the booking stands."),
        "undo_later_first": _("Its plan was changed since. Undo the later change first."),
        "undo_begun": _(
            "A visit of it has begun, moved or was cancelled since, so it cannot be undone whole."
        ),
    }.get(refused.what) or _("That was not possible. Nothing is booked.")


def booked_words(booking: Booking, count: int) -> str:
    if booking.state == Booking.State.RESERVED:
        return ngettext("%(count)d visit is reserved.", "%(count)d visits are reserved.", count) % {
            "count": count
        }
    return ngettext("%(count)d visit is booked.", "%(count)d visits are booked.", count) % {
        "count": count
    }


def undone_words() -> str:
    return _("Undone: everything stands as before, and she hears nothing of it.")


def undo_words(booking: Booking, now: dt.datetime) -> str:
    """How long it can be undone, in whole minutes rounded up."""
    left = booking.undo_until - now
    minutes = max(1, math.ceil(left.total_seconds() / 60))
    return ngettext(
        "Booked. It can be undone for %(minutes)d more minute; then the message goes out.",
        "Booked. It can be undone for %(minutes)d more minutes; then the message goes out.",
        minutes,
    ) % {"minutes": minutes}
