"""What a run sheet shows, as values. `plans.queries.record` fills them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clinic.models import Device, Practitioner
from plans.engine.finding import Finding
from plans.engine.numbing import Clock
from plans.engine.record import Missing
from plans.engine.standard import Limits, Numbing
from plans.models import Amendment, Lot, Plan, Record, Visit
from plans.queries.consent import ConsentState
from plans.queries.gates import Readiness


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of the record by its name: `note`, `zone.chin.depth`. `value` is how it is sent
    and compared, always text; `by` and `at` say who last wrote it, empty where nobody did."""

    name: str
    value: str
    by: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRow:
    """One zone of the face. `entries` by column: depth, passes, pattern, end_point, tolerance,
    over_reason. Depths are mm: `start` one begins with, `soft` warns, `hard` is the most that is
    recorded; None where the clinic has approved none. `last` has the values of the session before,
    `differs` the columns that are not as they were then."""

    zone: str
    label: str
    is_there: bool
    is_confirmed: bool
    entries: Mapping[str, Entry]
    start: Decimal | None
    soft: Decimal | None
    hard: Decimal | None
    findings: Sequence[Finding]
    needs_reason: bool
    last: Mapping[str, str]
    differs: Sequence[str]


@dataclass(frozen=True, slots=True)
class UseRow:
    """Something of a lot that was used. `findings`: recalled or expired meanwhile, or another
    expiry on its package than on record."""

    pk: int
    lot: Lot
    kind: str
    serial: str
    code: str
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Written:
    """One line of the record's history."""

    at: dt.datetime
    by: str
    name: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class LastTime:
    """The session whose values can be taken over: its day in the location's zone, its zones with
    their columns."""

    day: dt.date
    number: int | None
    zones: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSheet:
    """All that the page of one visit's record needs. `record` is None until somebody opens it.
    `is_open`: it may be written now. `stamp` grows with every write."""

    visit: Visit
    now: dt.datetime
    record: Record | None
    is_open: bool
    is_required: bool
    is_first: bool
    entries: Mapping[str, Entry]
    zones: Sequence[ZoneRow]
    uses: Sequence[UseRow]
    findings: Sequence[Finding]
    products: Sequence[Numbing]
    applied_mg: Decimal | None
    clock: Clock
    limits: Limits | None
    missing: Sequence[Missing]
    last: LastTime | None
    consent: ConsentState
    readiness: Readiness
    devices: Sequence[Device]
    operators: Sequence[Practitioner]
    amendments: Sequence[Amendment]
    history: Sequence[Written]
    views_due: Sequence[str]
    stamp: int
    may_sign: Sequence[int]

    @property
    def plan(self) -> Plan | None:
        return self.visit.session.plan if self.visit.session else None

    @property
    def number(self) -> int | None:
        """Of the session in its plan."""
        return self.visit.session.number if self.visit.session else None

    @property
    def count(self) -> int | None:
        """The sessions of its plan."""
        return self.plan.sessions_count if self.plan else None

    @property
    def is_signed(self) -> bool:
        return self.record is not None and self.record.signed_at is not None

    @property
    def steps(self) -> Mapping[str, bool]:
        """What may be done with the visit from here: start, finish, sign, amend."""
        state = self.visit.state
        is_whole = not self.missing
        return {
            "start": state == Visit.State.ARRIVED and self.readiness.is_ready,
            "finish": state == Visit.State.IN_TREATMENT and is_whole,
            "sign": state == Visit.State.DONE and is_whole and not self.is_signed,
            "amend": self.is_signed,
        }
