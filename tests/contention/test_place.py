"""A change of the place and a booking at the same moment: one sees the other."""

import datetime as dt

import pytest

from clinic.models import Closure, Role, User
from plans.actions.hours import save_closure
from plans.actions.refusal import Refused
from plans.actions.strike import Answer, Strikes
from plans.models import Booking, Visit
from tests.contention.race import one_after_the_other
from tests.world import MONDAY, Clinic, a_user

pytestmark = pytest.mark.django_db(transaction=True)


def shut(clinic: Clinic, day: dt.date, by: User) -> Answer:
    closure = Closure(location=clinic.location, first_day=day, last_day=day, name="Holiday")
    return save_closure(closure=closure, by=by, now=MONDAY)


def test_a_closure_sees_the_visits_that_are_being_booked() -> None:
    clinic, manager = Clinic(), a_user(Role.MANAGER)
    places = clinic.places()
    day = dt.datetime.fromtimestamp(places[0].start, dt.UTC).date()
    booked, answer = one_after_the_other(
        lambda: clinic.book(places=places), lambda: shut(clinic, day, manager)
    )
    assert isinstance(booked, Booking)
    assert isinstance(answer, Strikes)
    assert len(answer.visits) == 1
    assert Closure.objects.count() == 0


def test_a_booking_sees_the_closure_that_is_being_entered() -> None:
    clinic, manager = Clinic(), a_user(Role.MANAGER)
    places = clinic.places()
    day = dt.datetime.fromtimestamp(places[0].start, dt.UTC).date()
    _, booked = one_after_the_other(
        lambda: shut(clinic, day, manager), lambda: clinic.book(places=places)
    )
    assert isinstance(booked, Refused)
    assert (Closure.objects.count(), Visit.objects.count()) == (1, 0)
