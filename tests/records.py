"""A record with all that a visit needs before it is finished."""

import itertools
from typing import Any

from plans.models import Lot, LotUse, Record, Visit, ZoneRecord

count = itertools.count(1)


def made_complete(visit: Visit, **fields: Any) -> Visit:
    """Its operator and device, a fresh cartridge, the chin at half a millimetre, no numbing; where
    it has a record already, what is missing there."""
    record, _new = Record.objects.get_or_create(
        visit=visit,
        defaults={
            "operator": visit.practitioner,
            "device": visit.device,
            "opened_by": visit.booking.created_by,
            "opened_at": visit.start,
            **fields,
        },
    )
    Record.objects.filter(pk=record.pk, numbing_on_at=None).update(is_not_numbed=True)
    if not record.zones.exists():
        ZoneRecord.objects.create(record=record, zone="chin", depth="0.5", is_confirmed=True)
    if not record.uses.filter(kind=Lot.Kind.CARTRIDGE).exists():
        lot = Lot.objects.create(kind=Lot.Kind.CARTRIDGE, name="Tip", number=f"T{next(count)}")
        LotUse.objects.create(record=record, lot=lot, kind=lot.kind)
    return visit
