from dataclasses import replace
from datetime import date

from plans.engine.free import free_until
from plans.engine.interval import instant_at
from plans.engine.terms import (
    GapDays,
    Place,
    Request,
    Resource,
    Scenario,
    Step,
    Supply,
    WeeklyHours,
)

ZONE, MONDAY = "Europe/Berlin", date(2027, 1, 11)
HOURS = (WeeklyHours(0, 9 * 60, 18 * 60),)
STEPS = (
    Step("preparing", 15, frozenset({"practitioner", "room"})),
    Step("numbing", 30, frozenset({"room"})),
    Step("needling", 45, frozenset({"practitioner", "room"})),
    Step("cleaning", 15, frozenset({"room"}), patient=False),
)


def at(hour: int, minute: int = 0) -> int:
    return instant_at(ZONE, MONDAY.toordinal(), hour * 60 + minute)


def scenario(*, person: Resource, room: Resource) -> Scenario:
    supply = Supply(practitioners=(person,), rooms=(room,), devices=())
    request = Request(sessions=1, gap_days=GapDays(1, 1, 1), earliest=MONDAY)
    return Scenario(ZONE, 15, STEPS, supply, request)


PIA, ROOM = Resource("pia", HOURS), Resource("r1", HOURS)
TEN = Place(1, at(10), at(11, 30), "pia", "r1", None)


def test_what_nobody_else_needs_is_free_until_closing() -> None:
    assert free_until(scenario(person=PIA, room=ROOM), TEN) == at(18)


def test_the_next_visit_in_the_room_ends_it() -> None:
    room = replace(ROOM, busy=[(at(12), at(13)), (at(8), at(9))])
    assert free_until(scenario(person=PIA, room=room), TEN) == at(12)


def test_the_end_of_somebodys_hours_ends_it() -> None:
    person = replace(PIA, hours=(WeeklyHours(0, 9 * 60, 12 * 60 + 30),))
    assert free_until(scenario(person=person, room=ROOM), TEN) == at(12, 30)


def test_what_the_practitioner_does_while_the_cream_works_does_not_end_it() -> None:
    person = replace(PIA, busy=[(at(10, 15), at(10, 45))])
    assert free_until(scenario(person=person, room=ROOM), TEN) == at(18)
