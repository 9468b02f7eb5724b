import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from clinic.models import Role, User
from plans.actions.cancel import cancel_visit
from plans.actions.move import move_sessions, move_visit
from plans.actions.move_rules import Change, Why
from plans.actions.refusal import Refused
from plans.actions.reservation import undo_booking
from plans.engine.interval import date_of
from plans.engine.terms import Place
from plans.models import Booking, Hold, Reminder, Trail, Visit
from plans.queries.cascade import cascade, place_wanted, replanned
from plans.queries.moving import Moving, moving_session, moving_visit
from plans.queries.standing import course_of
from tests.world import MONDAY, Clinic, a_patient, a_review, a_user

pytestmark = pytest.mark.django_db
LATER = MONDAY + dt.timedelta(minutes=10)


@dataclass
class Series:
    """Four sessions on Tuesdays at nine: 12 January, 9 February, 9 March and 6 April 2027. The
    patient was told all her dates."""

    clinic: Clinic = field(default_factory=Clinic)

    def __post_init__(self) -> None:
        booking = self.clinic.booked()
        assert booking.plan is not None
        self.plan = booking.plan
        Reminder.objects.filter(reason="booked").update(state="accepted")

    def moving(self, number: int, now: dt.datetime = LATER) -> Moving:
        course = course_of(self.plan, now=now)
        stand = course.stand(number)
        assert stand is not None
        return moving_session(course, stand)

    def visit(self, number: int) -> Visit:
        standing = Visit.objects.exclude(state__in=Visit.OVER)
        return standing.get(session__plan=self.plan, session__number=number)

    def changes(self, number: int, day: dt.date, now: dt.datetime = LATER) -> list[Change]:
        """The session at nine on that day, and what must follow."""
        moving = self.moving(number, now)
        place = place_wanted(moving, nine(day), None)
        assert place is not None
        return self.as_changes(cascade(moving, place))

    def as_changes(self, places: object) -> list[Change]:
        assert isinstance(places, dict), places
        standing = {
            visit.session.number: visit.pk
            for visit in Visit.objects.filter(session__plan=self.plan).exclude(state__in=Visit.OVER)
            if visit.session
        }
        return [Change(place=place, leaves=standing.get(n)) for n, place in places.items()]

    def move(
        self,
        changes: Sequence[Change],
        *,
        key: uuid.UUID | None = None,
        by: User | None = None,
        gap_reason: str = "",
        now: dt.datetime = LATER,
    ) -> Booking | Refused:
        return move_sessions(
            key=key or uuid.uuid4(),
            plan=self.plan,
            changes=changes,
            why=Why(asked_by="patient", gap_reason=gap_reason),
            by=by or self.clinic.desk,
            now=now,
        )

    def days(self) -> list[dt.date | None]:
        return [stand.day for stand in course_of(self.plan, now=LATER).stands]


def nine(day: dt.date) -> int:
    summer = dt.date(2027, 3, 28) <= day < dt.date(2027, 10, 31)
    zone = dt.timezone(dt.timedelta(hours=2 if summer else 1))
    return int(dt.datetime.combine(day, dt.time(9), zone).timestamp())


def live(visit: Visit) -> set[bool]:
    return set(Hold.objects.filter(visit=visit).values_list("is_live", flat=True))


def told() -> list[tuple[str, str]]:
    rows = Reminder.objects.filter(reason__in=["booked", "moved", "cancelled"]).order_by("pk")
    return [(row.reason, row.state) for row in rows]


def test_a_moved_session_leaves_its_old_place_and_holds_the_new_one() -> None:
    series = Series()
    old = series.visit(4)
    booking = series.move(series.changes(4, dt.date(2027, 4, 13)))
    assert isinstance(booking, Booking)
    new = series.visit(4)
    old.refresh_from_db()
    assert (old.state, old.cancelled_because, old.cancelled_by) == ("cancelled", "moved", "patient")
    assert (live(old), live(new), new.replaces) == ({False}, {True}, old)
    assert new.start.isoformat() == "2027-04-13T07:00:00+00:00"
    assert Trail.objects.get(verb="moved").facts["visits"] == [[old.pk, new.pk]]


def test_sessions_that_must_follow_move_in_the_same_act() -> None:
    series = Series()
    series.move(series.changes(2, dt.date(2027, 2, 16)))
    assert series.days() == [
        dt.date(2027, 1, 12),
        dt.date(2027, 2, 16),
        dt.date(2027, 3, 16),
        dt.date(2027, 4, 13),
    ]


