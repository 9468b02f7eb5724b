"""The manager's pages of the place."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clinic.models import Absence, Closure, Hours, Location, Practitioner, Role, Room
from plans.models import Visit
from plans.shipped.standards import TRIAGE
from tests.ready import a_sheet
from tests.world import (
    MONDAY,
    a_location,
    a_pen,
    a_practitioner,
    a_protocol,
    a_room,
    a_user,
)
from tests.world import Clinic as Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=True):
        yield


def signed_in(role: Role = Role.MANAGER) -> Client:
    client = Client()
    client.force_login(a_user(role))
    return client


def page(client: Client, route: str, *args: object) -> str:
    answer = client.get(reverse(route, args=args))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_everybody_of_the_staff_sees_the_overview_but_only_managers_change() -> None:
    location = a_location(name="Harbour")
    desk = signed_in(Role.DESK)
    seen = page(desk, "place")
    assert "Harbour has no room." in seen
    assert reverse("room_new") not in seen
    assert desk.get(reverse("location", args=[location.pk])).status_code == 403
    assert desk.get(reverse("practitioners")).status_code == 403
    assert reverse("room_new") in page(signed_in(), "place")


def test_an_absence_strikes_first_and_is_saved_when_the_visits_are_kept() -> None:
    place = Place()
    place.booked()
    visit = Visit.objects.order_by("start")[0]
    client = signed_in()
    address = reverse("absence_new", args=[place.practitioner.pk])
    typed = {"first_day": visit.start.date().isoformat(), "reason": "Conference"}

    shown = client.post(address, typed).content.decode()

    assert "This would strike 1 booked visit" in shown
    assert place.patient.name in shown
    assert f"{place.practitioner.name} is away" in shown
    assert 'value="Conference"' in shown
    assert Absence.objects.count() == 0

    answer = client.post(address, {**typed, "keep": str(visit.pk)}, follow=True)

    assert "1 visit is marked for re-booking." in answer.content.decode()
    visit.refresh_from_db()
    assert visit.rebook_reason == Visit.Rebook.AWAY
    assert Absence.objects.get().last_day == visit.start.date()


def test_a_visit_booked_since_the_table_was_shown_is_shown_before_it_is_struck() -> None:
    place = Place()
    place.booked()
    first = Visit.objects.order_by("start")[0]
    client = signed_in()
    address = reverse("room", args=[place.room.pk])
    typed = {"location": place.location.pk, "name": place.room.name, "keep": str(first.pk)}
    shown = client.post(address, typed).content.decode()
    assert "This would strike 4 booked visits" in shown
    assert Room.objects.get().is_active is True


def test_hours_are_typed_as_text_and_come_back_where_they_cannot_be_read() -> None:
    location = a_location()
    client = signed_in()
    address = reverse("opening_new", args=[location.pk])
    shown = client.post(address, {"day_5": "10:00-14:00", "day_6": "noon"}).content.decode()
    assert "cannot be read" in shown
    assert 'value="10:00-14:00"' in shown
    client.post(address, {"day_5": "10:00-12:00, 12:30-14:00"})
    stored = Hours.objects.filter(weekday=5).values_list("start", "end")
    assert list(stored) == [(600, 720), (750, 840)]


def test_hours_that_overlap_are_refused_with_a_sentence() -> None:
    location = a_location(opens=540, closes=1080)
    address = reverse("opening_new", args=[location.pk])
    shown = signed_in().post(address, {"day_0": "17:00-20:00"}).content.decode()
    assert "Monday 17:00–20:00 overlaps with 09:00–18:00 of another timetable." in shown


def test_a_timetable_can_be_changed_and_removed() -> None:
    location = a_location()
    row = Hours.objects.filter(location=location)[0]
    client = signed_in()
    assert 'value="09:00–18:00"' in page(client, "hours", row.pk)
    client.post(reverse("hours", args=[row.pk]), {"day_0": "09:00-12:00", "until": "2027-12-31"})
    row = Hours.objects.get()
    assert (row.start, row.end, row.until) == (540, 720, dt.date(2027, 12, 31))
    client.post(reverse("hours_remove", args=[row.pk]))
    assert Hours.objects.count() == 0


def test_a_new_practitioner_leads_to_her_page_for_hours() -> None:
    location = a_location()
    protocol = a_protocol().protocol
    typed = {
        "name": "Dr Pia Novak",
        "profession": "Dermatologist",
        "locations": [location.pk],
        "protocols": [protocol.pk],
        "is_prescriber": "on",
        "is_active": "on",
    }
    answer = signed_in().post(reverse("practitioner_new"), typed)
    person = Practitioner.objects.get()
    assert answer.headers["Location"] == reverse("practitioner", args=[person.pk])
    assert person.qualifications.get().protocol == protocol
    assert person.is_prescriber


def test_a_room_of_the_same_name_is_refused_with_a_sentence() -> None:
    location = a_location()
    a_room(location, name="Room 1")
    typed = {"location": location.pk, "name": "Room 1", "is_active": "on"}
    shown = signed_in().post(reverse("room_new"), typed).content.decode()
    assert "This location has a room of this name already." in shown
    assert Room.objects.count() == 1


def test_a_location_is_made_and_its_country_written_large() -> None:
    typed = {
        "name": "Harbour",
        "display_name": "Linden",
        "zone": "Europe/London",
        "country": "gb",
        "is_open": "on",
    }
    signed_in().post(reverse("location_new"), typed)
    location = Location.objects.get()
    assert (location.zone, location.country) == ("Europe/London", "GB")


def asking(location: Location, **typed: str) -> dict[str, str]:
    """The location's own facts, with the switch on."""
    facts = {"name": location.name, "display_name": "Linden", "zone": "Europe/Berlin"}
    return {**facts, "is_open": "on", "has_check_ins": "on", **typed}


