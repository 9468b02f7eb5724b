"""The call list in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.models import Absence, Resource
from plans.models import Visit
from plans.queries.calls import CallRow


def why_words(row: CallRow) -> str:
    """Why the visit must be booked again: Dr Novak is away: flu."""
    visit, reason = row.visit, row.absence.reason if row.absence else ""
    if visit.rebook_reason == Visit.Rebook.AWAY and visit.practitioner:
        words = _("%(name)s is away") % {"name": visit.practitioner.name}
    elif visit.rebook_reason == Visit.Rebook.OUT_OF_SERVICE and row.name:
        words = _("%(name)s is out of service") % {"name": row.name}
    else:
        return str(visit.get_rebook_reason_display())
    return f"{words}: {reason}" if reason else words


def off_words(absence: Absence, name: str) -> str:
    """Who or what is off."""
    if absence.resource.kind == Resource.Kind.PRACTITIONER:
        return _("%(name)s is away") % {"name": name}
    return _("%(name)s is out of service") % {"name": name}


def count_words(count: int) -> str:
    """What is left to do."""
    return ngettext("%(count)s visit to book again", "%(count)s visits to book again", count) % {
        "count": count
    }


def session_words(visit: Visit) -> str:
    """Session 2 of 4, or the kind of a single visit."""
    if visit.session is None:
        return str(visit.get_kind_display())
    facts = {"number": visit.session.number, "count": visit.session.plan.sessions_count}
    return _("Session %(number)s of %(count)s") % facts