def test_a_cascade_is_written_whole_or_not_at_all() -> None:
    series = Series()
    changes = series.changes(2, dt.date(2027, 2, 16))
    taken = next(change.place for change in changes if change.place.number == 4)
    series.clinic.booked(
        patient=a_patient(),
        places=[place_at(taken.start + days * 86400, n, taken) for n, days in later_days()],
    )
    before = series.days()
    answer = series.move(changes)
    assert isinstance(answer, Refused)
    assert (answer.what, answer.facts["session"]) == ("busy", 4)
    assert series.days() == before
    assert {
        state for visit in Visit.objects.filter(session__plan=series.plan) for state in live(visit)
    } == {True}


def later_days() -> list[tuple[int, int]]:
    return [(1, 0), (2, 28), (3, 56), (4, 84)]


def place_at(start: int, number: int, like: Place) -> Place:
    minutes = like.end - like.start
    return Place(number, start, start + minutes, like.practitioner, like.room, like.device)


def test_the_patient_hears_of_the_move_in_one_message() -> None:
    series = Series()
    series.move(series.changes(2, dt.date(2027, 2, 16)))
    assert told() == [("booked", "accepted"), ("moved", "planned")]


def test_who_has_not_heard_of_her_dates_yet_hears_of_the_new_ones_alone() -> None:
    series = Series()
    Reminder.objects.filter(reason="booked").update(state="planned")
    series.move(series.changes(4, dt.date(2027, 4, 13)))
    assert told() == [("booked", "superseded"), ("booked", "planned")]


def test_a_second_move_within_minutes_replaces_the_first_message() -> None:
    series = Series()
    series.move(series.changes(4, dt.date(2027, 4, 13)))
    series.move(series.changes(4, dt.date(2027, 4, 20)))
    assert told() == [("booked", "accepted"), ("moved", "superseded"), ("moved", "planned")]


def test_a_new_date_right_after_a_cancellation_is_one_message() -> None:
    series = Series()
    cancel(series, 4)
    series.move(series.changes(4, dt.date(2027, 4, 13)))
    assert told() == [("booked", "accepted"), ("cancelled", "superseded"), ("moved", "planned")]


def cancel(series: Series, number: int, now: dt.datetime = LATER) -> None:
    cancel_visit(
        visit_id=series.visit(number).pk,
        cancelled_by="patient",
        because="time",
        note="",
        by=series.clinic.desk,
        now=now,
    )


def test_messages_of_the_old_place_are_replaced_by_those_of_the_new() -> None:
    series = Series()
    old = series.visit(4)
    series.move(series.changes(4, dt.date(2027, 4, 13)))
    assert set(old.reminders.values_list("state")) == {("superseded",)}
    new = series.visit(4).reminders.order_by("due_at").values_list("reason", "state")
    assert list(new) == [("prepare", "planned"), ("recovery", "planned")]


def test_a_repeated_submit_moves_once() -> None:
    series = Series()
    key = uuid.uuid4()
    changes = series.changes(4, dt.date(2027, 4, 13))
    first, second = series.move(changes, key=key), series.move(changes, key=key)
    assert first == second
    assert Booking.objects.filter(key=key).count() == 1


def test_what_another_desk_moved_meanwhile_is_not_moved_again() -> None:
    series = Series()
    changes = series.changes(4, dt.date(2027, 4, 13))
    series.move(series.changes(4, dt.date(2027, 4, 20)))
    assert series.move(changes) == Refused("changed_meanwhile")


def test_an_earlier_gap_is_a_practitioners_with_a_reason() -> None:
    series = Series()
    doctor = a_user(Role.PRACTITIONER)
    changes = series.changes(4, dt.date(2027, 3, 30))
    refused = {"session": 4, "gap": 21}
    assert series.move(changes, gap_reason="Holiday") == Refused(
        "gap_needs_a_practitioner", refused
    )
    assert series.move(changes, by=doctor) == Refused("gap_needs_a_reason", refused)
    assert isinstance(series.move(changes, by=doctor, gap_reason="Holiday"), Booking)
    new = series.visit(4)
    assert (new.gap_min, new.gap_max, new.gap_reason, new.gap_agreed_by) == (
        21,
        42,
        "Holiday",
        doctor,
    )


def test_nobody_goes_below_the_floor() -> None:
    series = Series()
    changes = series.changes(4, dt.date(2027, 3, 22))
    answer = series.move(changes, by=a_user(Role.PRACTITIONER), gap_reason="Holiday")
    assert answer == Refused("gap_never", {"session": 4, "gap": 13})


