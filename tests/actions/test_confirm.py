import datetime as dt
import uuid

import pytest

from plans.actions.confirm import confirm_visit, unconfirm_visit
from plans.actions.move import move_visit
from plans.actions.move_rules import Why
from plans.actions.refusal import Refused
from plans.engine.terms import Place
from plans.models import Booking, CheckInReview, Trail, Visit
from tests.inbox import a_check_in
from tests.letters import Post, at
from tests.world import MONDAY, Clinic, a_message, a_protocol

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
THURSDAY = "2027-01-14T10:00+01:00"


def verbs() -> list[str]:
    said = Trail.objects.filter(verb__contains="confirmed").order_by("pk")
    return list(said.values_list("verb", flat=True))


def test_she_confirms_by_herself() -> None:
    visit = Post(THURSDAY).visits[0]

    confirm_visit(visit_id=visit.pk, by=None, now=MONDAY)

    visit.refresh_from_db()
    assert (visit.confirmed_at, visit.confirmed_by) == (MONDAY, None)
    assert verbs() == ["confirmed"]


def test_the_desk_notes_that_she_comes() -> None:
    post = Post(THURSDAY)

    confirm_visit(visit_id=post.visits[0].pk, by=post.desk, now=MONDAY)

    assert Visit.objects.get().confirmed_by == post.desk


def test_who_has_confirmed_is_not_asked_any_more() -> None:
    version = a_protocol()
    a_message(version, "confirm", days=2)
    post = Post("2027-01-20T10:00+01:00", version=version)
    assert post.row("confirm").state == "planned"

    confirm_visit(visit_id=post.visits[0].pk, by=None, now=MONDAY)
    assert post.row("confirm").state == "superseded"

    unconfirm_visit(visit_id=post.visits[0].pk, by=post.desk, now=MONDAY)
    assert post.row("confirm").state == "planned"


def test_said_twice_it_stays_what_was_said_first() -> None:
    post = Post(THURSDAY)
    visit = post.visits[0]
    confirm_visit(visit_id=visit.pk, by=None, now=MONDAY)

    answer = confirm_visit(visit_id=visit.pk, by=post.desk, now=MONDAY + HOUR)

    assert isinstance(answer, Visit)
    assert (answer.confirmed_at, answer.confirmed_by) == (MONDAY, None)
    assert verbs() == ["confirmed"]


def test_what_was_noted_by_mistake_is_taken_back_once() -> None:
    post = Post(THURSDAY)
    visit = post.visits[0]
    confirm_visit(visit_id=visit.pk, by=post.desk, now=MONDAY)

    unconfirm_visit(visit_id=visit.pk, by=post.desk, now=MONDAY)
    unconfirm_visit(visit_id=visit.pk, by=post.desk, now=MONDAY)

    visit.refresh_from_db()
    assert (visit.confirmed_at, visit.confirmed_by) == (None, None)
    assert verbs() == ["confirmed", "unconfirmed"]


@pytest.mark.parametrize(
    ("state", "what"),
    [
        ("reserved", "reserved_only"),
        ("arrived", "begun"),
        ("in_treatment", "begun"),
        ("done", "begun"),
        ("no_show", "visit_is_over"),
        ("undone", "visit_is_over"),
        ("lapsed", "visit_is_over"),
    ],
)
def test_only_what_is_booked_is_confirmed(state: str, what: str) -> None:
    visit = Post(THURSDAY).visits[0]
    Visit.objects.update(state=state)

    assert confirm_visit(visit_id=visit.pk, by=None, now=MONDAY) == Refused(what)


def test_a_cancelled_visit_that_was_confirmed_is_not_confirmed_again() -> None:
    post = Post(THURSDAY)
    visit = post.visits[0]
    confirm_visit(visit_id=visit.pk, by=None, now=MONDAY)
    post.cancel(visit)

    assert confirm_visit(visit_id=visit.pk, by=None, now=MONDAY) == Refused("visit_is_over")


def test_nothing_is_confirmed_once_its_time_has_come() -> None:
    visit = Post(THURSDAY).visits[0]
    answer = confirm_visit(visit_id=visit.pk, by=None, now=at(THURSDAY))

    assert answer == Refused("begun")


@pytest.mark.parametrize("colour", ["amber", "red"])
def test_who_waits_for_a_practitioner_does_not_confirm_by_herself(colour: str) -> None:
    post = Post("2027-01-04T10:00+01:00", THURSDAY)
    check_in = a_check_in(post.visits[0], colour)
    visit = post.visits[1]

    assert confirm_visit(visit_id=visit.pk, by=None, now=MONDAY) == Refused("check_in_open")
    assert isinstance(confirm_visit(visit_id=visit.pk, by=post.desk, now=MONDAY), Visit)

    unconfirm_visit(visit_id=visit.pk, by=post.desk, now=MONDAY)
    CheckInReview.objects.create(
        check_in=check_in, step="called", reviewed_by=post.desk, reviewed_at=MONDAY
    )
    assert isinstance(confirm_visit(visit_id=visit.pk, by=None, now=MONDAY), Visit)


def test_a_green_check_in_keeps_nobody_from_confirming() -> None:
    post = Post("2027-01-04T10:00+01:00", THURSDAY)
    a_check_in(post.visits[0], "green")

    assert isinstance(confirm_visit(visit_id=post.visits[1].pk, by=None, now=MONDAY), Visit)


def test_a_visit_that_moves_is_not_confirmed_at_its_new_time() -> None:
    clinic = Clinic()
    visit = clinic.booked_consultation().visits.get()
    confirm_visit(visit_id=visit.pk, by=clinic.desk, now=MONDAY)
    place = consultation_place(visit, later=2 * HOUR)

    moved = move_visit(
        key=uuid.uuid4(),
        visit=visit,
        place=place,
        why=Why(asked_by="patient"),
        by=clinic.desk,
        now=MONDAY + HOUR,
    )

    assert isinstance(moved, Booking), moved
    assert moved.visits.get().confirmed_at is None
    visit.refresh_from_db()
    assert visit.confirmed_at == MONDAY


def consultation_place(visit: Visit, *, later: dt.timedelta) -> Place:
    """The same room and practitioner, so much later."""
    start = int((visit.start + later).timestamp())
    return Place(
        number=1,
        start=start,
        end=start + int((visit.end - visit.start).total_seconds()),
        practitioner=str(visit.practitioner_id),
        room=str(visit.room_id),
        device=None,
    )