def test_nobody_is_asked_how_her_skin_feels_without_an_emergency_number() -> None:
    location = a_location(name="Harbour")
    a_sheet("triage", [TRIAGE])
    client, address = signed_in(), reverse("location", args=[location.pk])
    shown = " ".join(client.post(address, asking(location)).content.decode().split())
    assert "Write the emergency number first, such as 112 or 911." in shown
    assert "Constraint" not in shown
    client.post(address, asking(location, emergency_phone="112"))
    location.refresh_from_db()
    assert (location.has_check_ins, location.emergency_phone) == (True, "112")


def test_nobody_is_asked_before_a_clinician_approved_what_is_red() -> None:
    location = a_location(name="Harbour")
    address = reverse("location", args=[location.pk])
    shown = signed_in().post(address, asking(location, emergency_phone="112")).content.decode()
    location.refresh_from_db()
    assert "A clinician must first approve" in shown
    assert not location.has_check_ins


def test_the_overview_says_what_keeps_patients_from_being_asked() -> None:
    a_location(name="Harbour")
    seen = page(signed_in(), "place")
    assert "Harbour has no emergency number to show in a red answer." in seen
    assert "waits for a clinician&#x27;s approval." in seen


def test_part_of_a_day_needs_both_times_and_one_day() -> None:
    person = a_practitioner(a_location())
    client = signed_in()
    address = reverse("absence_new", args=[person.pk])
    day = {"first_day": "2027-08-02"}
    assert "Enter both times" in client.post(address, {**day, "start": "09:00"}).content.decode()
    longer = {**day, "last_day": "2027-08-03", "start": "09:00", "end": "10:00"}
    assert "Hours are for part of one day" in client.post(address, longer).content.decode()
    client.post(address, {**day, "start": "13:00", "end": "00:00"})
    absence = Absence.objects.get()
    assert (absence.start, absence.end) == (780, 1440)
    assert "13:00–24:00" in page(client, "practitioner", person.pk)


def test_public_holidays_are_chosen_from_a_list_and_then_closed() -> None:
    location = a_location(country="DE")
    client = signed_in()
    address = reverse("holidays", args=[location.pk, 2027])
    assert "Good Friday" in client.get(address).content.decode()
    client.post(address, {"days": ["2027-03-26"]})
    closure = Closure.objects.get()
    assert (closure.first_day, closure.name) == (dt.date(2027, 3, 26), "Good Friday")
    assert 'value="2027-03-26"' not in client.get(address).content.decode()


def test_a_location_without_a_known_country_is_told_where_to_set_it() -> None:
    location = a_location()
    shown = page(signed_in(), "holidays", location.pk, 2027)
    assert "No holidays are known" in shown
    assert reverse("location", args=[location.pk]) in shown


def test_a_closure_is_entered_changed_and_taken_back() -> None:
    location = a_location()
    client = signed_in()
    typed = {"name": "Stocktaking", "first_day": "2027-07-01", "last_day": "2027-06-30"}
    address = reverse("closure_new", args=[location.pk])
    assert "before the first" in client.post(address, typed).content.decode()
    client.post(address, {**typed, "last_day": "2027-07-02"})
    closure = Closure.objects.get()
    assert "Stocktaking" in page(client, "location", location.pk)
    client.post(reverse("closure", args=[closure.pk]), {**typed, "last_day": "2027-07-01"})
    closure.refresh_from_db()
    assert closure.last_day == dt.date(2027, 7, 1)
    client.post(reverse("closure_remove", args=[closure.pk]))
    assert Closure.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("route", ["practitioners", "rooms", "devices"])
def test_a_list_takes_the_same_queries_however_long(
    route: str, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    protocol = a_protocol().protocol
    for _ in range(count):
        location = a_location()
        a_practitioner(location, protocol)
        a_room(location)
        a_pen(location)
    client = signed_in()
    client.get(reverse(route))
    expected = {"practitioners": 8, "rooms": 5, "devices": 5}
    with django_assert_num_queries(expected[route]):
        client.get(reverse(route))
