"""Visits, plans and what stands in their way, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from plans.actions.refusal import Refused
from plans.engine.session import is_late
from plans.models import Plan, Visit
from plans.wording.record import record_refusal

CHIPS: Mapping[str, str] = {
    Visit.State.RESERVED: "warn",
    Visit.State.BOOKED: "",
    Visit.State.ARRIVED: "good",
    Visit.State.IN_TREATMENT: "good",
    Visit.State.DONE: "plain",
    Plan.State.ORDERED: "warn",
    Plan.State.ACTIVE: "",
    Plan.State.COMPLETED: "good",
}


def chip_of(state: str) -> str:
    """The chip's colour for a state of a visit or a plan; what is over is plain."""
    return CHIPS.get(state, "plain")


def step_words(step: str | None) -> str:
    """What the button says."""
    return {
        "arrive": _("Arrived"),
        "start": _("Start"),
        "finish": _("Done"),
        "not_yet": _("Not here yet"),
        "no_show": _("Did not come"),
        "came": _("Came after all"),
    }.get(step or "", "")


def step_done_words(step: str) -> str:
    return {
        "arrive": _("Marked as arrived."),
        "not_yet": _("The arrival was taken back."),
        "start": _("Treatment started."),
        "finish": _("Done. The aftercare note is on the plan."),
        "no_show": _("Noted: did not come. Its session can be booked again."),
        "came": _("Corrected: the visit stands again."),
        "confirm": _("Noted: she comes."),
        "unconfirm": _("Taken back: nobody knows yet whether she comes."),
        "cancel": _("Cancelled. What it held is free."),
    }[step]


def refusal_words(refused: Refused) -> str:
    """Why a step, an order or an outcome was not taken, and what to do: all that stands in its
    way."""
    return " ".join(_reason_words(one) for one in (refused, *refused.also))


def _start_words() -> dict[str, str]:
    """What keeps a treatment from starting."""
    return {
        "no_questions": _(
            "The questions of the screening and the limits are not approved yet; a manager must "
            "approve them under Clinic first."
        ),
        "check_in_open": _(
            "She told us in a check-in that something is not as usual, and no practitioner has "
            "looked at it yet. A practitioner clears it on the check-in's page."
        ),
        "not_screened": _("Ask the questions of the screening for this session first."),
        "gate_closed": _(
            "An answer of the screening stops this session. Open the screening to see which, and "
            "what can be done."
        ),
        "gate_undecided": _(
            "An answer of the screening needs a practitioner's decision first. Open the screening."
        ),
        "no_consent": _("There is no consent that covers this session. Have it signed first."),
    }


def _reason_words(refused: Refused) -> str:
    said = record_refusal(refused)
    if said is not None:
        return said
    return {
        **_start_words(),
        "not_ordered": _("No practitioner has ordered this plan yet. Order it first, on its page."),
        "not_its_day": _("This visit is on a later day; it can be marked once the day has come."),
        "step_not_now": _(
            "This was marked already, perhaps at another desk. The list is fresh now."
        ),
        "reserved_only": _("This is only reserved. Make the reservation firm first, or let it go."),
        "begun": _("Its time has come; nothing is left to confirm."),
        "not_begun": _("Its time has not come yet; until then it can be cancelled or moved."),
        "has_another_date": _("Its session has another date by now; cancel that one first."),
        "gap_meanwhile": _(
            "The sessions beside it have moved meanwhile and would lie too near or too far. Move "
            "those first."
        ),
        "plan_stopped": _("Its plan was stopped meanwhile. If she is not here, cancel the visit."),
        "taken": _("Its place was given to somebody else meanwhile. Choose another time."),
        "busy_now": _("Somebody is booking just now. Try again in a moment."),
        "patient_archived": _("Her record went into another one meanwhile. Open it again."),
        "visit_is_over": _("This visit does not take place any more."),
        "no_such_outcome": _("Choose how the consultation ended."),
        "note_before_done": _("The note is written once the visit is done."),
        "ordered_already": _("This plan is ordered already."),
        "plan_is_over": _("This plan is over; make a new one."),
        "protocol_is_a_draft": _("This protocol is not approved yet; a manager can approve it."),
        "count_outside": _("The protocol allows %(least)s to %(most)s sessions."),
        "unusual_count_needs_a_reason": _(
            "Four to six sessions are usual; say why it is another number."
        ),
        "no_practitioner": _(
            "Your account is not linked to a practitioner; a manager can link it under Clinic."
        ),
    }[refused.what] % refused.facts


def ended_words(visit: Visit) -> str:
    """Why a visit does not take place: a no-show and a late cancellation are not the same."""
    if visit.state == Visit.State.NO_SHOW:
        return _("Did not come")
    late = visit.ended_at is not None and is_late(visit.start, visit.ended_at)
    words = {
        ("patient", True): _("The patient cancelled late: %(why)s"),
        ("patient", False): _("The patient cancelled: %(why)s"),
        ("clinic", True): _("The clinic cancelled late: %(why)s"),
        ("clinic", False): _("The clinic cancelled: %(why)s"),
    }[visit.cancelled_by, late]
    said = words % {"why": visit.get_cancelled_because_display()}
    return f"{said}. {visit.cancelled_note}" if visit.cancelled_note else said
