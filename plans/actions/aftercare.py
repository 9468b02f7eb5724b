"""The aftercare note: made from the protocol's lines when the visit is done, then the
practitioner's. A note that was given stays for good; another word makes the next one."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from clinic.models import User
from plans.actions.locks import lock_visit
from plans.actions.refusal import Refused
from plans.actions.trail import trace_visit
from plans.engine.aftercare import Line, skin_of
from plans.models import AftercareNote, AftercareStep, Visit


def give_note(visit: Visit, *, by: User, now: dt.datetime) -> AftercareNote | None:
    """This visit's first note, from the lines of its protocol that are for the patient's skin;
    None where the protocol has none, or where she has a note already."""
    skin = skin_of(visit.patient.fitzpatrick)
    steps = [step for step in visit.version.aftercare_steps.all() if step.skin in ("", skin)]
    if not steps or AftercareNote.objects.filter(visit=visit).exists():
        return None
    return _write(visit, 1, [line_of(step) for step in steps], by=by, now=now)


def change_aftercare_note(
    *, visit_id: int, lines: Sequence[Line], by: User, now: dt.datetime
) -> AftercareNote | Refused:
    """What this patient is told from now on; the notes before it are kept."""
    with transaction.atomic():
        visit = lock_visit(visit_id)
        if visit.state != Visit.State.DONE:
            return Refused("note_before_done")
        last = AftercareNote.objects.filter(visit=visit).first()
        note = _write(visit, last.number + 1 if last else 1, lines, by=by, now=now)
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


def line_of(step: AftercareStep) -> Line:
    return Line(step.kind, step.from_hours, step.until_hours, step.text)
