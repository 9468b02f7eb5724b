"""What came of a try to reach a patient, noted while the phone is still warm."""

import datetime as dt

from django.db import transaction

from clinic.models import User
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.models import ContactNote, Patient, Visit

REPEAT = dt.timedelta(seconds=10)
"""The same note of the same person within this time is one click that was made twice."""


def write_contact_note(
    *,
    patient_id: int,
    visit_id: int | None = None,
    result: ContactNote.Result,
    note: str = "",
    by: User,
    now: dt.datetime,
) -> ContactNote | Refused:
    """Keep one try, and about which of her visits it was. Refused, "not_her_visit", where the
    visit is another patient's; "merged", where the record was merged into another one."""
    with transaction.atomic():
        patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient_id)
        if patient.merged_into_id is not None:
            return Refused("merged", {"patient": patient.merged_into_id})
        visit = None
        if visit_id is not None:
            hers = Visit.objects.filter(pk=visit_id, patient=patient)
            visit = hers.select_related("session__plan").first()
            if visit is None:
                return Refused("not_her_visit")
        said = {"visit": visit, "result": result, "note": note.strip(), "written_by": by}
        same = ContactNote.objects.filter(patient=patient, written_at__gt=now - REPEAT, **said)
        if repeated := same.first():
            return repeated
        written = ContactNote.objects.create(patient=patient, written_at=now, **said)
        leave_trace(
            actor=by,
            verb="contacted",
            now=now,
            patient=patient,
            plan=visit.session.plan if visit and visit.session else None,
            facts={"note": written.pk, "visit": visit_id, "result": result},
        )
        return written
