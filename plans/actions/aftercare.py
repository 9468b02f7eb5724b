"""The aftercare note: made from the protocol's lines when the visit is done, then the
practitioner's. A note that was given stays for good; another word makes the next one."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from clinic.models import User
from plans.actions.locks import lock_visit
from plans.actions.refusal import Refused
from plans.actions.trail import trace_visit
from plans.engine.aftercare import Line, in_order, skin_of
from plans.models import AftercareNote, Visit
from plans.queries.aftercare import lines_for


def give_note(visit: Visit, *, by: User, now: dt.datetime) -> AftercareNote | None:
    """This visit's first note, from the lines of its protocol that are for the patient's skin;
    None where the protocol has none, or where she has a note already."""
    lines = lines_for(visit.version, skin_of(visit.patient.fitzpatrick))
    if not lines or AftercareNote.objects.filter(visit=visit).exists():
        return None
    return _write(visit, 1, lines, by=by, now=now)


def change_aftercare_note(
    *,
    visit_id: int,
    lines: Sequence[Line],
    by: User,
    now: dt.datetime,
    known: int | None = None,
) -> AftercareNote | Refused:
    """What this patient is told from now on; the notes before it are kept. `known` is the number
    of the note that was changed (0: there was none): another one given meanwhile is not passed
    over."""
    refused = lines_refused(lines)
    if refused:
        return refused
    with transaction.atomic():
        visit = lock_visit(visit_id)
        if visit.state != Visit.State.DONE:
            return Refused("note_before_done")
        last = AftercareNote.objects.filter(visit=visit).first()
        number = last.number if last else 0
        if known is not None and known != number:
            return Refused("note_meanwhile", {"number": number})
        ordered = in_order(lines)
        if last and last.lines == [line.as_row() for line in ordered]:
            return Refused("note_unchanged")
        note = _write(visit, number + 1, ordered, by=by, now=now)
        trace_visit(visit, "wrote_note", by, now, {"note": note.pk})
        return note


def _write(
    visit: Visit, number: int, lines: Sequence[Line], *, by: User, now: dt.datetime
) -> AftercareNote:
    return AftercareNote.objects.create(
        visit=visit,
        number=number,
        lines=[line.as_row() for line in lines],
        written_by=by,
        written_at=now,
    )


def lines_refused(lines: Sequence[Line]) -> Refused | None:
    """A note without lines, or with a line that ends before it begins, counted from 1."""
    if not lines:
        return Refused("note_empty")
    for number, line in enumerate(lines, 1):
        if line.end is not None and line.end <= line.start:
            return Refused("line_order", {"line": number})
    return None
