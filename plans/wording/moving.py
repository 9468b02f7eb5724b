"""Moving in words: what a time does to the gaps, what it needs, and who is told."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.actions.refusal import Refused
from plans.engine.gaps import Bounds, Need
from plans.models import Patient
from plans.queries.moving import Moving
from plans.queries.open_time import OpenTime
from plans.queries.reminder import hindrance_of
from plans.wording.booking import booking_refusal
from plans.wording.reminder import because_words


def gaps_words(time: OpenTime, moving: Moving) -> str:
    """28 days after session 3, 30 before session 5."""
    parts = []
    if time.before is not None and moving.before:
        parts.append(
            ngettext(
                "%(days)d day after session %(number)d",
                "%(days)d days after session %(number)d",
                time.before,
            )
            % {"days": time.before, "number": moving.before.number}
        )
    if time.after is not None and moving.after:
        parts.append(
            ngettext(
                "%(days)d day before session %(number)d",
                "%(days)d days before session %(number)d",
                time.after,
            )
            % {"days": time.after, "number": moving.after.number}
        )
    return ", ".join(parts)


def effect_words(time: OpenTime, moving: Moving) -> str:
    """What else this day brings; empty where it keeps all that is agreed."""
    if time.need != Need.NOTHING and time.before is not None:
        return need_words(time.need, time.before, moving.bounds)
    if time.breaks:
        return _("later sessions must follow")
    return ""


def need_words(need: Need, gap: int, bounds: Bounds) -> str:
    """What a gap outside the plan's bounds asks for."""
    facts = {
        "gap": gap,
        "floor": bounds.floor,
        "least": bounds.least,
        "most": bounds.most,
        "stalled": bounds.stalled,
    }
    return {
        Need.NOTHING: "",
        Need.NEVER: _("%(gap)d days are under %(floor)d: the skin needs that time"),
        Need.PRACTITIONER: _(
            "%(gap)d days are under %(least)d: only a practitioner may, with a reason"
        ),
        Need.REASON: _("%(gap)d days are over %(most)d: it needs a reason"),
        Need.REASSESSMENT: _("%(gap)d days are over %(stalled)d: a re-assessment comes first"),
    }[need] % facts


def told_words(patient: Patient) -> str:
    """Who hears of the change, and how."""
    hindrance = hindrance_of(patient)
    if not hindrance:
        return _("One e-mail with all her dates goes out in three minutes.")
    return _("Nobody is written to: tell her yourself. %(why)s") % {"why": because_words(hindrance)}


def moving_refusal(refused: Refused) -> str:
    """Why nothing moved, and what to do."""
    own = {
        "changed_meanwhile": _(
            "This changed meanwhile, perhaps at another desk. Nothing moved; look again."
        ),
        "plan_is_over": _("This plan is over; its sessions do not move any more."),
        "reserved_only": _("This is only reserved. Make the reservation firm first."),
        "gap_never": _("Session %(session)s would come after %(gap)s days; that is too soon."),
        "gap_needs_a_practitioner": _(
            "Session %(session)s would come after %(gap)s days. Only a practitioner may allow that."
        ),
        "gap_needs_a_reason": _(
            "Session %(session)s would come after %(gap)s days. Say why, so that it can be booked."
        ),
        "reassess_first": _(
            "Session %(session)s would come after %(gap)s days. Book a re-assessment visit first."
        ),
        "review_first": _("A review after the last session comes first."),
        "count_outside": _("The protocol allows %(least)s to %(most)s sessions in all."),
        "no_practitioner": _(
            "Your account is not linked to a practitioner; a manager can link it under Clinic."
        ),
        "no_maintenance": _("This plan has no time for maintenance."),
    }.get(refused.what)
    return own % dict(refused.facts) if own else booking_refusal(refused)


def moved_words(count: int) -> str:
    return ngettext(
        "%(count)d session has its new date.", "%(count)d sessions have their new dates.", count
    ) % {"count": count}
