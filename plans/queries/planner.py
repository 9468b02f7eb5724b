"""What the planner page reads: for whom, under which protocol, where and with whom."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from clinic.models import Device, Hours, Location, Practitioner, Room
from plans.engine.series import horizon
from plans.engine.terms import Scenario
from plans.models import Patient, Plan, Protocol, ProtocolVersion, Qualification, Visit
from plans.queries.gaps import Gaps, gaps_of
from plans.queries.supply import Wishes, scenario_for, today_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """One patient under one version of a protocol, at one location; and who and what else could
    be chosen. `order` is a plan that a practitioner ordered and that waits for its dates;
    `today` is the location's date."""

    patient: Patient
    version: ProtocolVersion
    order: Plan | None
    location: Location
    locations: tuple[Location, ...]
    practitioners: tuple[Practitioner, ...]
    gaps: Gaps
    today: dt.date
    now: dt.datetime

    @property
    def is_series(self) -> bool:
        return self.version.protocol.kind == Protocol.Kind.SERIES

    @property
    def counts(self) -> range:
        """The numbers of sessions that the protocol allows."""
        return range(self.version.sessions_min, self.version.sessions_max + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What people call the rooms and practitioners, by the engine's ids, and from which age each
    device is cleared."""

    practitioners: Mapping[str, str]
    rooms: Mapping[str, str]
    cleared_ages: Mapping[str, int]


def planning_for(
    *,
    patient: Patient,
    protocol: Protocol,
    location_id: int | None = None,
    order_id: int | None = None,
    now: dt.datetime,
) -> Planning | None:
    """None where the protocol has no version in force, or no location is in use. An order keeps
    the version it was made from. Four queries."""
    order = open_order(patient, protocol, order_id)
    version = order.version if order else version_in_force(protocol)
    locations = tuple(Location.objects.filter(is_open=True))
    if version is None or not locations:
        return None
    wanted = location_id or (order.location_id if order else None)
    location = next((found for found in locations if found.pk == wanted), locations[0])
    return Planning(
        patient=patient,
        version=version,
        order=order,
        location=location,
        locations=locations,
        practitioners=qualified_at(location, protocol),
        gaps=gaps_of(version, patient.fitzpatrick),
        today=today_at(location, now),
        now=now,
    )


def open_order(patient: Patient, protocol: Protocol, wanted: int | None) -> Plan | None:
    """A plan under this protocol that is ordered and has no dates: the wanted one, else the
    latest."""
    found = list(
        Plan.objects.filter(patient=patient, version__protocol=protocol, state=Plan.State.ORDERED)
    )
    return next((plan for plan in found if plan.pk == wanted), next(iter(found), None))


def version_in_force(protocol: Protocol) -> ProtocolVersion | None:
    approved = ProtocolVersion.objects.filter(
        protocol=protocol, state=ProtocolVersion.State.APPROVED
    )
    return approved.select_related("protocol").first()


def question_for(planning: Planning, wishes: Wishes) -> Scenario:
    """The question that a search asks of the engine. Six queries."""
    return scenario_for(
        patient=planning.patient,
        version=planning.version,
        location=planning.location,
        wishes=wishes,
        now=planning.now,
    )


def wider_question_for(planning: Planning, wishes: Wishes, asked: Scenario) -> Scenario:
    """The same, read as far ahead as the engine looks for single changes that help: what was not
    read would look free to it."""
    return scenario_for(
        patient=planning.patient,
        version=planning.version,
        location=planning.location,
        wishes=wishes,
        now=planning.now,
        span=horizon(asked, wide=True),
    )


def qualified_at(location: Location, protocol: Protocol) -> tuple[Practitioner, ...]:
    """Who treats here and may do this protocol, by name."""
    qualified = Qualification.objects.filter(protocol=protocol, practitioner=OuterRef("pk"))
    return tuple(Practitioner.objects.filter(Exists(qualified), is_active=True, locations=location))


def open_weekdays(location: Location) -> list[int]:
    """The weekdays on which the location opens at all; 0 is Monday."""
    days = Hours.objects.filter(location=location, resource=None).order_by("weekday")
    return list(days.values_list("weekday", flat=True).distinct())


def names_at(planning: Planning) -> Names:
    """In two queries: one for rooms and one for devices."""
    rooms = Room.objects.filter(location=planning.location)
    devices = Device.objects.filter(location=planning.location)
    return Names(
        practitioners={str(one.pk): one.name for one in planning.practitioners},
        rooms={str(pk): name for pk, name in rooms.values_list("pk", "name")},
        cleared_ages={str(pk): age for pk, age in devices.values_list("pk", "cleared_age")},
    )


def practitioner_of_last_visit(planning: Planning) -> int | None:
    """Who saw the patient last, if that person may do this too."""
    last = Visit.objects.filter(
        ~Q(state__in=Visit.OVER), patient=planning.patient, practitioner__isnull=False
    ).order_by("-start")
    found = last.values_list("practitioner", flat=True).first()
    return found if found in {one.pk for one in planning.practitioners} else None
