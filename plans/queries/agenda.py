"""The diary: what holds each practitioner, room or device on some days, what is open and free.

Holds are the truth: a practitioner is free while the cream works, and is not while another
location keeps her. Everything is read as plain tuples, in the same few queries however full the
days are. Instants are epoch seconds, spans half-open.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinic.models import Absence, Closure, Device, Location, Practitioner, Resource, Room
from plans.engine.hours import open_spans
from plans.engine.interval import Span, instant_at, joined, midnight, wall_clock
from plans.engine.terms import Resource as EngineResource
from plans.models import Hold, Step
from plans.queries.supply import GRID_MINUTES, days, hours_of, live_holds, own_hours

DAY = 86400
QUARTER = GRID_MINUTES * 60
AT_ONCE = 10
"""So many lanes side by side can still be read, and drawn at once."""

QUIET_HOURS = 8, 18
"""What a diary without hours shows."""


class Lane(NamedTuple):
    """One practitioner, room or device."""

    pk: int
    name: str


class Held(NamedTuple):
    """One hold of one lane, with what its visit is about. The order is that of `COLUMNS`."""

    lane: int
    start: int
    end: int
    visit: int
    begins: dt.datetime
    state: str
    kind: str
    rebook_reason: str
    location: int
    location_name: str
    patient: str
    version: int
    protocol: str
    number: int | None
    sessions: int | None
    plan: int | None


COLUMNS = (
    "resource_id",
    "start_epoch",
    "end_epoch",
    "visit_id",
    "visit__start",
    "visit__state",
    "visit__kind",
    "visit__rebook_reason",
    "visit__location_id",
    "visit__location__name",
    "visit__patient__name",
    "visit__version_id",
    "visit__version__protocol__name",
    "visit__session__number",
    "visit__session__plan__sessions_count",
    "visit__session__plan_id",
)


class Off(NamedTuple):
    """Time of a lane that would be open but for an absence, or a closure of the location."""

    lane: int
    start: int
    end: int
    is_closure: bool
    name: str


class Phase(NamedTuple):
    name: str
    minutes: int
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Agenda:
    """The lanes of one kind on the days from `first` to `last`, both included. `free` has what is
    open, not held and not gone by; `opened` what is open at all, by day and lane."""

    location: Location
    kind: str
    first: dt.date
    last: dt.date
    now: dt.datetime
    lanes: Sequence[Lane]
    held: Sequence[Held]
    off: Sequence[Off]
    opened: Mapping[tuple[int, int], tuple[Span, ...]]
    steps: Mapping[int, Sequence[Phase]]
    _names: dict[tuple[int, int, int], tuple[str, ...]] = field(default_factory=dict)

    def free(self) -> Iterable[tuple[int, Span]]:
        """Each free stretch that is long enough to start a visit in, with its lane."""
        soonest = -(-int(self.now.timestamp()) // QUARTER) * QUARTER
        taken = spans_by_lane(self.held)
        for (_day, lane), opened in self.opened.items():
            for begin, end in without(opened, taken[lane]):
                start = max(begin, soonest)
                if end - start >= QUARTER:
                    yield lane, (start, end)

    def phases(self, held: Held) -> tuple[str, ...]:
        """What is done in this hold, in order. Equal holds are worked out once."""
        offset = held.start - int(held.begins.timestamp())
        key = held.version, offset, held.end - held.start
        if key not in self._names:
            self._names[key] = tuple(self._within(held.version, offset, key[2]))
        return self._names[key]

    def _within(self, version: int, offset: int, seconds: int) -> Iterable[str]:
        clock = 0
        for phase in self.steps.get(version, ()):
            begun, clock = clock, clock + phase.minutes * 60
            if self.kind in phase.kinds and begun < offset + seconds and offset < clock:
                yield phase.name

    def hours(self) -> tuple[int, int]:
        """The first and the last whole hour of the day that anything touches, 0 to 24."""
        zone = self.location.zone
        edges = [span for spans in self.opened.values() for span in spans]
        edges += [(held.start, held.end) for held in self.held]
        edges += [(off.start, off.end) for off in self.off]
        if not edges:
            return QUIET_HOURS
        # Most spans share their edges with others: each is looked up once.
        first = min(wall_clock(zone, start)[1] for start in {start for start, _end in edges})
        last = max(wall_clock(zone, end - 1)[1] for end in {end for _start, end in edges})
        return first // 3600, last // 3600 + 1


def agenda_of(
    *,
    location: Location,
    kind: str,
    first: dt.date,
    last: dt.date,
    who: int | None,
    now: dt.datetime,
    part: int | None = None,
) -> Agenda:
    """The days from `first` to `last`, both included; of one lane alone where `who` names it, or of
    one part of them, counted from 1."""
    span = edges_of(location, first, last)
    lanes = lanes_of(location, kind, span, who, part)
    opened, off = open_and_off(location, kind, lanes, first, last)
    held = [Held._make(row) for row in holds_of(lanes, span, now).values_list(*COLUMNS)]
    return Agenda(
        location=location,
        kind=kind,
        first=first,
        last=last,
        now=now,
        lanes=lanes,
        held=held,
        off=off,
        opened=opened,
        steps=steps_of({row.version for row in held}),
    )


def edges_of(location: Location, first: dt.date, last: dt.date) -> Span:
    return midnight(location.zone, first.toordinal()), midnight(location.zone, last.toordinal() + 1)


def lanes_of(
    location: Location, kind: str, span: Span, who: int | None, part: int | None = None
) -> tuple[Lane, ...]:
    """Who or what serves here, and whatever is held here all the same."""
    here = Exists(
        Hold.objects.filter(
            resource=OuterRef("pk"),
            is_live=True,
            visit__location=location,
            start_epoch__gte=span[0],
            start_epoch__lt=span[1],
        )
    )
    found: QuerySet[Practitioner] | QuerySet[Room] | QuerySet[Device]
    if kind == Resource.Kind.PRACTITIONER:
        works = Practitioner.locations.through.objects.filter(
            location=location, practitioner=OuterRef("pk")
        )
        found = Practitioner.objects.filter(Q(Exists(works), is_active=True) | Q(here))
    elif kind == Resource.Kind.ROOM:
        found = Room.objects.filter(Q(is_active=True) | Q(here), location=location)
    else:
        found = Device.objects.filter(Q(is_active=True) | Q(here), location=location)
    chosen = found.filter(pk=who) if who else found
    rows = chosen.order_by("name", "pk").values_list("pk", "name")
    return tuple(Lane._make(row) for row in (rows[stretch_of(part)] if part else rows))


def stretch_of(part: int) -> slice:
    """The lanes of one part, counted from 1."""
    return slice((part - 1) * AT_ONCE, part * AT_ONCE)


def holds_of(lanes: Iterable[Lane], span: Span, now: dt.datetime) -> QuerySet[Hold]:
    """In order of time."""
    return (
        live_holds(now)
        .filter(
            resource_id__in=[lane.pk for lane in lanes],
            start_epoch__gte=span[0],
            start_epoch__lt=span[1],
        )
        .order_by("start_epoch", "pk")
    )


def steps_of(versions: Iterable[int]) -> Mapping[int, Sequence[Phase]]:
    found: dict[int, list[Phase]] = defaultdict(list)
    rows = Step.objects.filter(version__in=versions).order_by("version", "order")
    for version, name, minutes, *held in rows.values_list(
        "version_id", "name", "minutes", *Resource.Kind.values
    ):
        kinds = (kind for kind, holds in zip(Resource.Kind.values, held, strict=True) if holds)
        found[version].append(Phase(name, minutes, frozenset(kinds)))
    return found


def open_and_off(
    location: Location, kind: str, lanes: Sequence[Lane], first: dt.date, last: dt.date
) -> tuple[dict[tuple[int, int], tuple[Span, ...]], list[Off]]:
    """By day and lane what is open, and what would be but for an absence or a closure."""
    zone, weekly = location.zone, hours_of(location)
    absences: dict[int, list[Absence]] = defaultdict(list)
    pks = [lane.pk for lane in lanes]
    for absence in Absence.objects.filter(
        resource__in=pks, first_day__lte=last, last_day__gte=first
    ):
        absences[absence.resource_id].append(absence)
    closures = list(
        Closure.objects.filter(location=location, first_day__lte=last, last_day__gte=first)
    )
    opened: dict[tuple[int, int], tuple[Span, ...]] = {}
    off: list[Off] = []
    for lane in lanes:
        serves = EngineResource(str(lane.pk), own_hours(kind, lane.pk, weekly))
        for day in days(first, last):
            spans = open_spans(zone, serves, (), [day.toordinal()])
            if not spans:
                continue
            out = list(off_on(zone, lane.pk, day, spans, absences[lane.pk], closures))
            off += out
            opened[day.toordinal(), lane.pk] = tuple(
                without(spans, [(row.start, row.end) for row in out])
            )
    return opened, off


def off_on(
    zone: str,
    lane: int,
    day: dt.date,
    spans: Sequence[Span],
    absences: Iterable[Absence],
    closures: Iterable[Closure],
) -> Iterable[Off]:
    """What shuts one day of one lane: a closure the whole of it, before any absence."""
    start, end = spans[0][0], spans[-1][1]
    for closure in closures:
        if closure.first_day <= day <= closure.last_day:
            yield Off(lane, start, end, True, closure.name)
            return
    for absence in absences:
        if not absence.first_day <= day <= absence.last_day:
            continue
        begin, over = start, end
        if absence.start is not None and absence.end is not None:
            begin = max(start, instant_at(zone, day.toordinal(), absence.start))
            over = min(end, instant_at(zone, day.toordinal(), absence.end))
        if begin < over:
            yield Off(lane, begin, over, False, absence.reason)


def spans_by_lane(rows: Iterable[Held]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for row in rows:
        found[row.lane].append((row.start, row.end))
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> Iterable[Span]:
    """What is left of the spans, in order."""
    gone = joined(taken)
    for start, end in joined(spans):
        left = start
        for begin, over in gone:
            if over <= left or begin >= end:
                continue
            if left < begin:
                yield left, begin
            left = over
        if left < end:
            yield left, end
