"""Forty members of staff who move, cancel, re-book and enter absences at the same moment."""

import datetime as dt
import random
import re
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import Count, Q

from clinic.models import Practitioner, Role, User
from plans.actions.booking_rules import Chosen, refuse_places
from plans.actions.move import Step, wishes_for, write_visits
from plans.actions.move_rules import Why
from plans.engine.interval import date_of, instant_at
from plans.engine.terms import Place
from plans.models import Booking, Plan, Reminder, Visit
from plans.queries.cascade import place_wanted
from plans.queries.moving import moving_session
from plans.queries.standing import course_of
from tests.contention.race import Answer, Crowded, overlaps, together
from tests.contention.server import FormReader, Visitor
from tests.world import a_patient, a_user

pytestmark = pytest.mark.django_db(transaction=True)

PLANS = 8
TOLD = Q(reason__in=["booked", "moved", "cancelled"])


class Half(Crowded):
    """A crowded clinic half a year on: some series stand, and everybody is at a desk."""

    def __init__(self) -> None:
        super().__init__()
        self.manager = a_user(Role.MANAGER)
        self.plans = [self.a_plan() for _ in range(PLANS)]
        self.people = list(Practitioner.objects.filter(locations=self.location))
        Reminder.objects.filter(reason="booked").update(state="accepted")

    def a_plan(self) -> Plan:
        plan = self.booked(patient=a_patient(now=self.now), sessions=4).plan
        assert plan is not None
        return plan


def visits_of(plan: Plan) -> list[Visit]:
    """Where its sessions stand, in order."""
    standing = Visit.objects.filter(session__plan=plan).exclude(state__in=Visit.OVER)
    return list(standing.select_related("session").order_by("session__number"))


def a_move(chance: random.Random, clinic: Half, port: int, user: User) -> Answer:
    """A session goes to some day and hour near its own, with a reason if one is asked for."""
    plan = chance.choice(clinic.plans)
    visits = visits_of(plan)
    if not visits:
        return 200, ""
    visit = chance.choice(visits)
    assert visit.session is not None
    day = visit.start.date() + dt.timedelta(chance.randint(-7, 14))
    start = instant_at(clinic.location.zone, day.toordinal(), 60 * chance.randint(9, 16))
    address = f"/plans/{plan.pk}/sessions/{visit.session.number}/move/"
    return confirm(Visitor(port, user), f"{address}?to={start}", address)


def a_return(chance: random.Random, clinic: Half, port: int, user: User) -> Answer:
    """All sessions of a plan without a date get theirs."""
    address = f"/plans/{chance.choice(clinic.plans).pk}/rest/"
    return confirm(Visitor(port, user), address, address)


def confirm(visitor: Visitor, look: str, address: str) -> Answer:
    """What the preview shows is carried out."""
    status, page = visitor.ask("GET", look)
    fields = fields_of(page, "move") if status == 200 else []
    if "sealed" not in dict(fields):
        return status, page
    more = [("asked_by", "patient"), ("gap_reason", "So it was agreed")]
    kept = [(name, value) for name, value in fields if name not in dict(more)]
    return visitor.send(address, [*kept, *more])


def a_cancellation(chance: random.Random, clinic: Half, port: int, user: User) -> Answer:
    visits = visits_of(chance.choice(clinic.plans))
    if not visits:
        return 200, ""
    visitor = Visitor(port, user)
    address = f"/visits/{chance.choice(visits).pk}/cancel/"
    status, page = visitor.ask("GET", address)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token, status
    why = [("cancelled_by", "patient"), ("because", "time"), ("note", "")]
    return visitor.send(address, [("csrfmiddlewaretoken", token[1]), *why])


def an_absence(chance: random.Random, clinic: Half, port: int, _user: User) -> Answer:
    """Somebody is off for a day; whatever it strikes is kept and marked."""
    visitor = Visitor(port, clinic.manager)
    address = f"/clinic/resources/{chance.choice(clinic.people).pk}/absences/new/"
    day = clinic.now.date() + dt.timedelta(chance.randint(1, 120))
    fields = [*visitor.form_at(address, "change"), ("first_day", day.isoformat())]
    fields = [(name, value) for name, value in fields if value]
    status, page = visitor.send(address, fields)
    struck = re.search(r'name="keep" value="([\d,]+)"', page)
    return visitor.send(address, [*fields, ("keep", struck[1])]) if struck else (status, page)


def fields_of(page: str, form: str) -> list[tuple[str, str]]:
    reader = FormReader(form)
    reader.feed(page)
    return reader.fields


ACTS: list[Callable[[random.Random, Half, int, User], Answer]] = [
    *[a_move] * 5,
    *[a_cancellation] * 2,
    *[a_return] * 2,
    an_absence,
]


