"""What lets a treatment start: approved settings, a screening of its day, a consent."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from plans.engine.screening import Answer, stored
from plans.models import Patient, Screening, Standard, Visit
from plans.queries.consent import consent_state
from tests.consents import a_consent
from tests.world import MONDAY

# One question for each kind of gate, and one for radiofrequency only.
QUESTIONS: tuple[Mapping[str, Any], ...] = (
    {"key": "cold_sore", "text": "A cold sore?", "gate": "block", "again": True},
    {"key": "pregnant", "text": "Pregnant?", "gate": "block", "date_label": "Birth?"},
    {"key": "isotretinoin", "text": "Isotretinoin now?", "gate": "override"},
    {
        "key": "filler",
        "text": "A filler lately?",
        "gate": "review",
        "date_label": "When?",
        "washout_days": 28,
        "again": True,
    },
    {"key": "keloid", "text": "Thick scars?", "gate": "review"},
    {"key": "painkillers", "text": "Painkillers?", "gate": "note", "again": True},
    {"key": "pacemaker", "text": "A pacemaker?", "gate": "block", "kinds": ["rf"]},
)
LIMITS: Mapping[str, Any] = {
    "consent_depth": 1.5,
    "deepest": 2.5,
    "darker_less": 0.25,
    "numbing_grams": 30,
    "numbing_cm2": 400,
    "numbing_percent": 5,
    "screening_days": 1,
    "consent_hours": 24,
    "required": ["device", "cartridge", "depth", "numbing", "operator"],
}
NO = Answer(yes=False)


def a_sheet(sheet: str, rows: Sequence[Mapping[str, Any]]) -> Standard:
    """In force from now on; the one before retires."""
    before = Standard.objects.filter(sheet=sheet)
    before.filter(state="approved").update(state="retired")
    return Standard.objects.create(
        sheet=sheet,
        number=before.count() + 1,
        rows=[dict(row) for row in rows],
        state="approved",
        approved_by="Dr Novak",
        approved_at=MONDAY,
    )


def questions_and_limits() -> Standard:
    """In force; those that are already stay. The questions."""
    approved = Standard.objects.filter(state="approved")
    if not approved.filter(sheet="limits").exists():
        a_sheet("limits", [LIMITS])
    return approved.filter(sheet="questions").first() or a_sheet("questions", QUESTIONS)


def a_screening(
    patient: Patient, visit: Visit | None = None, *, at: dt.datetime = MONDAY, **answers: Answer
) -> Screening:
    """Every question in force with no, but these."""
    standard = questions_and_limits()
    booking = patient.bookings.first()
    assert booking
    given = {row["key"]: NO for row in standard.rows} | answers
    return Screening.objects.create(
        patient=patient,
        visit=visit,
        standard=standard,
        answers=stored(given),
        told_by="staff",
        taken_by=booking.created_by,
        taken_at=at,
    )


def made_ready(visit: Visit, **answers: Answer) -> Visit:
    """Everything that a treatment needs before it starts, but the order; a screening of the day
    before, with these answers and no to all else."""
    if not consent_state(visit).is_fine:
        a_consent(visit)
    a_screening(visit.patient, visit, at=visit.start - dt.timedelta(days=1), **answers)
    return visit
