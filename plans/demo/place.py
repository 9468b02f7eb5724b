"""The demo clinic's place: its location, people, rooms, pens and accounts."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from allauth.account.models import EmailAddress

from clinic.models import Absence, Device, Hours, Location, Practitioner, Resource, Role, Room, User
from plans.actions.consent_text import approve_text, ship_consent_texts
from plans.actions.hours import close_on, save_absence
from plans.actions.protocol import approve_version, ship_protocols
from plans.actions.standard import approve_sheet, ship_standards
from plans.actions.strike import Strikes
from plans.models import ConsentText, Protocol, ProtocolVersion, Qualification, Standard

PASSWORD = "demo-clinic"  # noqa: S105  # shown on the demo's own front page
STAFF = [
    ("desk@demo.example", "Dana Keller", Role.DESK),
    ("practitioner@demo.example", "Dr Pia Novak", Role.PRACTITIONER),
    ("manager@demo.example", "Max Winter", Role.MANAGER),
]
# Name, profession, registration, weekdays, from, to: the demo is open every day, so that today
# always has something to show.
PRACTITIONERS = [
    ("Dr Pia Novak", "Dermatologist", "BE-104221", (0, 1, 2, 3, 4, 5), 9, 19),
    ("Samuel Okafor", "Nurse practitioner", "BE-220815", (1, 2, 3, 4, 6), 10, 19),
    ("Dr Lea Brandt", "Dermatologist", "BE-118340", (0, 2, 4, 5), 9, 17),
    ("Yara Haddad", "Aesthetic nurse", "BE-230117", (0, 1, 3, 5, 6), 9, 18),
]
PRICES = {"enlarged-pores": ("250.00", "900.00"), "skin-texture": ("240.00", "880.00")}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what the stories of the demo are played with."""

    location: Location
    practitioners: list[Practitioner]
    series: list[ProtocolVersion]
    single: dict[str, ProtocolVersion]
    desk: User
    pia: User
    manager: User


def open_clinic(now: dt.datetime) -> Cast:
    """The place as it was before its first patient, a year ago."""
    desk, pia, manager = (make_account(*who) for who in STAFF)
    location = make_location()
    versions = approve_all(manager, now)
    approve_sheets(manager, now)
    approve_texts(manager, now)
    practitioners = [make_practitioner(location, *who) for who in PRACTITIONERS]
    practitioners[0].user = pia
    practitioners[0].save(update_fields=["user"])
    for nurse in (practitioners[1], practitioners[3]):
        nurse.supervisor = practitioners[0]
        nurse.save(update_fields=["supervisor"])
    make_things(location)
    qualify(practitioners, versions)
    close_holidays(location, manager, now)
    return Cast(
        location=location,
        practitioners=practitioners,
        series=[v for v in versions if v.protocol.kind == Protocol.Kind.SERIES],
        single={v.protocol.kind: v for v in versions if v.protocol.kind != Protocol.Kind.SERIES},
        desk=desk,
        pia=pia,
        manager=manager,
    )


