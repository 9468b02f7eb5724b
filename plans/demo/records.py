"""What was done in the demo's sessions: records with zones and lots, most of them signed."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from clinic.models import Practitioner, User
from plans.actions.record import mark_numbing, open_record, write_field
from plans.actions.record_sign import amend_record, seal_of
from plans.actions.record_uses import Asked, add_use
from plans.actions.record_zones import fill_zones
from plans.models import Lot, LotUse, Record, Visit, ZoneRecord

Zone = ZoneRecord.Zone
DEPTHS = {
    Zone.FOREHEAD: "0.50",
    Zone.NOSE_BRIDGE: "0.25",
    Zone.NOSE_SIDES: "0.75",
    Zone.LEFT_CHEEK: "0.75",
    Zone.RIGHT_CHEEK: "0.75",
    Zone.CHIN: "0.50",
}
DEEPER = Decimal("0.25")
"""From the third session on, on the cheeks and at the sides of the nose."""
REACTIONS = ["", "Even redness, no swelling.", "", "Pin-point bleeding at the nose, stopped soon."]
NUMBING, TIP, GEL = "Lidocaine 4 %", "Needling pen", "Hyaluronic gel"
UNSIGNED = 4
"""Every so many records wait for their signature."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one visit is recorded with."""

    visit: Visit
    by: User

    @property
    def number(self) -> int:
        return self.visit.session.number if self.visit.session else 1

    def lot(self, kind: str, name: str, letter: str) -> Lot:
        """The box that was open in that month."""
        month = self.visit.start.astimezone(ZoneInfo(self.visit.location.zone)).date()
        found, _is_new = Lot.objects.get_or_create(
            kind=kind,
            name=name,
            number=f"{letter}{month:%y%m}",
            defaults={"expires_on": month.replace(day=1) + dt.timedelta(days=700)},
        )
        return found


def record_whole(room: Room) -> Record:
    """Everything that a finished session holds. Written row by row: a year of sessions through
    the run sheet's own steps would keep whoever starts the demo waiting."""
    visit = room.visit
    record = Record.objects.create(
        visit=visit,
        operator=visit.practitioner,
        device=visit.device,
        consent=visit.patient.consents.filter(plan__isnull=False).first(),
        screening=visit.screenings.first(),
        numbing_product=NUMBING,
        numbing_percent=Decimal(4),
        numbing_grams=Decimal(5 + visit.pk % 3),
        numbing_cm2=320,
        numbing_on_at=visit.start + dt.timedelta(minutes=12),
        numbing_off_at=visit.start + dt.timedelta(minutes=43),
        is_numbing_removed=True,
        needle_count=14,
        speed="5",
        pain=2 + visit.pk % 3,
        reaction=REACTIONS[visit.pk % len(REACTIONS)],
        opened_by=room.by,
        opened_at=visit.start,
    )
    zones = [zone_of(record, zone, depth, room.number) for zone, depth in DEPTHS.items()]
    ZoneRecord.objects.bulk_create(zones)
    uses = [("cartridge", TIP, "C"), ("numbing", NUMBING, "N"), ("product", GEL, "G")]
    LotUse.objects.bulk_create(
        LotUse(
            record=record,
            lot=room.lot(kind, name, letter),
            kind=kind,
            serial=f"{visit.pk:05}" if kind == Lot.Kind.CARTRIDGE else "",
        )
        for kind, name, letter in uses
    )
    return record


def zone_of(record: Record, zone: str, depth: str, number: int) -> ZoneRecord:
    is_deeper = number > 2 and zone in (Zone.LEFT_CHEEK, Zone.RIGHT_CHEEK, Zone.NOSE_SIDES)
    return ZoneRecord(
        record=record,
        zone=zone,
        depth=Decimal(depth) + (DEEPER if is_deeper else 0),
        passes=4 if is_deeper else 3,
        pattern="Crosswise",
        end_point=ZoneRecord.EndPoint.REDNESS,
        tolerance=2 + number % 3,
        is_confirmed=True,
    )


def sign(record: Record, *, now: dt.datetime, may_wait: bool) -> None:
    """In the name of its operator; every so many of those that may wait do."""
    if record.operator is None or (may_wait and record.visit_id % UNSIGNED == 0):
        return
    record = Record.objects.select_related("visit").get(pk=record.pk)
    record.signed_by, record.signed_at = record.operator, now
    record.sha256 = seal_of(record)
    record.save(update_fields=["signed_by", "signed_at", "sha256"])


def record_half(room: Room, *, now: dt.datetime) -> None:
    """A session that is on just now: the cream has worked, the zones are filled as last time."""
    visit, by = room.visit, room.by
    open_record(visit_id=visit.pk, by=by, now=visit.start)
    for name, value in (("numbing_product", NUMBING), ("numbing_grams", "6")):
        write_field(visit_id=visit.pk, name=name, was="", value=value, by=by, now=visit.start)
    on = min(visit.start + dt.timedelta(minutes=12), now)
    mark_numbing(visit_id=visit.pk, act="on", by=by, now=on)
    asked = Asked(kind="numbing", name=NUMBING, number=room.lot("numbing", NUMBING, "N").number)
    add_use(visit_id=visit.pk, asked=asked, by=by, now=on)
    fill_zones(visit_id=visit.pk, how="last", by=by, now=on)


def amend_one(operator: Practitioner, by: User, now: dt.datetime) -> None:
    """One signed record has something beside it."""
    record = Record.objects.filter(signed_by=operator).order_by("-signed_at").first()
    if record:
        amend_record(
            visit_id=record.visit_id,
            text="The gel was applied twice, the second time at home in the evening.",
            reason="The patient told us on the phone.",
            by=by,
            now=now,
        )
