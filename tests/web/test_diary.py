"""The diary's pages: what the address says, what the calendar is told, and where a drop leads."""

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.models import Absence, Location, Practitioner
from plans.engine.interval import instant_at
from plans.models import Visit
from plans.views.diary_entries import drawn, wall_of
from tests.world import MONDAY, Clinic, a_location, a_patient, a_practitioner

pytestmark = pytest.mark.django_db

DAY = "2027-01-12"  # Tuesday, on which the series begins


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


@pytest.fixture
def desk(client: Client, clinic: Clinic) -> Client:
    client.force_login(clinic.desk)
    return client


def first_visit(clinic: Clinic) -> Visit:
    return clinic.booked().visits.order_by("start")[0]


def events(desk: Client, query: str) -> Any:
    return desk.get(f"/diary/events/?{query}").json()


def at(hour: int, minute: int = 0) -> int:
    return instant_at("Europe/Berlin", dt.date(2027, 1, 12).toordinal(), hour * 60 + minute)


def test_without_a_location_the_page_says_what_to_do(desk: Client, clinic: Clinic) -> None:
    Location.objects.update(is_open=False)

    assert "There is no location yet" in desk.get("/diary/").content.decode()
    assert desk.get("/diary/events/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "by=nobody",
        "view=year",
        "on=2027-13-40",
        "on=0001-01-01",
        "who=x",
        "who=999999",
        "location=²",
        "who=9999999999999999999999",
    ],
)
def test_an_address_that_says_nothing_useful_shows_the_usual_day(desk: Client, query: str) -> None:
    page = desk.get(f"/diary/?{query}")

    assert page.status_code == 200
    assert "Monday 11 January 2027" in page.content.decode()
    assert desk.get(f"/diary/events/?{query}").status_code == 200


def test_the_calendar_has_the_wall_clock_without_a_zone(desk: Client, clinic: Clinic) -> None:
    visit = first_visit(clinic)

    found = events(desk, f"on={DAY}")

    assert (found["from"], found["to"], found["offset"]) == (9, 18, "+01:00")
    assert found["events"][1] == {
        "resourceId": clinic.practitioner.pk,
        "start": f"{DAY}T09:45:00",
        "end": f"{DAY}T10:30:00",
        "title": clinic.patient.name,
        "startEditable": True,
        "className": "visit booked",
        "extendedProps": {
            "visit": visit.pk,
            "begins": f"{DAY}T09:00:00",
            "words": "Needling · session 1 of 4",
            "state": "",
        },
    }


def test_free_stretches_come_with_the_instant_of_their_start(desk: Client, clinic: Clinic) -> None:
    first_visit(clinic)

    found = events(desk, f"on={DAY}")["free"]

    assert found == [
        [clinic.practitioner.pk, f"{DAY}T09:15:00", f"{DAY}T09:45:00", at(9, 15)],
        [clinic.practitioner.pk, f"{DAY}T10:30:00", f"{DAY}T18:00:00", at(10, 30)],
    ]


def test_a_stretch_in_which_the_clock_is_put_back_is_drawn_as_long_as_it_takes() -> None:
    """On 31 October 2027 the clock of Berlin shows the hour from 02:00 twice."""
    night = instant_at("Europe/Berlin", dt.date(2027, 10, 31).toordinal(), 0)
    wall = wall_of("Europe/Berlin")

    assert drawn(wall, night, night + 3600) == ("2027-10-31T00:00:00", "2027-10-31T01:00:00")
    assert drawn(wall, night + 2 * 3600, night + 3 * 3600) == (
        "2027-10-31T02:00:00",
        "2027-10-31T03:00:00",
    )


def test_an_absence_is_drawn_and_named(desk: Client, clinic: Clinic) -> None:
    day = dt.date(2027, 1, 12)
    for resource, reason in ((clinic.practitioner.resource, "Congress"), (clinic.pen.resource, "")):
        Absence.objects.create(resource=resource, first_day=day, last_day=day, reason=reason)

    people = events(desk, f"on={DAY}")["events"]
    devices = events(desk, f"on={DAY}&by=device")["events"]

    assert [(one["title"], one["className"]) for one in people] == [("Away: Congress", "off")]
    assert [one["title"] for one in devices] == ["Out of service"]