def make_account(email: str, name: str, role: Role) -> User:
    user = User.objects.create_user(email, PASSWORD, role=role, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def make_location() -> Location:
    location = Location.objects.create(
        name="Linden Skin Clinic",
        display_name="Linden Clinic",
        zone="Europe/Berlin",
        address="Lindenstr. 12\n10969 Berlin",
        phone="+493055501000",
        out_of_hours_phone="116 117",
        emergency_phone="112",
        has_check_ins=True,
        email="hello@linden.example",
        country="DE",
        subdivision="BE",
    )
    for day in range(7):
        opens, closes = (9, 19) if day < 6 else (10, 18)
        Hours.objects.create(location=location, weekday=day, start=opens * 60, end=closes * 60)
    return location


def make_practitioner(
    location: Location,
    name: str,
    profession: str,
    registration: str,
    weekdays: tuple[int, ...],
    start: int,
    end: int,
) -> Practitioner:
    """With half an hour of lunch."""
    resource = Resource.objects.create(kind=Resource.Kind.PRACTITIONER)
    practitioner = Practitioner.objects.create(
        resource=resource,
        name=name,
        profession=profession,
        registration_number=registration,
        is_prescriber=profession == "Dermatologist",
    )
    practitioner.locations.add(location)
    for day in weekdays:
        for first, last in ((start * 60, 13 * 60), (13 * 60 + 30, end * 60)):
            Hours.objects.create(
                location=location, resource=resource, weekday=day, start=first, end=last
            )
    return practitioner


def make_things(location: Location) -> None:
    for name in ("Room 1", "Room 2", "Room 3"):
        resource = Resource.objects.create(kind=Resource.Kind.ROOM)
        Room.objects.create(resource=resource, location=location, name=name)
    for name, serial in (("Pen A", "SP-20817"), ("Pen B", "SP-20944")):
        resource = Resource.objects.create(kind=Resource.Kind.DEVICE)
        Device.objects.create(
            resource=resource,
            location=location,
            name=name,
            kind=Device.Kind.PEN,
            model="Needling pen",
            serial=serial,
        )


def approve_all(manager: User, now: dt.datetime) -> list[ProtocolVersion]:
    """The shipped drafts, approved by the demo's doctor; some with a price."""
    versions = []
    for version in ship_protocols(now=now):
        if version.protocol.kind == Protocol.Kind.SERIES:
            # This clinic asks whether she comes, three days before, instead of the day before.
            version.message_steps.filter(reason="confirm").update(is_on=True)
            version.message_steps.filter(reason="day_before").update(is_on=False)
        session, series = PRICES.get(version.protocol.slug, (None, None))
        if session and series:
            version.price_session, version.price_series = Decimal(session), Decimal(series)
            version.currency = "EUR"
            version.save(update_fields=["price_session", "price_series", "currency"])
        approved = approve_version(
            version_id=version.pk, approved_by="Dr Pia Novak", by=manager, now=now
        )
        if not isinstance(approved, ProtocolVersion):
            raise TypeError(f"{version} was not approved: {approved}")
        versions.append(approved)
    return versions


def approve_sheets(manager: User, now: dt.datetime) -> None:
    """The shipped clinical settings, approved by the demo's doctor."""
    for standard in ship_standards(now=now):
        approved = approve_sheet(
            standard_id=standard.pk, approved_by="Dr Pia Novak", by=manager, now=now
        )
        if not isinstance(approved, Standard):
            raise TypeError(f"{standard} was not approved: {approved}")


def approve_texts(manager: User, now: dt.datetime) -> None:
    """The shipped consent texts, approved by the demo's doctor."""
    for text in ship_consent_texts(now=now):
        approved = approve_text(text_id=text.pk, approved_by="Dr Pia Novak", by=manager, now=now)
        if not isinstance(approved, ConsentText):
            raise TypeError(f"{text} was not approved: {approved}")


def qualify(practitioners: list[Practitioner], versions: list[ProtocolVersion]) -> None:
    """Scars are for the doctors; everything else for everybody."""
    Qualification.objects.bulk_create(
        Qualification(practitioner=practitioner, protocol=version.protocol)
        for practitioner in practitioners
        for version in versions
        if version.protocol.indication != Protocol.Indication.ACNE_SCARS
        or practitioner.name.startswith("Dr")
    )


def close_holidays(location: Location, manager: User, now: dt.datetime) -> None:
    """Public holidays of the years around now."""
    import holidays  # noqa: PLC0415  # heavy, and only the demo and one page need it

    years = range(now.year - 1, now.year + 2)
    days = holidays.country_holidays(location.country, subdiv=location.subdivision, years=years)
    close_on(location=location, holidays=sorted(days.items()), by=manager, now=now)


def send_on_holiday(cast: Cast, today: dt.date, now: dt.datetime) -> None:
    """Absences, one of which strikes booked sessions: they are marked for re-booking."""
    novak, okafor = cast.practitioners[:2]
    plan = [(novak, 29, 31, "Congress"), (okafor, 8, 12, "Holiday")]
    for practitioner, first, last, reason in plan:
        absence = Absence(
            resource=practitioner.resource,
            first_day=today + dt.timedelta(days=first),
            last_day=today + dt.timedelta(days=last),
            reason=reason,
        )
        answer = save_absence(absence=absence, by=cast.manager, now=now)
        if isinstance(answer, Strikes):
            keep = [struck.id for struck in answer.visits]
            save_absence(absence=absence, keep=keep, by=cast.manager, now=now)