def test_a_later_gap_is_the_desks_with_a_reason() -> None:
    series = Series()
    changes = series.changes(4, dt.date(2027, 4, 27))
    assert series.move(changes) == Refused("gap_needs_a_reason", {"session": 4, "gap": 49})
    assert isinstance(series.move(changes, gap_reason="Abroad"), Booking)


def test_past_stalled_a_reassessment_comes_first() -> None:
    series = Series()
    changes = series.changes(4, dt.date(2027, 5, 11))
    answer = series.move(changes, gap_reason="Abroad")
    assert answer == Refused("reassess_first", {"session": 4, "gap": 63})


def test_after_the_reassessment_the_rest_is_planned_from_that_day() -> None:
    series = Series()
    for number in (2, 3, 4):
        cancel(series, number)
    Visit.objects.filter(session__plan=series.plan, session__number=1).update(state="done")
    day = dt.datetime(2027, 3, 22, 8, tzinfo=dt.UTC)
    assert series.moving(2, day).is_stalled
    a_review(series.clinic, day)
    moving = series.moving(2, day + dt.timedelta(hours=2))
    assert not moving.is_stalled
    assert moving.course is not None
    changes = series.as_changes(replanned(moving, moving.course))
    answer = series.move(changes, gap_reason="Re-assessed", now=day + dt.timedelta(hours=2))
    assert isinstance(answer, Booking)
    days = [
        date_of("Europe/Berlin", int(v.start.timestamp())) for v in answer.visits.order_by("start")
    ]
    assert days == [dt.date(2027, 3, 22), dt.date(2027, 4, 19), dt.date(2027, 5, 17)]


def test_a_reserved_plan_is_made_firm_before_it_moves() -> None:
    series = Series()
    series.plan.state = "reserved"
    series.plan.save()
    answer = series.move(series.changes(4, dt.date(2027, 4, 13)))
    assert answer == Refused("reserved_only")


def test_an_undone_move_stands_where_it_stood() -> None:
    series = Series()
    before, old = series.days(), series.visit(4)
    booking = series.move(series.changes(4, dt.date(2027, 4, 13)))
    assert isinstance(booking, Booking)
    answer = undo_booking(booking_id=booking.pk, by=series.clinic.desk, now=LATER)
    assert isinstance(answer, Booking)
    old.refresh_from_db()
    series.plan.refresh_from_db()
    assert (series.days(), series.visit(4), live(old)) == (before, old, {True})
    assert (series.plan.state, old.cancelled_because) == ("active", "")
    assert told() == [("booked", "accepted"), ("moved", "superseded")]
    waiting = old.reminders.filter(state="planned").values_list("reason", flat=True)
    assert set(waiting) == {"prepare", "recovery"}


def test_an_undone_move_of_dates_not_told_yet_tells_the_old_ones() -> None:
    series = Series()
    Reminder.objects.filter(reason="booked").update(state="planned")
    booking = series.move(series.changes(4, dt.date(2027, 4, 13)))
    assert isinstance(booking, Booking)
    undo_booking(booking_id=booking.pk, by=series.clinic.desk, now=LATER)
    assert [row for row in told() if row[1] == "planned"] == [("booked", "planned")]


def test_a_place_given_away_meanwhile_is_not_taken_back() -> None:
    series = Series()
    old = series.visit(4)
    booking = series.move(series.changes(4, dt.date(2027, 4, 13)))
    assert isinstance(booking, Booking)
    hold = Hold.objects.filter(visit=old, resource__isnull=False)[0]
    hold.pk, hold.is_live = None, True
    hold.save()
    answer = undo_booking(booking_id=booking.pk, by=series.clinic.desk, now=LATER)
    assert answer == Refused("taken")
    assert series.visit(4).booking == booking


def test_a_single_visit_moves_too() -> None:
    clinic = Clinic()
    booking = clinic.booked_consultation()
    visit = booking.visits.get()
    moving = moving_visit(visit, now=LATER)
    place = place_wanted(moving, int(visit.start.timestamp()) + 3600, None)
    assert place is not None
    answer = move_visit(
        key=uuid.uuid4(),
        visit=visit,
        place=place,
        why=Why(asked_by="patient"),
        by=clinic.desk,
        now=LATER,
    )
    assert isinstance(answer, Booking)
    new = answer.visits.get()
    assert (new.kind, new.start - visit.start) == ("consultation", dt.timedelta(hours=1))
    assert told() == [("booked", "superseded"), ("booked", "planned")]
