"""The trail's verbs, in words."""

from django.utils.translation import gettext as _


def verb_words(verb: str) -> str:
    """What somebody did; a verb without words of its own stands as it is."""
    return {
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
        "wrote_note": _("Wrote the aftercare note"),
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
    }.get(verb, verb.replace("_", " "))