def test_a_week_is_from_monday_to_sunday(desk: Client, clinic: Clinic) -> None:
    first_visit(clinic)

    days = {one["start"][:10] for one in events(desk, "view=week&on=2027-01-17")["events"]}

    assert days == {DAY}
    assert events(desk, "view=week&on=2027-01-18")["events"] == []


def test_what_is_over_begun_or_only_reserved_is_not_dragged(desk: Client, clinic: Clinic) -> None:
    visit = first_visit(clinic)

    def is_movable() -> bool:
        return bool(events(desk, f"on={DAY}")["events"][0]["startEditable"])

    assert is_movable()
    for state in ("reserved", "in_treatment", "done"):
        Visit.objects.filter(pk=visit.pk).update(state=state)
        assert not is_movable(), state

    Visit.objects.filter(pk=visit.pk).update(state="booked", start=MONDAY)
    assert not is_movable()


def test_a_visit_at_another_location_is_shown_but_not_dragged(desk: Client, clinic: Clinic) -> None:
    first_visit(clinic)
    elsewhere = a_location(name="Elsewhere")
    clinic.practitioner.locations.add(elsewhere)

    found = events(desk, f"on={DAY}&location={elsewhere.pk}")["events"][0]

    assert (found["className"], found["startEditable"]) == ("elsewhere", False)
    assert found["extendedProps"]["words"] == f"At {clinic.location.name}"


def test_a_visit_that_must_be_booked_again_says_so(desk: Client, clinic: Clinic) -> None:
    visit = first_visit(clinic)
    Visit.objects.filter(pk=visit.pk).update(rebook_reason="away")

    found = events(desk, f"on={DAY}")["events"][0]

    assert found["className"] == "visit bad"
    assert found["extendedProps"]["state"] == "Book again: Practitioner away"


def test_the_list_has_the_same_facts_and_a_way_for_each(desk: Client, clinic: Clinic) -> None:
    visit = first_visit(clinic)
    plan = visit.session and visit.session.plan_id

    page = desk.get(f"/diary/?view=list&on={DAY}").content.decode()

    assert clinic.patient.name in page
    assert "Needling · session 1 of 4" in page
    for address in (
        f"/plans/{plan}/sessions/1/move/",
        f"/visits/{visit.pk}/cancel/",
        f"/plans/{plan}/",
        f"/diary/fits/?location={clinic.location.pk}&amp;resource={clinic.practitioner.pk}"
        f"&amp;from={at(10, 30)}",
    ):
        assert f'href="{address}"' in page


def test_the_month_says_in_words_how_full_each_day_is(desk: Client, clinic: Clinic) -> None:
    first_visit(clinic)

    page = desk.get(f"/diary/?view=month&on={DAY}").content.decode()

    assert "Tuesday 12 January 2027: 1 h of 9 h booked" in page
    assert "Sunday 10 January 2027: No hours" in page


def test_many_practitioners_are_shown_in_parts(desk: Client, clinic: Clinic) -> None:
    for number in range(1, 11):
        a_practitioner(clinic.location, name=f"Nurse {number:02}")

    first = desk.get(f"/diary/?view=list&on={DAY}").content.decode()
    second = desk.get(f"/diary/?view=list&on={DAY}&part=2").content.decode()
    beyond = desk.get(f"/diary/?view=list&on={DAY}&part=9").content.decode()
    whole = {lane for lane, *_free in events(desk, f"on={DAY}")["free"]}
    part = {lane for lane, *_free in events(desk, f"on={DAY}&part=2")["free"]}

    assert "1 to 10 of 11" in first
    assert first.count("<h2") == 10
    assert second.count("<h2") == beyond.count("<h2") == 1
    assert "Nurse 10" in second
    assert (len(whole), len(part)) == (11, 1)


def test_no_name_stands_in_an_address_or_the_title(desk: Client, clinic: Clinic) -> None:
    first_visit(clinic)
    name = clinic.patient.name.split()[0]

    page = desk.get(f"/diary/?view=list&on={DAY}").content.decode()

    assert name not in page.split("</title>")[0]
    assert not any(name in part.split('"')[0] for part in page.split('href="')[1:])


