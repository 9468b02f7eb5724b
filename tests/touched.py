"""Sessions that were treated, with what touched the skin in them."""

import datetime as dt
from collections.abc import Sequence

from plans.models import Booking, Lot, LotUse, Patient, Record, Visit, ZoneRecord
from tests.world import Clinic


def a_lot(number: str = "L-100", *, name: str = "Tip 12", kind: str = "cartridge") -> Lot:
    lot, _made = Lot.objects.get_or_create(kind=kind, name=name, number=number)
    return lot


def a_treated(
    clinic: Clinic,
    at: dt.datetime,
    *lots: Lot,
    patient: Patient | None = None,
    serial: str = "",
    zones: Sequence[str] = ("chin",),
) -> Record:
    """A session that was done, with its record; each lot was used once in it."""
    patient = patient or clinic.patient
    booking = Booking.objects.create(
        patient=patient,
        state=Booking.State.FIRM,
        created_by=clinic.desk,
        created_at=at,
        undo_until=at,
    )
    visit = Visit.objects.create(
        patient=patient,
        booking=booking,
        version=clinic.version,
        location=clinic.location,
        practitioner=clinic.practitioner,
        kind="maintenance",
        state="done",
        start=at,
        end=at + dt.timedelta(minutes=90),
    )
    record = Record.objects.create(
        visit=visit,
        device=clinic.pen,
        operator=clinic.practitioner,
        opened_by=clinic.desk,
        opened_at=at,
    )
    for zone in zones:
        ZoneRecord.objects.create(record=record, zone=zone, depth="0.5")
    for lot in lots:
        LotUse.objects.create(record=record, lot=lot, kind=lot.kind, serial=serial)
    return record
