"""What the depths of a visit's record are judged by, and what was done the time before."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Case, IntegerField, Value, When

from plans.engine.age import age_on
from plans.engine.depth import Care
from plans.engine.record import Held, Missing, Treated, missing_of
from plans.engine.standard import REQUIRED, Limits
from plans.models import Lot, LotUse, Record, Visit, ZoneRecord
from plans.queries.consent import ConsentState, consent_state, deep_consent
from plans.queries.standard import InForce, standards_in_force
from plans.queries.supply import today_at

OPEN: Final = (Visit.State.ARRIVED, Visit.State.IN_TREATMENT, Visit.State.DONE)
"""States of a visit whose record may be written, until it is signed."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Her visit seen by the clinic's settings."""

    care: Care
    in_force: InForce
    consent: ConsentState
    age: int | None

    @property
    def limits(self) -> Limits | None:
        return self.in_force.limits

    @property
    def required(self) -> tuple[str, ...]:
        """Everything, where the clinic has approved no sheet of limits."""
        return self.limits.required if self.limits else REQUIRED


def ground_of(visit: Visit, record: Record | None) -> Ground:
    """At most five queries, and those for what the visit did not bring along."""
    in_force = standards_in_force()
    consent = consent_state(visit, in_force=in_force)
    device = record.device if record else visit.device
    indication = visit.version.protocol.indication
    patient = visit.patient
    age = age_on(patient.birth_date, day_of(visit)) if patient.birth_date else None
    care = Care(
        depths=in_force.depths,
        band=in_force.bands.get(indication),
        limits=in_force.limits,
        clearances=[row for row in in_force.clearances if device and row.model == device.model],
        indication=indication,
        skin=patient.fitzpatrick,
        age=age,
        is_first=visit.session is not None and visit.session.number == 1,
        is_consent_deep=_is_deep(visit, consent, in_force),
        has_device=device is not None,
    )
    return Ground(care, in_force, consent, age)


def _is_deep(visit: Visit, consent: ConsentState, in_force: InForce) -> bool:
    if consent.given is None:
        return False
    return consent.given.is_deep or deep_consent(visit, in_force=in_force) is not None


def day_of(visit: Visit) -> dt.date:
    """The visit's day in its location's zone."""
    return today_at(visit.location, visit.start)


def missing_from(
    record: Record | None,
    zones: list[ZoneRecord],
    uses: list[LotUse],
    ground: Ground,
) -> tuple[Missing, ...]:
    """What keeps the record from being whole; of rows that were read already."""
    if record is None:
        return missing_of(Held(), ground.required, ground.care)
    held = Held(
        has_device=record.device_id is not None,
        has_cartridge=any(use.kind == Lot.Kind.CARTRIDGE for use in uses),
        has_operator=record.operator_id is not None,
        is_not_numbed=record.is_not_numbed,
        is_on=record.numbing_on_at is not None,
        is_off=record.numbing_off_at is not None,
        zones=[
            Treated(zone.zone, zone.depth, zone.over_reason, zone.is_confirmed) for zone in zones
        ],
    )
    return missing_of(held, ground.required, ground.care)


def record_before(visit: Visit) -> Record | None:
    """The newest record with zones of a session that is done, of this plan before any other of
    hers: what "as last time" takes over. One query, and one for its zones."""
    plan = visit.session.plan_id if visit.session else None
    is_other = Case(
        When(visit__session__plan=plan, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    found = Record.objects.filter(
        visit__patient=visit.patient_id,
        visit__state=Visit.State.DONE,
        visit__start__lt=visit.start,
        pk__in=ZoneRecord.objects.values("record"),
    )
    nearest = (
        found.order_by(is_other, "-visit__start", "-pk")
        if plan
        else found.order_by("-visit__start", "-pk")
    )
    return (
        nearest.select_related("visit__session", "visit__location")
        .prefetch_related("zones")
        .first()
    )
