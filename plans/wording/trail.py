"""The trail's verbs, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, Promise] = {
    "booked": _("Booked"),
    "reserved": _("Reserved"),
    "made_firm": _("Made the reservation firm"),
    "undone": _("Undone"),
    "lapsed": _("Reservation lapsed"),
    "ordered": _("Ordered"),
    "arrive": _("Marked as arrived"),
    "not_yet": _("Took the arrival back"),
    "start": _("Started the treatment"),
    "finish": _("Marked as done"),
    "opened_record": _("Opened the run sheet"),
    "wrote_record": _("Wrote in the run sheet"),
    "used_lot": _("Noted what was used"),
    "removed_lot": _("Took back what was noted as used"),
    "signed_record": _("Signed the record"),
    "amended_record": _("Amended the record"),
    "screened": _("Took down the answers of the screening"),
    "decided_review": _("Decided on an answer of the screening"),
    "decided_override": _("Overruled an answer of the screening"),
    "wrote_note": _("Wrote the aftercare note"),
    "added_product": _("Listed a product"),
    "changed_product": _("Changed a product"),
    "ended_product": _("Took a product off the list"),
    "ended_consultation": _("Said how the consultation ended"),
    "cancelled": _("Cancelled"),
    "no_show": _("Noted that she did not come"),
    "came": _("Corrected that she did not come"),
    "moved": _("Moved"),
    "booked_again": _("Gave it a new date"),
    "stopped": _("Stopped the plan"),
    "extended": _("Extended the series"),
    "completed": _("Completed"),
    "declined_maintenance": _("Declined maintenance"),
    "contacted": _("Wrote a contact note"),
    "merged": _("Merged two records"),
    "saw": _("Looked at it"),
    "signed_consent": _("Took a signed consent"),
    "withdrew_consent": _("Noted that a consent is withdrawn"),
    "saw_consent": _("Looked at a signed consent"),
    "allowed_photographs": _("Noted which photographs are allowed"),
    "withdrew_photographs": _("Noted which photographs are no longer allowed"),
    "saw_photo": _("Looked at a photograph"),
    "saw_photos": _("Looked at the photographs"),
    "kept_photo": _("Took a photograph"),
    "hid_photo": _("Put a photograph away"),
    "registered": _("Added the patient"),
    "imported": _("Came in with an import"),
    "updated": _("Changed the patient's details"),
    "reminder_sent": _("A message went out"),
    "reminder_failed": _("A message failed"),
    "reminder_suppressed": _("A message was not sent"),
    "reminder_made_due": _("Sent a message again"),
}


def verb_words(verb: str) -> str:
    """What somebody did; a verb without words of its own stands as it is."""
    return str(VERBS.get(verb, verb.replace("_", " ")))
