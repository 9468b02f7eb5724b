"""The values that go into and come out of the planning of a series.

Dates are calendar days of the location's own zone. Instants are whole seconds since
1970-01-01T00:00Z, and every span is half-open: its start belongs to it, its end does not.
Minutes of a day count from its midnight on the wall clock, 0 to 1440.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

KINDS = ("practitioner", "room", "device")
"""The kinds of resource a step can hold, in the order in which ties are broken."""

OBSTACLES = ("past", "closed", "keep_free", "wishes", "away", "busy")
"""What can empty a date, in the order in which it is named."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a visit, in real elapsed minutes, with the kinds of resource it holds.

    `patient` is false for what is done after the patient has left.
    """

    name: str
    minutes: int
    holds: frozenset[str]
    patient: bool = True


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """One open span of one weekday (0 is Monday), valid on dates from `since` to `until`.

    Both dates are included where given; `start` and `end` are minutes of the day.
    """

    weekday: int
    start: int
    end: int
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A practitioner, room or device: when it serves at all, and when it is taken.

    `away` pairs are first and last day, both included. `busy` pairs are half-open instants.
    """

    id: str
    hours: tuple[WeeklyHours, ...]
    away: tuple[tuple[date, date], ...] = ()
    busy: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Supply:
    """Everyone and everything that may serve the series, and when the patient is taken."""

    practitioners: tuple[Resource, ...]
    rooms: tuple[Resource, ...]
    devices: tuple[Resource, ...]
    closures: frozenset[date] = frozenset()
    patient_busy: Sequence[tuple[int, int]] = ()

    def of_kind(self, kind: str) -> tuple[Resource, ...]:
        """All resources of one kind."""
        by_kind = {"practitioner": self.practitioners, "room": self.rooms, "device": self.devices}
        return by_kind[kind]


@dataclass(frozen=True, slots=True)
class GapDays:
    """Days between the dates of consecutive sessions."""

    min: int
    ideal: int
    max: int


@dataclass(frozen=True, slots=True)
class KeepFree:
    """A date without a session, and the days before it that must have none either."""

    on: date
    days_before: int


@dataclass(frozen=True, slots=True)
class GapOverride:
    """Other bounds for the gap before session `before`; the ideal stays."""

    before: int
    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A session that stands already. A pinned one stays exactly there."""

    number: int
    start: int
    practitioner: str | None
    room: str | None
    device: str | None
    pinned: bool

    def held(self, kind: str) -> str | None:
        """The id of the practitioner, room or device."""
        by_kind = {"practitioner": self.practitioner, "room": self.room, "device": self.device}
        return by_kind[kind]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. No weekdays or no times mean any."""

    sessions: int
    gap_days: GapDays
    earliest: date
    first_by: date | None = None
    weekdays: frozenset[int] | None = None
    times: tuple[tuple[int, int], ...] | None = None
    practitioner: str | None = None
    practitioner_only: bool = False
    keep_free: tuple[KeepFree, ...] = ()
    gaps: tuple[GapOverride, ...] = ()
    gap_bounds: tuple[int, int] | None = None
    limit: int = 3
    standing: tuple[Standing, ...] = ()

    def gap_before(self, number: int) -> tuple[int, int]:
        """The least and the most days between session `number` and the one before it."""
        for override in self.gaps:
            if override.before == number:
                return override.min, override.max
        return self.gap_days.min, self.gap_days.max

    def standing_at(self, number: int) -> Standing | None:
        """The standing place of session `number`, if it has one."""
        return next((place for place in self.standing if place.number == number), None)

    def pinned_at(self, number: int) -> Standing | None:
        """The standing place of session `number`, if it is pinned there."""
        place = self.standing_at(number)
        return place if place is not None and place.pinned else None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One whole question to the engine."""

    zone: str
    grid_minutes: int
    steps: tuple[Step, ...]
    supply: Supply
    request: Request


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when one session is. `end` is the patient's end; cleaning may come after it.

    A kind that no step holds is None.
    """

    number: int
    start: int
    end: int
    practitioner: str | None
    room: str | None
    device: str | None

    def held(self, kind: str) -> str | None:
        """The id of the practitioner, room or device."""
        by_kind = {"practitioner": self.practitioner, "room": self.room, "device": self.device}
        return by_kind[kind]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole series with its cost by term, `total` among them."""

    label: str
    cost: Mapping[str, int]
    sessions: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """The answer where a series exists."""

    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """How many of the reachable dates one obstacle emptied."""

    what: str
    days: int


@dataclass(frozen=True, slots=True)
class Relax:
    """One single change of the request that makes a series possible."""

    field: str
    value: object


@dataclass(frozen=True, slots=True)
class NoFit:
    """The answer where no series exists: the first session that cannot be reached, and why.

    `between` is the first and the last date, both included.
    """

    session: int
    between: tuple[date, date]
    reasons: tuple[Reason, ...]
    relax: tuple[Relax, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a chosen series cannot be booked as it is."""

    session: int
    what: str
    facts: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Cause:
    """A run of dates, both ends included, that one obstacle ruled out."""

    what: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Difference:
    """A session whose gap is not the ideal one, and what stood on the nearer dates.

    For the first session, which has no gap, both numbers are None.
    """

    number: int
    gap: int | None
    ideal: int | None
    causes: tuple[Cause, ...]
