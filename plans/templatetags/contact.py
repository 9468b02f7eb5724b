"""What templates of contact notes may ask for."""

from collections.abc import Mapping

from django import template

from plans.models import ContactNote, Patient, Visit
from plans.queries.contact import Note
from plans.wording.contact import note_words

register = template.Library()
register.filter("note_words", note_words)


@register.filter
def note_of(notes: Mapping[int, Note] | str, patient: int) -> Note | None:
    """Her latest note; none where the page read no notes."""
    return notes.get(patient) if isinstance(notes, Mapping) else None


@register.simple_tag
def contact_results() -> list[tuple[str, str]]:
    """What may come of a call, each with its words."""
    return [(result.value, str(result.label)) for result in ContactNote.Result]


@register.simple_tag
def contact_id(patient: Patient, visit: Visit | None, place: object = "") -> str:
    """The id of a patient's button: the same after every refresh of the page."""
    parts = ["contact", patient.pk, visit.pk if visit else 0, place]
    return "-".join(str(part) for part in parts if part != "")
