"""Builders of small worlds: each makes one thing with sensible defaults, in the fewest words."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from clinic.models import Device, Hours, Location, Practitioner, Resource, Role, Room, User
from plans.actions.booking import book_series, book_visit
from plans.actions.booking_rules import Agreed
from plans.actions.patient import make_searchable
from plans.actions.refusal import Refused
from plans.engine.series import propose
from plans.engine.terms import GapDays, Place, Proposals
from plans.models import (
    AftercareStep,
    Booking,
    MessageStep,
    Patient,
    Protocol,
    ProtocolVersion,
    Qualification,
    Step,
    Visit,
)
from plans.queries.gaps import gaps_of
from plans.queries.supply import Wishes, scenario_for, today_at

# A Monday, 08:00 in Berlin, outside the hours in which the clock changes.
MONDAY = dt.datetime(2027, 1, 11, 7, 0, tzinfo=dt.UTC)
count = itertools.count(1)
CANCELLED = {
    "state": "cancelled",
    "ended_at": MONDAY,
    "cancelled_by": "patient",
    "cancelled_because": "time",
}


def a_user(role: Role = Role.DESK, **fields: Any) -> User:
    fields.setdefault("email", f"{role}{next(count)}@clinic.example")
    fields.setdefault("name", "Dana Desk" if role == Role.DESK else str(role).title())
    return User.objects.create_user(password=None, role=role, **fields)


def a_location(*, opens: int = 9 * 60, closes: int = 18 * 60, **fields: Any) -> Location:
    """Open Monday to Friday."""
    fields.setdefault("name", f"Linden {next(count)}")
    fields.setdefault("display_name", "Linden")
    fields.setdefault("zone", "Europe/Berlin")
    location = Location.objects.create(**fields)
    open_on(location, None, range(5), opens, closes)
    return location


def open_on(
    location: Location,
    resource: Resource | None,
    weekdays: Iterable[int],
    start: int,
    end: int,
) -> None:
    Hours.objects.bulk_create(
        Hours(location=location, resource=resource, weekday=day, start=start, end=end)
        for day in weekdays
    )


def a_practitioner(
    location: Location,
    *protocols: Protocol,
    weekdays: Iterable[int] = range(5),
    start: int = 9 * 60,
    end: int = 18 * 60,
    **fields: Any,
) -> Practitioner:
    """Works Monday to Friday and is qualified for the protocols."""
    fields.setdefault("name", f"Dr Pia Novak {next(count)}")
    fields.setdefault("profession", "Dermatologist")
    resource = Resource.objects.create(kind=Resource.Kind.PRACTITIONER)
    practitioner = Practitioner.objects.create(resource=resource, **fields)
    practitioner.locations.add(location)
    open_on(location, resource, weekdays, start, end)
    for protocol in protocols:
        Qualification.objects.create(practitioner=practitioner, protocol=protocol)
    return practitioner


def a_room(location: Location, **fields: Any) -> Room:
    fields.setdefault("name", f"Room {next(count)}")
    resource = Resource.objects.create(kind=Resource.Kind.ROOM)
    return Room.objects.create(resource=resource, location=location, **fields)


def a_pen(location: Location, **fields: Any) -> Device:
    number = next(count)
    fields.setdefault("name", f"Pen {number}")
    fields.setdefault("serial", f"S{number}")
    fields.setdefault("model", "Pen One")
    fields.setdefault("kind", Device.Kind.PEN)
    resource = Resource.objects.create(kind=Resource.Kind.DEVICE)
    return Device.objects.create(resource=resource, location=location, **fields)


def a_patient(*, now: dt.datetime = MONDAY, **fields: Any) -> Patient:
    number = next(count)
    fields.setdefault("name", f"Amira Haddad {number}")
    fields.setdefault("email", f"amira{number}@patients.example")
    fields.setdefault("email_consent_at", now)
    patient = Patient(created_at=now, **fields)
    make_searchable([patient])
    patient.save()
    return patient


def a_message(
    version: ProtocolVersion, reason: str, *, days: int = 0, slug: str = "", **fields: Any
) -> MessageStep:
    """A message of a version that is on, at ten in the clinic's morning."""
    return MessageStep.objects.create(
        version=version,
        order=version.message_steps.count() + 1,
        slug=slug or reason,
        reason=reason,
        offset_days=days,
        **{"minute": 600, **fields},
    )


def a_protocol(
    *,
    now: dt.datetime = MONDAY,
    prepare_days_before: int = 7,
    recovery_days_after: int = 1,
    **fields: Any,
) -> ProtocolVersion:
    """Enlarged pores in force: preparing 15, numbing 30, needling 45, cleaning 15 minutes; a
    message how to prepare, and one on recovery."""
    number = next(count)
    protocol = Protocol.objects.create(
        slug=f"pores-{number}", name=f"Enlarged pores {number}", indication="pores"
    )
    fields = {
        "number": 1,
        "state": "approved",
        "approved_by": "Dr Novak",
        "approved_at": now,
        "sessions_min": 3,
        "sessions_usual": 4,
        "sessions_max": 6,
        "gap_floor": 14,
        "gap_min": 28,
        "gap_ideal": 28,
        "gap_max": 42,
        "gap_stalled": 56,
        "device_kinds": ["pen"],
        "recovery_days": 7,
        "prepare_text": "Pause acids.",
        **fields,
    }
    version = ProtocolVersion.objects.create(protocol=protocol, **fields)
    a_message(version, "prepare", days=prepare_days_before)
    a_message(version, "recovery", days=recovery_days_after)
    steps = [("preparing", 15, "pr-"), ("numbing", 30, "-r-"), ("needling", 45, "prd")]
    for order, (name, minutes, held) in enumerate(steps, 1):
        a_step(version, order, name, minutes, held)
    a_step(version, 4, "cleaning", 15, "-rd", patient=False)
    AftercareStep.objects.create(version=version, order=1, kind="do", text="Keep it clean.")
    return version


