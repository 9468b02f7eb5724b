"""Notes of aftercare as their pages show them, and what a protocol would tell a patient."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from clinic.models import Location
from plans.engine.aftercare import Line, Told, in_order, line_in, told
from plans.models import AftercareNote, AftercareStep, Patient, ProtocolVersion, Visit
from plans.shipped.aftercare import EXTRAS

# Its lines for one group of skin types, as the version page offers them.
SKINS = (AftercareStep.Skin.LIGHTER, AftercareStep.Skin.DARKER)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePage:
    """One note of a visit, seen at `now`."""

    visit: Visit
    note: AftercareNote
    now: dt.datetime

    @property
    def zone(self) -> str:
        return self.visit.location.zone

    @property
    def told(self) -> Told:
        return told(lines_of(self.note), done_at=done_at(self.visit), now=self.now)


def lines_of(note: AftercareNote) -> list[Line]:
    return [line_in(row) for row in note.lines]


def done_at(visit: Visit) -> dt.datetime:
    """From when on its note counts; of a visit without that instant, its end."""
    return visit.done_at or visit.end


def visits_with_all() -> QuerySet[Visit]:
    """Visits with what the pages of a note show of them."""
    return Visit.objects.select_related(
        "patient", "location", "practitioner", "session__plan", "version__protocol"
    )


def notes_of(visit: Visit) -> list[AftercareNote]:
    """The newest first; that one holds."""
    return list(AftercareNote.objects.filter(visit=visit).select_related("written_by"))


def own_noted(patient: Patient) -> QuerySet[Visit]:
    """This patient's visits that left a note."""
    return visits_with_all().filter(patient=patient, aftercare_notes__number=1)


def note_page(visit: Visit, *, now: dt.datetime) -> NotePage | None:
    """The note that holds; None where the visit has none."""
    notes = notes_of(visit)
    return NotePage(visit=visit, note=notes[0], now=now) if notes else None


def line_of(step: AftercareStep) -> Line:
    return Line(step.kind, step.from_hours, step.until_hours, step.text)


def lines_for(version: ProtocolVersion, skin: str) -> tuple[Line, ...]:
    """The lines of a protocol for this group of skin types, in the order in which they hold."""
    steps = version.aftercare_steps.all()
    return in_order(line_of(step) for step in steps if step.skin in ("", skin))


def extras() -> Sequence[Line]:
    """Ready lines that a practitioner may add to a note with one tap."""
    return [Line(line.kind, line.start, line.end, str(line.text)) for line in EXTRAS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a patient of one group of skin types would be told if her session were done `now`."""

    skin: str
    told: Told
    zone: str

    @property
    def label(self) -> str:
        return str(AftercareStep.Skin(self.skin).label)


def previews_of(version: ProtocolVersion, *, now: dt.datetime) -> list[Preview]:
    """One for each group of skin types, or a single one where all are told the same."""
    steps = version.aftercare_steps.all()
    if not steps:
        return []
    location = Location.objects.filter(is_open=True).first()
    skins = SKINS if any(step.skin for step in steps) else (AftercareStep.Skin.ALL,)
    return [
        Preview(
            skin=skin,
            told=told(lines_for(version, skin), done_at=now, now=now),
            zone=location.zone if location else "UTC",
        )
        for skin in skins
    ]


@dataclass(frozen=True, slots=True)
class StepGroup:
    """Lines of a protocol that begin together, `start` hours after the session."""

    start: int
    steps: tuple[tuple[AftercareStep, Line], ...]


def timeline_of(version: ProtocolVersion) -> list[StepGroup]:
    """All lines of a version by their beginning, those on when to call too."""
    steps = [(step, line_of(step)) for step in version.aftercare_steps.all()]
    starts = sorted({line.start for _step, line in steps})
    return [
        StepGroup(start, tuple(pair for pair in steps if pair[1].start == start))
        for start in starts
    ]
