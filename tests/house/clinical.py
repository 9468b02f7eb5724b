"""One of every clinical row, for the surface test: what only a practitioner may read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from clinic.models import Practitioner, User
from plans.models import (
    AdverseEvent,
    AftercareNote,
    Amendment,
    Consent,
    ConsentText,
    GateDecision,
    Lot,
    LotUse,
    Photo,
    PhotoConsent,
    Plan,
    Record,
    Screening,
    Skincare,
    Standard,
    Visit,
    ZoneRecord,
)
from plans.triggers import lift_locks, put_back
from tests.world import MONDAY

CLINICAL = (AdverseEvent, Amendment, Consent, GateDecision, Photo, Record, Screening, ZoneRecord)
"""What the desk reads no word of."""


@contextmanager
def unlocked() -> Iterator[None]:
    """Rows that the database locks may be written for a moment."""
    connection.check_constraints()  # PostgreSQL drops no trigger while a check is pending
    lift_locks(using="default")
    yield
    connection.check_constraints()
    put_back(using="default")


def clinical_ids(plan: Plan, visit: Visit, doctor: Practitioner, by: User) -> dict[str, Any]:
    """A visit with its screening, consent, signed record, note, photograph and adverse event; the
    ids of what addresses name."""
    visit = Visit.objects.get(pk=visit.pk)
    patient = visit.patient
    sheet, _made = Standard.objects.get_or_create(sheet="questions", number=1)
    text = ConsentText.objects.create(
        kind="treatment", protocol=visit.version.protocol, number=1, title="Needling", body="Text"
    )
    screening = Screening.objects.create(
        patient=patient,
        visit=visit,
        standard=sheet,
        answers={"cold_sore": {"yes": True, "on": None, "note": "canary5901"}},
        told_by="staff",
        taken_by=by,
        taken_at=MONDAY,
    )
    GateDecision.objects.create(
        screening=screening,
        visit=visit,
        question="cold_sore",
        kind="review",
        may_treat=True,
        reason="x",
        decided_by=doctor,
        decided_at=MONDAY,
    )
    consent = Consent.objects.create(
        patient=patient,
        text=text,
        text_sha256="ab",
        plan=plan,
        indication="pores",
        device_kind="pen",
        how="screen",
        signed_name="x",
        image="consents/none.png",
        signed_at=MONDAY,
        taken_by=by,
    )
    PhotoConsent.objects.create(
        patient=patient, consent=consent, level=1, given_at=MONDAY, given_to=by
    )
    record = Record.objects.create(
        visit=visit,
        operator=doctor,
        consent=consent,
        screening=screening,
        device=visit.device,
        opened_by=by,
        opened_at=MONDAY,
    )
    lot = Lot.objects.create(kind="cartridge", name="Tip", number="L1")
    zone = ZoneRecord.objects.create(record=record, zone="chin", depth="0.5")
    use = LotUse.objects.create(record=record, lot=lot, kind="cartridge")
    said = {"written_by": by, "written_at": MONDAY}
    Amendment.objects.create(record=record, text="x", reason="x", **said)
    line = {"kind": "do", "from_hours": 0, "until_hours": None, "text": "canary0901"}
    note = AftercareNote.objects.create(visit=visit, number=1, lines=[line], **said)
    photo = Photo.objects.create(
        patient=patient,
        visit=visit,
        view="front",
        file="photos/none.jpg",
        width=10,
        height=10,
        original_sha256="ab",
        quality="good",
        taken_at=MONDAY,
        taken_by=by,
    )
    event = AdverseEvent.objects.create(
        patient=patient,
        visit=visit,
        severity="minor",
        happened_on=MONDAY.date(),
        known_at=MONDAY,
        narrative="x",
        reporter="x",
        **said,
    )
    skincare = Skincare.objects.create(
        plan=plan, name="x", kind="acid", stop_days=7, restart_days=7, added_by=by, added_at=MONDAY
    )
    return {
        "standards": sheet.pk,
        "sheet": sheet.sheet,
        "consent_texts": text.pk,
        "consent_text": text.pk,
        "consent_text_edit": text.pk,
        "consent_text_approve": text.pk,
        "consents": consent.pk,
        "screenings": screening.pk,
        "records": record.pk,
        "zones": zone.pk,
        "uses": use.pk,
        "lots": lot.pk,
        "notes": note.pk,
        "photos": photo.pk,
        "events": event.pk,
        "adverse": event.pk,
        "skincare": skincare.pk,
    }
