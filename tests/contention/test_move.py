"""A move and the day itself at the same moment: one sees the other."""

import datetime as dt
import uuid

import pytest

from plans.actions.move import move_sessions
from plans.actions.move_rules import Change, Why
from plans.actions.refusal import Refused
from plans.actions.visit import arrive_visit, start_visit
from plans.models import Booking, Visit
from plans.queries.moving import moving_session
from plans.queries.open_time import best_times
from plans.queries.standing import course_of
from tests.contention.race import one_after_the_other
from tests.ready import made_ready
from tests.world import Clinic

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_visit_that_is_being_started_does_not_move_away() -> None:
    clinic = Clinic()
    plan = clinic.booked(ordered_by=clinic.practitioner).plan
    assert plan is not None
    visit = made_ready(Visit.objects.get(session__plan=plan, session__number=1))
    now = visit.start - dt.timedelta(minutes=5)
    course = course_of(plan, now=now)
    place = best_times(moving_session(course, course.stands[0]), days=1, times=1)[0].place

    def begin() -> Visit | Refused:
        arrive_visit(visit_id=visit.pk, by=clinic.desk, now=now)
        return start_visit(visit_id=visit.pk, by=clinic.desk, now=now)

    def move() -> Booking | Refused:
        return move_sessions(
            key=uuid.uuid4(),
            plan=plan,
            changes=[Change(place=place, leaves=visit.pk)],
            why=Why(asked_by="patient"),
            by=clinic.desk,
            now=now,
        )

    _started, moved = one_after_the_other(begin, move)

    visit.refresh_from_db()
    assert moved == Refused("changed_meanwhile")
    assert (visit.state, visit.cancelled_because) == ("in_treatment", "")
