"""The place in words: what is missing, what a change strikes, and why it was not made."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.actions.refusal import Refused
from plans.actions.strike import Changed
from plans.models import Visit
from plans.queries.place import Missing
from plans.queries.strike import StruckVisit
from plans.wording.hours import show_dates, show_span, weekday_name

Why = Visit.Rebook


def missing_words(missing: Missing) -> str:
    """What keeps visits from being booked, or patients from being treated."""
    sentence = {
        "no_location": _("There is no location yet."),
        "draft_waits": _("%(name)s waits for a clinician's approval; nobody can be booked for it."),
        "settings_wait": _("Clinical settings wait for a clinician's approval; nobody is treated."),
        "consent_waits": _("The consent to %(name)s waits for approval; nobody is treated."),
        "no_hours": _("%(name)s has no opening hours."),
        "no_room": _("%(name)s has no room."),
        "no_practitioner": _("Nobody works at %(name)s."),
        "practitioner_without_hours": _("%(name)s has no hours at %(other)s."),
        "nobody_qualified": _("Nobody at %(name)s is qualified for %(other)s."),
        "no_device": _("%(name)s has no device for %(other)s."),
        "no_emergency_phone": _("%(name)s has no emergency number to show in a red answer."),
        "triage_waits": _("What makes a check-in amber or red waits for a clinician's approval."),
        "check_ins_off": _("Patients of %(name)s are not asked how their skin feels."),
    }[missing.what]
    return sentence % {"name": missing.name, "other": missing.other}


def missing_act(missing: Missing) -> tuple[str, str]:
    """What mends it: the words of the link, and the name of its address."""
    return {
        "no_location": (_("Add a location"), "location_new"),
        "draft_waits": (_("Look at it"), "protocol"),
        "settings_wait": (_("See the settings"), "standards"),
        "consent_waits": (_("See the consents"), "consent_texts"),
        "no_hours": (_("Enter hours"), "location"),
        "no_room": (_("Add a room"), "room_new"),
        "no_practitioner": (_("Add a practitioner"), "practitioner_new"),
        "practitioner_without_hours": (_("Enter hours"), "practitioner"),
        "nobody_qualified": (_("See practitioners"), "practitioners"),
        "no_device": (_("Add a device"), "device_new"),
        "no_emergency_phone": (_("Enter it"), "location"),
        "triage_waits": (_("See the settings"), "standards"),
        "check_ins_off": (_("Switch it on"), "location"),
    }[missing.what]


def struck_words(visit: StruckVisit) -> str:
    """Why the place would no longer carry this visit."""
    return {
        Why.CLOSED: _("Closed: %(name)s"),
        Why.HOURS: _("Outside the hours: %(name)s"),
        Why.AWAY: _("%(name)s is away"),
        Why.OUT_OF_SERVICE: _("%(name)s is out of service"),
        Why.NOT_HERE: _("%(name)s is not at this location any more"),
        Why.NOT_QUALIFIED: _("%(name)s is not qualified for it any more"),
        Why.NOT_FITTING: _("%(name)s does not fit the protocol"),
    }[visit.why] % {"name": visit.name}


def session_words(visit: StruckVisit) -> str:
    """Session 2 of 4, or the kind of a single visit."""
    if visit.number is None:
        return visit.kind
    facts = {"number": visit.number, "count": visit.count}
    return _("Session %(number)s of %(count)s") % facts


def changed_words(done: str, changed: Changed) -> str:
    """What was done, and how many visits it touched."""
    sentences = [done]
    if changed.marked:
        sentences.append(
            ngettext(
                "%(count)s visit is marked for re-booking.",
                "%(count)s visits are marked for re-booking.",
                changed.marked,
            )
            % {"count": changed.marked}
        )
    if changed.restored:
        sentences.append(
            ngettext(
                "%(count)s visit stands again.",
                "%(count)s visits stand again.",
                changed.restored,
            )
            % {"count": changed.restored}
        )
    return " ".join(sentences)


def refusal_words(refused: Refused) -> str:
    """Why a change was not made, and what to do."""
    if refused.what == "hours_overlap":
        return _overlap_words(refused)
    if refused.what == "absence_overlaps":
        first, last = (dt.date.fromisoformat(str(refused.facts[day])) for day in ("first", "last"))
        sentence = _(
            "There is an absence already: %(days)s. Enter only the time that it leaves open, or"
            " let a manager change it."
        )
        return sentence % {"days": show_dates(first, last)}
    return {
        "doubled": _("Somebody entered the same just now. Look at the list before you go on."),
        "gone": _("Somebody else changed this just now. Open it again to see how it stands."),
        "busy_now": _("Something is being booked here just now. Try again."),
        "taken": _("Something is being booked here just now. Try again."),
        "email_taken": _("There is an account with this e-mail already; it may be a patient's."),
        "location_taken": _("There is a location of this name already."),
        "manager_exists": _("Somebody manages this clinic already; nothing was changed."),
        "last_manager": _("Somebody must manage the clinic. Make another manager first."),
        "emergency_phone_missing": _("Write the emergency number first, such as 112 or 911."),
        "triage_not_approved": _(
            "A clinician must first approve what makes a check-in amber or red: under Clinic,"
            " Settings."
        ),
        "not_a_draft": _("This version was approved; it does not change any more. Begin a draft."),
    }[refused.what]


def _overlap_words(refused: Refused) -> str:
    facts = refused.facts
    spans = {
        "day": weekday_name(int(facts["weekday"])),
        "one": show_span((int(facts["start"]), int(facts["end"]))),
        "other": show_span((int(facts["other_start"]), int(facts["other_end"]))),
        "where": facts["elsewhere"],
    }
    if facts["elsewhere"]:
        return _("%(day)s %(one)s overlaps with %(other)s at %(where)s.") % spans
    return (
        _(
            "%(day)s %(one)s overlaps with %(other)s of another timetable. "
            "Let one end before the other begins."
        )
        % spans
    )
