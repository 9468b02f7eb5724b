"""When a practitioner, room or device may be held at a location, as the place stands now."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from clinic.models import Absence, Closure, Device, Location, Practitioner, Resource, Room
from plans.engine.hours import open_spans
from plans.engine.interval import covers, day_of, instant_at, overlap
from plans.engine.terms import Resource as EngineResource
from plans.models import ProtocolVersion, Qualification, Visit
from plans.queries.supply import hours_of, own_hours

Why = Visit.Rebook
Span = tuple[int, int]
Obstacle = tuple[Visit.Rebook, str]


@dataclass(slots=True)
class Diary:
    """One resource at one location. `never` rules it out there on every day."""

    name: str
    zone: str
    away_is: Visit.Rebook
    never: Visit.Rebook | None
    serves: EngineResource
    absences: Sequence[Absence]
    closures: Sequence[Closure]
    _open: dict[tuple[int, int], tuple[Span, ...]] = field(default_factory=dict)

    def obstacle(self, start: int, end: int) -> Obstacle | None:
        """What stands against a hold of [start, end), epoch seconds; None: nothing."""
        if self.never is not None:
            return self.never, self.name
        first, last = day_of(self.zone, start), day_of(self.zone, end - 1)
        for closure in self.closures:
            if closure.first_day.toordinal() <= last and first <= closure.last_day.toordinal():
                return Why.CLOSED, closure.name
        if any(self._hits(absence, (first, last), (start, end)) for absence in self.absences):
            return self.away_is, self.name
        is_open = covers(self._open_on(first, last), (start, end))
        return None if is_open else (Why.HOURS, self.name)

    def _hits(self, absence: Absence, touched: Span, held: Span) -> bool:
        first, last = absence.first_day.toordinal(), absence.last_day.toordinal()
        if absence.start is None or absence.end is None:
            return first <= touched[1] and touched[0] <= last
        edges = (absence.start, absence.end)
        begin, over = (instant_at(self.zone, first, minute) for minute in edges)
        return overlap((begin, over), held)

    def _open_on(self, first: int, last: int) -> tuple[Span, ...]:
        key = first, last
        if key not in self._open:
            # The day before too: an edge that the clock skips can lie in the next day.
            self._open[key] = open_spans(self.zone, self.serves, (), range(first - 1, last + 1))
        return self._open[key]


class Roster:
    """Who and what these resources are, where they serve, and what they are fit for."""

    def __init__(self, resources: Collection[int], versions: Collection[int]) -> None:
        self.practitioners = Practitioner.objects.in_bulk(list(resources))
        self.rooms = Room.objects.in_bulk(list(resources))
        self.devices = Device.objects.in_bulk(list(resources))
        self.versions = ProtocolVersion.objects.in_bulk(list(versions))
        through = Practitioner.locations.through.objects.filter(practitioner__in=resources)
        self.works_at = set(through.values_list("practitioner_id", "location_id"))
        qualified = Qualification.objects.filter(practitioner__in=resources)
        self.qualified = set(qualified.values_list("practitioner_id", "protocol_id"))

    def one(self, pk: int) -> Practitioner | Room | Device:
        return self.practitioners.get(pk) or self.rooms.get(pk) or self.devices[pk]

    def kind(self, pk: int) -> Resource.Kind:
        if pk in self.practitioners:
            return Resource.Kind.PRACTITIONER
        return Resource.Kind.ROOM if pk in self.rooms else Resource.Kind.DEVICE

    def never(self, pk: int, location: Location) -> Visit.Rebook | None:
        """What rules it out at this location on every day."""
        one = self.one(pk)
        if not location.is_open:
            return Why.CLOSED
        if isinstance(one, Practitioner):
            is_here = one.is_active and (pk, location.pk) in self.works_at
            return None if is_here else Why.NOT_HERE
        if not one.is_active:
            return Why.OUT_OF_SERVICE
        return None if one.location_id == location.pk else Why.NOT_HERE

    def unfit(self, pk: int, version: int) -> Visit.Rebook | None:
        """Why it may not serve this version of a protocol."""
        found = self.versions[version]
        if pk in self.practitioners and (pk, found.protocol_id) not in self.qualified:
            return Why.NOT_QUALIFIED
        if pk in self.devices and self.devices[pk].kind not in found.device_kinds:
            return Why.NOT_FITTING
        return None


def diaries_of(
    *, pairs: Collection[tuple[int, int]], roster: Roster
) -> dict[tuple[int, int], Diary]:
    """The diaries of (resource, location) pairs."""
    locations = Location.objects.in_bulk([location for _, location in pairs])
    hours = {pk: hours_of(location) for pk, location in locations.items()}
    absences: dict[int, list[Absence]] = defaultdict(list)
    for absence in Absence.objects.filter(resource__in={resource for resource, _ in pairs}):
        absences[absence.resource_id].append(absence)
    closures: dict[int, list[Closure]] = defaultdict(list)
    for closure in Closure.objects.filter(location__in=list(locations)):
        closures[closure.location_id].append(closure)
    return {
        (pk, place): Diary(
            name=roster.one(pk).name,
            zone=locations[place].zone,
            away_is=Why.AWAY if pk in roster.practitioners else Why.OUT_OF_SERVICE,
            never=roster.never(pk, locations[place]),
            serves=EngineResource(str(pk), own_hours(roster.kind(pk), pk, hours[place])),
            absences=absences[pk],
            closures=closures[place],
        )
        for pk, place in pairs
    }
