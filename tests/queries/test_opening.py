import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from clinic.models import Closure
from plans.queries.opening import opening_of
from tests.world import MONDAY, a_location, a_room, open_on

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def test_a_location_is_open_by_its_own_hours_not_by_those_of_a_room() -> None:
    location = a_location(opens=9 * 60, closes=12 * 60)
    open_on(location, a_room(location).resource, range(7), 0, 1440)
    times = [MONDAY + HOUR * hours for hours in (0, 1, 3, 4)]
    assert [opening_of(location, now).is_open for now in times] == [False, True, True, False]


def test_its_hours_are_those_of_its_own_clock() -> None:
    location = a_location(zone="America/New_York")
    opening = opening_of(location, MONDAY)
    assert opening.opens_at == dt.datetime(2027, 1, 11, 14, 0, tzinfo=dt.UTC)


def test_a_closure_shuts_it_and_a_target_waits_until_it_is_over() -> None:
    location = a_location()
    days = {"first_day": dt.date(2027, 1, 11), "last_day": dt.date(2027, 1, 12)}
    Closure.objects.create(location=location, name="Painting", **days)
    opening = opening_of(location, MONDAY)
    wednesday = dt.datetime(2027, 1, 13, 8, 0, tzinfo=dt.UTC)
    assert (opening.opens_at, opening.due_in(2)) == (wednesday, wednesday + 2 * HOUR)


def test_a_location_without_hours_counts_every_hour() -> None:
    location = a_location()
    location.hours.all().delete()
    opening = opening_of(location, MONDAY)
    assert (opening.has_hours, opening.due_in(24)) == (False, MONDAY + 24 * HOUR)


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_two_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    location = a_location()
    for number in range(count):
        day = dt.date(2027, 1, 13 + number)
        Closure.objects.create(location=location, name="Painting", first_day=day, last_day=day)
    with django_assert_num_queries(2):
        opening_of(location, MONDAY)
