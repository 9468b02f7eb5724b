"""A change of the place and a booking at the same moment: one sees the other."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection, transaction

from clinic.models import Closure, Role, User
from plans.actions.hours import save_closure
from plans.actions.refusal import Refused
from plans.actions.strike import Answer, Strikes
from plans.models import Booking, Visit
from tests.world import MONDAY, Clinic, a_user

pytestmark = pytest.mark.django_db(transaction=True)
First = TypeVar("First")
Second = TypeVar("Second")
# How long the first keeps its transaction open while the second comes.
MEANWHILE = 0.5


def one_after_the_other(
    first: Callable[[], First], second: Callable[[], Second]
) -> tuple[First, Second]:
    """`second` begins when `first` has written and not yet committed."""
    has_written = threading.Event()

    def begin() -> First:
        try:
            with transaction.atomic():
                answer = first()
                has_written.set()
                time.sleep(MEANWHILE)
            return answer
        finally:
            connection.close()

    def follow() -> Second:
        try:
            has_written.wait(30)
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = pool.submit(begin), pool.submit(follow)
        return both[0].result(), both[1].result()


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