def a_single_protocol(kind: str = "consultation", *, now: dt.datetime = MONDAY) -> ProtocolVersion:
    """A visit of 30 minutes that keeps a practitioner and a room."""
    number = next(count)
    protocol = Protocol.objects.create(slug=f"{kind}-{number}", name=f"{kind} {number}", kind=kind)
    version = ProtocolVersion.objects.create(
        protocol=protocol, number=1, state="approved", approved_by="Dr Novak", approved_at=now
    )
    a_step(version, 1, "talking", 30, "pr-")
    return version


def a_step(
    version: ProtocolVersion, order: int, name: str, minutes: int, held: str, patient: bool = True
) -> Step:
    """`held` has a letter for each of practitioner, room and device that the step keeps."""
    return Step.objects.create(
        version=version,
        order=order,
        name=name,
        minutes=minutes,
        practitioner="p" in held,
        room="r" in held,
        device="d" in held,
        patient=patient,
    )


class Clinic:
    """One location in which a series can be booked: a practitioner, a room, a pen, a protocol."""

    def __init__(self, *, now: dt.datetime = MONDAY) -> None:
        self.now = now
        self.location = a_location()
        self.version = a_protocol(now=now)
        self.protocol = self.version.protocol
        self.practitioner = a_practitioner(self.location, self.protocol)
        self.room = a_room(self.location)
        self.pen = a_pen(self.location)
        self.desk = a_user()
        self.patient = a_patient(now=now)

    def wishes(self, sessions: int = 4, **fields: Any) -> Wishes:
        today = today_at(self.location, self.now)
        fields.setdefault("gap", gaps_of(self.version, None).days)
        fields.setdefault("earliest", today + dt.timedelta(days=1))
        fields.setdefault("first_by", today + dt.timedelta(days=28))
        return Wishes(sessions=sessions, **fields)

    def places(self, sessions: int = 4, *, patient: Patient | None = None) -> tuple[Place, ...]:
        """The best series that the engine proposes."""
        answer = propose(
            scenario_for(
                patient=patient or self.patient,
                version=self.version,
                location=self.location,
                wishes=self.wishes(sessions),
                now=self.now,
            )
        )
        assert isinstance(answer, Proposals)
        return answer.proposals[0].sessions

    def book(
        self,
        *,
        patient: Patient | None = None,
        places: Sequence[Place] | None = None,
        sessions: int = 4,
        reserve: bool = False,
        key: uuid.UUID | None = None,
        now: dt.datetime | None = None,
        by: User | None = None,
        gap: GapDays | None = None,
        **agreed: Any,
    ) -> Booking | Refused:
        patient = patient or self.patient
        return book_series(
            key=key or uuid.uuid4(),
            patient=patient,
            version=self.version,
            location=self.location,
            places=places or self.places(sessions, patient=patient),
            gap=gap or gaps_of(self.version, None).days,
            agreed=Agreed(count=sessions, **agreed),
            reserve=reserve,
            by=by or self.desk,
            now=now or self.now,
        )

    def booked(self, **how: Any) -> Booking:
        """A series that is booked: `book` where nothing can be in the way."""
        booking = self.book(**how)
        assert isinstance(booking, Booking), booking
        return booking

    def booked_consultation(self, *, reserve: bool = False) -> Booking:
        version = a_single_protocol(now=self.now)
        Qualification.objects.create(practitioner=self.practitioner, protocol=version.protocol)
        wishes = self.wishes(1, gap=GapDays(1, 1, 1))
        answer = propose(
            scenario_for(
                patient=self.patient,
                version=version,
                location=self.location,
                wishes=wishes,
                now=self.now,
            )
        )
        assert isinstance(answer, Proposals)
        booking = book_visit(
            key=uuid.uuid4(),
            patient=self.patient,
            version=version,
            location=self.location,
            place=answer.proposals[0].sessions[0],
            reserve=reserve,
            by=self.desk,
            now=self.now,
        )
        assert isinstance(booking, Booking), booking
        return booking


def a_review(clinic: Clinic, at: dt.datetime) -> Visit:
    """A review of the clinic's patient that is done."""
    booking = Booking.objects.create(
        patient=clinic.patient,
        state=Booking.State.FIRM,
        created_by=clinic.desk,
        created_at=at,
        undo_until=at,
    )
    return Visit.objects.create(
        patient=clinic.patient,
        booking=booking,
        version=a_single_protocol("review"),
        location=clinic.location,
        kind="review",
        state="done",
        start=at,
        end=at + dt.timedelta(minutes=20),
    )
