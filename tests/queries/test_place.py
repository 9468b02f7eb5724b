"""The overview of the place, its timetables, and public holidays."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from clinic.models import Closure, Hours
from clinic.queries import timetables
from plans.models import Standard
from plans.queries.place import Holiday, Missing, place_picture, public_holidays
from tests.consents import a_consent_text
from tests.ready import a_sheet
from tests.world import (
    Clinic,
    a_location,
    a_pen,
    a_practitioner,
    a_protocol,
    a_room,
)

pytestmark = pytest.mark.django_db


def test_an_empty_clinic_lacks_a_location() -> None:
    assert place_picture().missing == (Missing("no_location"),)


def test_a_clinic_that_can_book_and_treat_lacks_nothing() -> None:
    protocol = Clinic().protocol
    for sheet in Standard.Sheet.values:
        a_sheet(sheet, [])
    a_consent_text(protocol)
    assert place_picture().is_ready


def test_settings_and_consents_that_nobody_approved_are_named() -> None:
    protocol = Clinic().protocol
    for sheet in Standard.Sheet.values[1:]:
        a_sheet(sheet, [])
    assert place_picture().missing == (
        Missing("settings_wait"),
        Missing("consent_waits", protocol.pk, protocol.name),
    )


def test_a_bare_location_says_what_it_lacks() -> None:
    version = a_protocol()
    location = a_location(name="Harbour")
    Hours.objects.all().delete()
    pk, name = location.pk, "Harbour"
    assert place_picture().locations[0].missing == (
        Missing("no_hours", pk, name),
        Missing("no_room", pk, name),
        Missing("no_practitioner", pk, name),
        Missing("no_device", pk, name, version.protocol.name),
    )


def test_what_keeps_patients_from_being_asked_is_named_and_hinders_no_booking() -> None:
    location = a_location(name="Harbour")
    pk = location.pk
    lacks = [place_picture().locations[0].unasked]
    location.emergency_phone = "112"
    location.save()
    lacks.append(place_picture().locations[0].unasked)
    a_sheet("triage", [])
    lacks.append(place_picture().locations[0].unasked)
    location.has_check_ins = True
    location.save()
    lacks.append(place_picture().locations[0].unasked)
    off = Missing("check_ins_off", pk, "Harbour")
    assert lacks == [
        (Missing("no_emergency_phone", pk, "Harbour"), Missing("triage_waits")),
        (Missing("triage_waits"), off),
        (off,),
        (),
    ]


def test_people_without_hours_or_qualification_are_named() -> None:
    version = a_protocol()
    location = a_location(name="Harbour")
    a_room(location)
    a_pen(location)
    person = a_practitioner(location, weekdays=[], name="Dr Pia Novak")
    assert place_picture().locations[0].missing == (
        Missing("practitioner_without_hours", person.pk, "Dr Pia Novak", "Harbour"),
        Missing("nobody_qualified", location.pk, "Harbour", version.protocol.name),
    )


def test_what_is_archived_does_not_count() -> None:
    clinic = Clinic()
    clinic.room.is_active = False
    clinic.room.save()
    assert [one.what for one in place_picture().locations[0].missing] == ["no_room"]


def test_a_draft_that_waits_is_named() -> None:
    version = a_protocol(state="draft", approved_by="", approved_at=None)
    a_location()
    protocol = version.protocol
    assert place_picture().missing == (Missing("draft_waits", protocol.pk, protocol.name),)


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_takes_twelve_queries_however_much_there_is(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        Clinic()
    with django_assert_num_queries(12):
        place_picture()


def test_hours_of_one_period_are_one_timetable() -> None:
    location = a_location(opens=540, closes=720)
    Hours.objects.create(location=location, weekday=0, start=780, end=1080)
    later = Hours.objects.create(
        location=location, weekday=6, start=600, end=700, since=dt.date(2027, 6, 1)
    )
    usual, summer = timetables(location=location)
    assert usual.days[0] == ((540, 720), (780, 1080))
    assert [len(spans) for spans in usual.days] == [2, 1, 1, 1, 1, 0, 0]
    assert (summer.since, summer.rows) == (dt.date(2027, 6, 1), (later.pk,))


def test_public_holidays_are_those_of_the_region() -> None:
    location = a_location(country="DE", subdivision="BE")
    christmas = dt.date(2027, 12, 25)
    Closure.objects.create(
        location=location,
        first_day=christmas,
        last_day=dt.date(2028, 1, 1),
        name="Between the years",
    )
    found = public_holidays(location=location, year=2027, language="en")
    assert found is not None
    assert Holiday(dt.date(2027, 3, 8), "Women's Day", is_entered=False) in found
    assert [holiday.day for holiday in found if holiday.is_entered] == [
        christmas,
        dt.date(2027, 12, 26),
    ]
    location.subdivision = ""
    without = public_holidays(location=location, year=2027, language="en") or ()
    assert len(without) == len(found) - 1


@pytest.mark.parametrize(("country", "subdivision"), [("", ""), ("XX", ""), ("DE", "QQ")])
def test_an_unknown_country_or_region_has_no_holidays(country: str, subdivision: str) -> None:
    location = a_location(country=country, subdivision=subdivision)
    assert public_holidays(location=location, year=2027, language="en") is None
