"""The overview of the place: what is there, and what is missing before patients can be booked and
treated."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clinic.models import Device, Hours, Location, Practitioner, Room
from plans.models import ConsentText, Protocol, ProtocolVersion, Qualification, Standard, Step


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that keeps something from being booked. `pk` is that of what it is said of: a
    location, a practitioner or a protocol; `name` and `other` name it and what it lacks."""

    what: str
    pk: int = 0
    name: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationPicture:
    """One location with who and what is in it. `unasked`: what keeps its patients from being asked
    how their skin feels; they can be booked all the same."""

    location: Location
    practitioners: tuple[Practitioner, ...]
    rooms: tuple[Room, ...]
    devices: tuple[Device, ...]
    missing: tuple[Missing, ...]
    unasked: tuple[Missing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePicture:
    """The whole place. `missing` is what belongs to no single location."""

    locations: tuple[LocationPicture, ...]
    closed: tuple[Location, ...]
    missing: tuple[Missing, ...]

    @property
    def is_ready(self) -> bool:
        return not self.missing and not any(one.missing for one in self.locations)


def place_picture() -> PlacePicture:
    """Everything in use, in twelve queries however much there is."""
    stock = _Stock()
    missing = [] if stock.locations else [Missing("no_location")]
    missing += stock.waiting_drafts()
    missing += stock.waiting_settings()
    return PlacePicture(
        locations=tuple(stock.picture(location) for location in stock.locations),
        closed=tuple(stock.closed),
        missing=tuple(missing),
    )


class _Stock:
    """What is in use, read once."""

    def __init__(self) -> None:
        locations = list(Location.objects.all())
        self.locations = [location for location in locations if location.is_open]
        self.closed = [location for location in locations if not location.is_open]
        self.rooms = list(Room.objects.filter(is_active=True))
        self.devices = list(Device.objects.filter(is_active=True))
        people = Practitioner.objects.filter(is_active=True).prefetch_related("locations")
        self.practitioners = list(people)
        self.qualified: dict[int, set[int]] = defaultdict(set)
        for protocol, person in Qualification.objects.values_list("protocol", "practitioner"):
            self.qualified[protocol].add(person)
        hours = Hours.objects.order_by().values_list("location_id", "resource_id").distinct()
        self.hours: set[tuple[int, int | None]] = set(hours)
        self.protocols = list(Protocol.objects.filter(is_active=True))
        in_force = ProtocolVersion.objects.filter(state=ProtocolVersion.State.APPROVED)
        self.in_force = {version.protocol_id: version for version in in_force}
        approved = Standard.objects.filter(state=Standard.State.APPROVED)
        self.sheets = set(approved.values_list("sheet", flat=True))
        self.steps: dict[int, list[Step]] = defaultdict(list)
        for step in Step.objects.filter(version__in=self.in_force.values()):
            self.steps[step.version_id].append(step)

    def picture(self, location: Location) -> LocationPicture:
        rooms = [room for room in self.rooms if room.location_id == location.pk]
        devices = [device for device in self.devices if device.location_id == location.pk]
        people = [one for one in self.practitioners if location in one.locations.all()]
        return LocationPicture(
            location=location,
            practitioners=tuple(people),
            rooms=tuple(rooms),
            devices=tuple(devices),
            missing=tuple(self._missing(location, people, rooms, devices)),
            unasked=tuple(self._unasked(location)),
        )

    def waiting_drafts(self) -> Iterator[Missing]:
        for protocol in self.protocols:
            if protocol.pk not in self.in_force:
                yield Missing("draft_waits", protocol.pk, protocol.name)

    def waiting_settings(self) -> Iterator[Missing]:
        """What a treatment needs besides its protocol."""
        in_force = [one for one in self.protocols if one.pk in self.in_force]
        treated = [one for one in in_force if one.kind in Protocol.TREATED]
        if not treated:
            return
        if len(self.sheets) < len(Standard.Sheet.values):
            yield Missing("settings_wait")
        texts = ConsentText.objects.filter(state=ConsentText.State.APPROVED)
        agreed = set(texts.values_list("protocol", flat=True))
        for protocol in treated:
            if protocol.pk not in agreed:
                yield Missing("consent_waits", protocol.pk, protocol.name)

    def _unasked(self, location: Location) -> Iterator[Missing]:
        if not location.emergency_phone:
            yield Missing("no_emergency_phone", location.pk, location.name)
        if Standard.Sheet.TRIAGE not in self.sheets:
            yield Missing("triage_waits")
        if location.emergency_phone and not location.has_check_ins:
            yield Missing("check_ins_off", location.pk, location.name)

    def _missing(
        self,
        location: Location,
        people: Iterable[Practitioner],
        rooms: Iterable[Room],
        devices: Iterable[Device],
    ) -> Iterator[Missing]:
        if (location.pk, None) not in self.hours:
            yield Missing("no_hours", location.pk, location.name)
        if not rooms:
            yield Missing("no_room", location.pk, location.name)
        if not people:
            yield Missing("no_practitioner", location.pk, location.name)
        for person in people:
            if (location.pk, person.pk) not in self.hours:
                yield Missing("practitioner_without_hours", person.pk, person.name, location.name)
        kinds = {device.kind for device in devices}
        for protocol in self.protocols:
            yield from self._missing_for(protocol, location, {one.pk for one in people}, kinds)

    def _missing_for(
        self, protocol: Protocol, location: Location, people: set[int], kinds: set[str]
    ) -> Iterator[Missing]:
        version = self.in_force.get(protocol.pk)
        if version is None:
            return
        steps = self.steps[version.pk]
        needs_person = any(step.practitioner for step in steps)
        if people and needs_person and not people & self.qualified[protocol.pk]:
            yield Missing("nobody_qualified", location.pk, location.name, protocol.name)
        if any(step.device for step in steps) and not kinds & set(version.device_kinds):
            yield Missing("no_device", location.pk, location.name, protocol.name)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday; `is_entered` where the location is shut on that day already."""

    day: dt.date
    name: str
    is_entered: bool


def public_holidays(*, location: Location, year: int, language: str) -> tuple[Holiday, ...] | None:
    """The public holidays of the location's country and region in a year, by date; None where
    the `holidays` package knows no such country or region."""
    import holidays  # noqa: PLC0415  # half a second to load, for one page

    try:
        found = holidays.country_holidays(
            location.country, subdiv=location.subdivision or None, years=year, language=language
        )
    except NotImplementedError:
        return None
    shut = location.closures.filter(first_day__year__lte=year, last_day__year__gte=year)
    spans = list(shut.values_list("first_day", "last_day"))
    return tuple(
        Holiday(day, name, any(first <= day <= last for first, last in spans))
        for day, name in sorted(found.items())
    )
