"""Two records that become one, in words."""

import zoneinfo
from collections.abc import Mapping

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.actions.refusal import Refused
from plans.models import Patient, Visit
from plans.queries.merge import MergePreview
from plans.wording.dates import week_day
from plans.wording.hours import show_date
from plans.wording.lists import and_list


def unit_label(unit: str) -> str:
    """What one row of the comparison is about."""
    return {
        "name": _("Name"),
        "preferred_name": _("Preferred name"),
        "form_of_address": _("Form of address"),
        "birth_date": _("Date of birth"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "zone": _("Time zone"),
        "language": _("Language"),
        "channel": _("Prefers"),
        "fitzpatrick": _("Fitzpatrick type"),
        "alerts": _("Alerts"),
    }[unit]


def value_words(patient: Patient, unit: str, zone: str) -> str:
    """What a record says; with a number or an address, whether she may be written to there. Empty
    where it says nothing."""
    if not getattr(patient, unit):
        return ""
    if unit == "phone":
        agreed = agreed_words(patient, "sms_consent_at", zone) or _("no text messages")
        return f"{patient.phone.as_international} ({agreed})"
    if unit == "email":
        agreed = agreed_words(patient, "email_consent_at", zone) or _("no e-mails")
        return f"{patient.email} ({agreed})"
    if unit == "birth_date" and patient.birth_date:
        return show_date(patient.birth_date)
    if unit in ("language", "channel", "fitzpatrick"):
        return str(getattr(patient, f"get_{unit}_display")())
    return str(getattr(patient, unit))


def agreed_words(patient: Patient, field: str, zone: str) -> str:
    """Since when she agrees to be written to; empty where she does not."""
    agreed = getattr(patient, field)
    if agreed is None:
        return ""
    return _("agreed %(day)s") % {"day": show_date(agreed.astimezone(zoneinfo.ZoneInfo(zone)))}


def moved_words(counts: Mapping[str, int]) -> str:
    """These move to the kept record: 2 plans, 9 visits and 1 message."""
    kinds = {
        "plans": ngettext("%(count)s plan", "%(count)s plans", counts["plans"]),
        "visits": ngettext("%(count)s visit", "%(count)s visits", counts["visits"]),
        "bookings": ngettext("%(count)s booking", "%(count)s bookings", counts["bookings"]),
        "messages": ngettext("%(count)s message", "%(count)s messages", counts["messages"]),
        "notes": ngettext("%(count)s contact note", "%(count)s contact notes", counts["notes"]),
    }
    told = [words % {"count": counts[kind]} for kind, words in kinds.items() if counts[kind]]
    if not told:
        return _("The other record holds no plan, visit, message or note.")
    return _("These move to the kept record: %(what)s.") % {"what": and_list(told)}


def warnings(preview: MergePreview) -> list[str]:
    """What one must have seen before two records become one."""
    found = []
    if preview.are_born_apart:
        found.append(_("Their dates of birth differ. Merge only if you know that one is wrong."))
    if preview.have_both_accounts:
        found.append(
            _(
                "Both can sign in to see their plans. The account of the e-mail address that stays"
                " goes on; the other one is shut."
            )
        )
    return found


def clash_words(clash: tuple[Visit, Visit]) -> str:
    """Why the two cannot become one as they are."""
    kept, other = clash
    return _(
        "Both records keep her at the same time: %(kept)s here, and %(other)s in the other record."
        " Move or cancel one of the two, then merge."
    ) % {"kept": visit_words(kept), "other": visit_words(other)}


def visit_words(visit: Visit) -> str:
    """Session 2 of 4, Enlarged pores, Thu 26 Nov, 16:00."""
    start = visit.start.astimezone(zoneinfo.ZoneInfo(visit.location.zone))
    what = [visit.version.protocol.name]
    if visit.session:
        facts = {"number": visit.session.number, "count": visit.session.plan.sessions_count}
        what.insert(0, _("session %(number)s of %(count)s") % facts)
    return ", ".join([*what, week_day(start.date()), formats.date_format(start, "H:i")])


def merge_refusal(refused: Refused) -> str:
    """Why nothing was merged, and what to do."""
    return {
        "same_record": _("This is the same record. Choose the other one."),
        "merged_elsewhere": _("The other record was merged already, into a third one."),
        "kept_archived": _("This record is archived. Open the one that stays, and merge there."),
        "both_held": _("Both records keep her at the same time. Nothing is merged."),
        "staff_account": _("One of the two signs in as staff. Nothing is merged."),
        "busy_now": _("Something is being booked for her just now. Try again."),
    }[refused.what]