def acts_of(clinic: Half, port: int, chance: random.Random) -> Iterable[Callable[[], Answer]]:
    """One act for each member of staff; the threads draw from chances of their own."""
    for user in clinic.desks:
        act, seed = chance.choice(ACTS), chance.random()
        yield partial(lone, act, seed, clinic, port, user)


def lone(
    act: Callable[[random.Random, Half, int, User], Answer],
    seed: float,
    clinic: Half,
    port: int,
    user: User,
) -> Answer:
    try:
        return act(random.Random(seed), clinic, port, user)  # no secret
    finally:
        connection.close()


def test_forty_who_change_the_diary_at_once_leave_it_in_order(port: int, living: int) -> None:
    clinic = Half()
    chance = random.Random(20270111)  # no secret
    done: Counter[int] = Counter()

    for _ in range(living):
        answers = together(list(acts_of(clinic, port, chance)))
        done.update(status for status, _page in answers)

        assert overlaps() == 0
        assert [broken for plan in clinic.plans for broken in gaps_outside(plan)] == []
        assert told_twice() == []
        assert told_of_what_is_over() == 0

    assert set(done) <= {200, 302}
    assert done[302] > living


def gaps_outside(plan: Plan) -> list[tuple[int, int]]:
    """(session, days) of each gap that neither the plan nor an agreement allows. A gap over a
    session that waits for its date is judged when it gets one."""
    found = []
    zone = plan.location.zone
    for before, after in pairwise(visits_of(plan)):
        assert before.session is not None
        assert after.session is not None
        days = [date_of(zone, int(visit.start.timestamp())) for visit in (before, after)]
        gap = (days[1] - days[0]).days
        is_next = after.session.number == before.session.number + 1
        least = (after.gap_min or plan.gap_min) if is_next else plan.gap_floor
        most = (after.gap_max or plan.gap_max) if is_next else gap
        if not least <= gap <= most:
            found.append((after.session.number, gap))
    return found


def told_twice() -> list[int]:
    """Patients for whom more than one message about dates waits."""
    waiting = Reminder.objects.filter(TOLD, state="planned").values("patient")
    counted = waiting.annotate(many=Count("pk")).filter(many__gt=1)
    return list(counted.values_list("patient", flat=True))


def told_of_what_is_over() -> int:
    """Messages that wait for a visit that does not take place."""
    waiting = Reminder.objects.filter(state="planned", reason__in=["prepare", "recovery"])
    return waiting.filter(visit__state__in=Visit.OVER).count()


def careless(plan: Plan, place: Place, clinic: Crowded, look: threading.Barrier) -> Answer:
    """What a move does, without its locks: look, wait for the others to have looked, write."""
    try:
        course = course_of(plan, now=clinic.now)
        stand = course.stands[-1]
        chosen = Chosen(
            key=uuid.uuid4(),
            patient=plan.patient,
            version=plan.version,
            location=plan.location,
            places=[place],
            wishes=wishes_for([date_of(plan.location.zone, place.start)]),
            reserve=False,
            by=clinic.desk,
            now=clinic.now,
            leaving=(stand.visit.pk,) if stand.visit else (),
        )
        refused = refuse_places(chosen)
        look.wait()
        if refused is None:
            step = Step(stand.session, stand.visit, place)
            write_visits(chosen, plan, [step], Why(asked_by="patient"))
        return 0, ""
    finally:
        connection.close()


@pytest.mark.usefixtures("unguarded")
def test_control_without_the_guard_two_moves_take_one_place() -> None:
    clinic = Crowded()
    plans = []
    for _ in range(2):
        plan = clinic.booked(patient=a_patient(now=clinic.now), sessions=4).plan
        assert plan is not None
        plans.append(plan)
    wanted = free_for_both(clinic, plans)
    look = threading.Barrier(len(plans))

    together([partial(careless, plan, wanted, clinic, look) for plan in plans])

    assert Booking.objects.filter(plan__in=plans).count() == 4
    assert overlaps() > 0


def free_for_both(clinic: Crowded, plans: list[Plan]) -> Place:
    """One place that is free for the last session of each of these plans."""
    found = []
    for plan in plans:
        course = course_of(plan, now=clinic.now)
        moving = moving_session(course, course.stands[-1])
        later = course.stands[-1].visit
        assert later is not None
        start = int(later.start.timestamp()) + 14 * 86400
        for shift in range(0, 5 * 86400, 900):
            place = place_wanted(moving, start + shift, clinic.practitioner.pk)
            if place is not None:
                found.append((start + shift, place))
                break
    _start, place = max(found, key=lambda one: one[0])
    return Place(1, place.start, place.end, place.practitioner, place.room, place.device)
