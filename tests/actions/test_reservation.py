import datetime as dt

import pytest

from clinic.models import Role
from plans.actions.cancel import cancel_visit, mark_no_show, take_back_no_show
from plans.actions.course import stop_plan
from plans.actions.refusal import Refused
from plans.actions.reservation import undo_booking
from plans.actions.visit import arrive_visit, take_back_arrival
from plans.models import Booking, Reminder
from plans.queries.reminder import visits_told
from tests.actions.test_move import LATER, Series, cancel, told
from tests.world import a_user

pytestmark = pytest.mark.django_db


def undo(series: Series, booking: Booking | Refused) -> Booking | Refused:
    assert isinstance(booking, Booking)
    return undo_booking(booking_id=booking.pk, by=series.clinic.desk, now=LATER)


def waiting() -> list[str]:
    return [reason for reason, state in told() if state == "planned"]


def test_an_undone_second_move_leaves_the_message_of_the_first() -> None:
    series = Series()
    first = series.move(series.changes(4, dt.date(2027, 4, 13)))
    second = series.move(
        series.changes(4, dt.date(2027, 4, 20)), now=LATER + dt.timedelta(seconds=30)
    )
    undo(series, second)
    assert waiting() == ["moved"]
    undo(series, first)
    assert waiting() == []


def test_an_undone_new_date_leaves_the_message_that_the_old_one_is_cancelled() -> None:
    series = Series()
    old = series.visit(4)
    cancel(series, 4)
    undo(series, series.move(series.changes(4, dt.date(2027, 4, 13))))
    row = Reminder.objects.get(reason="cancelled", state="planned")
    assert (waiting(), visits_told(row)) == (["cancelled"], [old])


def test_of_two_moves_the_later_is_undone_first() -> None:
    series = Series()
    first = series.move(series.changes(4, dt.date(2027, 4, 13)))
    second = series.move(series.changes(3, dt.date(2027, 3, 16)))
    assert undo(series, first) == Refused("undo_later_first")
    undo(series, second)
    assert isinstance(undo(series, first), Booking)


def test_what_she_was_told_of_a_visit_is_not_said_again_when_its_move_is_undone() -> None:
    series = Series()
    old = series.visit(4)
    old.reminders.filter(reason="prepare").update(state="accepted")
    undo(series, series.move(series.changes(4, dt.date(2027, 4, 13))))
    rows = old.reminders.exclude(state="superseded").order_by("reason")
    assert list(rows.values_list("reason", "state")) == [
        ("prepare", "accepted"),
        ("recovery", "planned"),
    ]


def test_what_was_cancelled_in_one_night_is_told_in_one_letter() -> None:
    series = Series()
    visits = [series.visit(number) for number in (3, 4)]
    for hour, visit in enumerate(visits):
        cancel_visit(
            visit_id=visit.pk,
            cancelled_by="patient",
            because="ill",
            note="",
            by=series.clinic.desk,
            now=LATER + dt.timedelta(hours=14 + hour),
        )
    row = Reminder.objects.get(reason="cancelled", state="planned")
    assert visits_told(row) == visits


def test_who_came_after_all_stands_again_only_while_her_other_sessions_are_far_enough() -> None:
    series = Series()
    missed = series.visit(3)
    mark_no_show(visit_id=missed.pk, by=series.clinic.desk, now=missed.start)
    later = missed.start + dt.timedelta(minutes=30)
    booking = series.move(
        series.changes(4, dt.date(2027, 3, 16), later),
        by=a_user(Role.PRACTITIONER),
        gap_reason="Holiday",
        now=later,
    )
    assert isinstance(booking, Booking), booking
    answer = take_back_no_show(visit_id=missed.pk, by=series.clinic.desk, now=later)
    assert answer == Refused("gap_meanwhile")


def test_a_stopped_plan_gets_no_date_back_by_a_wrong_arrival() -> None:
    series = Series()
    visit = series.visit(1)
    early, desk = visit.start - dt.timedelta(minutes=30), series.clinic.desk
    arrive_visit(visit_id=visit.pk, by=desk, now=early)
    stop_plan(plan_id=series.plan.pk, because="wish", note="", by=desk, now=early)
    answer = take_back_arrival(visit_id=visit.pk, by=desk, now=early)
    assert answer == Refused("plan_stopped")


def test_another_gap_is_agreed_for_its_own_share() -> None:
    series = Series()
    cancel(series, 3)
    changes = series.changes(4, dt.date(2027, 5, 11))
    series.move(changes, gap_reason="Abroad")
    new = series.visit(4)
    assert (new.gap_min, new.gap_max) == (28, 49)
