"""Protocols in words: what keeps a draft from being saved or approved."""

from django.utils.translation import gettext as _

from plans.actions.protocol_rules import Fault
from plans.wording import message_step


def fault_words(fault: Fault) -> str:
    """The sentence beside the field."""
    if fault.where == "messages":
        return message_step.fault_words(fault)
    sentence = {
        "single_visit": _("A single visit has one session."),
        "at_least": _("This must be %(least)s or more."),
        "at_most": _("This must be %(most)s or less."),
        "both_or_none": _("Fill in both days of maintenance, or neither."),
        "all_or_none": _("Fill in all five gaps for darker skin, or none."),
        "no_step": _("A visit needs at least one step with the patient."),
        "step_minutes": _("Each step takes 1 to %(most)s minutes."),
        "longer_than_a_day": _("All steps together take 24 hours at most."),
        "patient_gone": _(
            "“%(step)s” is with the patient, but comes after a step for which she has left."
        ),
        "device_needed": _("A step holds a device: choose which kinds of device fit."),
        "currency": _("A price needs a currency of three capital letters, such as EUR."),
        "text_missing": missing_words(fault),
        "line_text": _("What is the patient told?"),
        "line_kind": _("Choose one of the kinds."),
        "line_skin": _("Choose one of the groups of skin types."),
        "line_order": _("This must be later than the beginning."),
        "line_late": _("A line begins and ends within five years of the session."),
    }[fault.what]
    return sentence % dict(fault.facts)


def missing_words(fault: Fault) -> str:
    if fault.where == "aftercare":
        return _(
            "Patients get the aftercare lines after a session: write one at least before the "
            "approval."
        )
    return _("Patients are sent this text: write it before the approval.")
