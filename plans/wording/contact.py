"""Contact notes in words."""

import zoneinfo

from django.utils import formats
from django.utils.translation import gettext as _

from plans.actions.refusal import Refused
from plans.queries.contact import Note
from plans.wording.dates import week_day


def note_words(note: Note) -> str:
    """No answer, 09:21, Dana; with the day where it was another than today."""
    at = note.at.astimezone(zoneinfo.ZoneInfo(note.zone))
    day = [] if note.is_today else [week_day(at.date())]
    return ", ".join([note.label, *day, formats.date_format(at, "H:i"), note.by])


def contact_refusal(refused: Refused) -> str:
    """Why a note was not written, and what to do."""
    return {
        "not_her_visit": _("This visit is not hers. Load the page again, then write the note."),
        "merged": _("This record was merged into another one. Write the note there."),
    }[refused.what]
