"""The calendar file, read again by a parser."""

import datetime as dt
import zoneinfo

import pytest
from icalendar import Calendar, Event
from pytest_django import Settings

from plans.models import Visit
from plans.queries.calendar import calendar_of
from tests.letters import Post, at
from tests.world import CANCELLED, MONDAY

pytestmark = pytest.mark.django_db

# Sessions on both sides of the changes of March and October 2027.
STARTS = {
    "Europe/Berlin": ["2027-03-25T16:00+01:00", "2027-04-22T16:00+02:00", "2027-11-04T16:00+01:00"],
    "America/New_York": [
        "2027-03-11T16:00-05:00",
        "2027-04-08T16:00-04:00",
        "2027-11-11T16:00-05:00",
    ],
    "Australia/Lord_Howe": [
        "2027-04-01T16:00+11:00",
        "2027-04-29T16:00+10:30",
        "2027-10-07T16:00+11:00",
    ],
}


def visits_of(post: Post) -> list[Visit]:
    return list(Visit.objects.filter(booking=post.booking).select_related("location"))


def read_again(post: Post) -> Calendar:
    return Calendar.from_ical(calendar_of(visits=visits_of(post), now=MONDAY))


def begins(event: Event) -> dt.datetime:
    assert isinstance(event.start, dt.datetime)
    return event.start


@pytest.mark.parametrize("zone", STARTS)
def test_a_series_over_the_clock_changes_stays_at_its_time_of_day(zone: str) -> None:
    calendar = read_again(Post(*STARTS[zone], location={"zone": zone}))
    events = calendar.events
    assert [begins(event).astimezone(dt.UTC) for event in events] == [at(s) for s in STARTS[zone]]
    assert [f"{begins(event):%H:%M}" for event in events] == ["16:00"] * 3
    assert {str(event["DTSTART"].params["TZID"]) for event in events} == {zone}
    assert calendar.get_missing_tzids() == set()


@pytest.mark.parametrize("zone", STARTS)
def test_the_files_own_zone_tells_the_same_times_as_ours(zone: str) -> None:
    """A reader without a zone database of its own goes by the file's VTIMEZONE alone."""
    calendar = read_again(Post(*STARTS[zone], location={"zone": zone}))
    told = calendar.timezones[0].to_tz(lookup_tzid=False)
    for start in STARTS[zone]:
        wall = at(start).astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)
        assert wall.replace(tzinfo=told).utcoffset() == dt.datetime.fromisoformat(start).utcoffset()


def test_an_event_says_where_and_when_and_nothing_else() -> None:
    post = Post(
        "2027-01-20T16:00+01:00", location={"address": "Lindenstr. 1\n10969 Berlin"}, name="Canary"
    )
    event = read_again(post).events[0]
    assert sorted(event.keys()) == [
        "DTEND",
        "DTSTAMP",
        "DTSTART",
        "LOCATION",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "UID",
    ]
    assert str(event["SUMMARY"]) == "Linden"
    assert str(event["LOCATION"]) == "Lindenstr. 1, 10969 Berlin"
    assert event.DTSTAMP == MONDAY


def test_an_event_keeps_its_id_and_sequence_while_its_visit_stands(settings: Settings) -> None:
    settings.SITE_URL = "https://linden.example"
    post = Post("2027-01-20T16:00+01:00")
    visit = post.visits[0]
    first, second = (read_again(post).events[0] for _ in range(2))
    assert str(first["UID"]) == str(second["UID"]) == f"visit-{visit.pk}@linden.example"
    assert (first["SEQUENCE"], str(first["STATUS"])) == (0, "CONFIRMED")


def test_a_visit_that_is_cancelled_is_taken_out_of_her_calendar() -> None:
    post = Post("2027-01-20T16:00+01:00")
    Visit.objects.update(**CANCELLED)
    event = read_again(post).events[0]
    assert (event["SEQUENCE"], str(event["STATUS"])) == (1, "CANCELLED")


def test_no_visits_make_an_empty_calendar() -> None:
    calendar = Calendar.from_ical(calendar_of(visits=[], now=MONDAY))
    assert calendar.events == []