def test_the_windows_of_a_visit_are_told_on_the_wall_clock(desk: Client, clinic: Clinic) -> None:
    visit = first_visit(clinic)

    found = desk.get(f"/diary/visits/{visit.pk}/windows/?by=practitioner&on={DAY}").json()

    assert found == {
        "windows": [[clinic.practitioner.pk, f"{DAY}T09:00:00", f"{DAY}T17:45:00"]],
    }


def test_a_visit_that_is_done_has_no_windows(desk: Client, clinic: Clinic) -> None:
    visit = first_visit(clinic)
    Visit.objects.filter(pk=visit.pk).update(state="done")

    assert desk.get(f"/diary/visits/{visit.pk}/windows/?on={DAY}").json() == {"windows": []}


def dropped(desk: Client, visit: Visit, query: str) -> tuple[str, dict[str, list[str]]]:
    address = urlsplit(desk.get(f"/diary/visits/{visit.pk}/drop/?{query}").headers["Location"])
    return address.path, parse_qs(address.query)


def test_a_drop_leads_to_the_preview_of_the_move_and_writes_nothing(
    desk: Client, clinic: Clinic
) -> None:
    visit = first_visit(clinic)
    other = a_practitioner(clinic.location, clinic.protocol)
    assert visit.session
    page = f"/plans/{visit.session.plan_id}/sessions/1/move/"

    same = dropped(desk, visit, "at=2027-01-12T14:00")
    another = dropped(desk, visit, f"at=2027-01-12T14:00&who={other.pk}")

    assert same == (page, {"to": [str(at(14))], "who": [str(clinic.practitioner.pk)]})
    assert another == (page, {"to": [str(at(14))], "who": [str(other.pk)]})
    assert list(Visit.objects.filter(session=visit.session)) == [visit]


def test_a_single_visit_goes_to_its_own_page(desk: Client, clinic: Clinic) -> None:
    visit = clinic.booked_consultation().visits.get()

    assert dropped(desk, visit, "at=2027-01-12T14:00")[0] == f"/visits/{visit.pk}/move/"


def test_a_time_that_no_clock_shows_is_left_out(desk: Client, clinic: Clinic) -> None:
    """02:30 on 28 March 2027 does not exist in Berlin."""
    visit = first_visit(clinic)

    for text in ("2027-03-28T02:30", "2027-02-30T10:00", "soon", "9999-12-31T10:00", ""):
        assert "to" not in dropped(desk, visit, f"at={text}")[1], text


def test_what_fits_is_listed_with_the_way_to_its_move(desk: Client, clinic: Clinic) -> None:
    visit = first_visit(clinic)
    Visit.objects.filter(pk=visit.pk).update(rebook_reason="away")
    assert visit.session
    where = f"location={clinic.location.pk}&resource={clinic.room.pk}"

    page = desk.get(f"/diary/fits/?{where}&from={at(11)}").content.decode()

    assert clinic.patient.name in page
    assert (
        f"/plans/{visit.session.plan_id}/sessions/1/move/?to={at(10, 45)}"
        f"&amp;who={clinic.practitioner.pk}" in page
    )


def test_a_stretch_that_was_taken_meanwhile_says_so(desk: Client, clinic: Clinic) -> None:
    first_visit(clinic)
    where = f"location={clinic.location.pk}&resource={clinic.room.pk}"

    page = desk.get(f"/diary/fits/?{where}&from={at(9, 30)}").content.decode()

    assert "This time is not free any more." in page


@pytest.mark.parametrize("query", ["", "location=1", "location=1&resource=1&from=x", "from=1e9"])
def test_an_unknown_stretch_is_not_there(desk: Client, query: str) -> None:
    assert desk.get(f"/diary/fits/?{query}").status_code == 404


def test_a_week_answers_in_at_most_twelve_queries(desk: Client, clinic: Clinic) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert events(desk, "view=week&on=2027-01-12")["events"]
        return len(asked)

    clinic.booked()
    one = queries()
    for _ in range(2):
        a_practitioner(clinic.location, clinic.protocol)
        clinic.booked(patient=a_patient())

    assert Practitioner.objects.count() == 3
    assert queries() == one
    assert one <= 12
