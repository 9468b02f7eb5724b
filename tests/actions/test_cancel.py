import datetime as dt

import pytest

from plans.actions.cancel import cancel_visit, mark_no_show, take_back_no_show
from plans.actions.refusal import Refused
from plans.models import Hold, Reminder, Trail, Visit
from tests.world import MONDAY, Clinic

pytestmark = pytest.mark.django_db


def cancel(clinic: Clinic, visit: Visit, now: dt.datetime = MONDAY) -> Visit | Refused:
    return cancel_visit(
        visit_id=visit.pk,
        cancelled_by="patient",
        because="ill",
        note="A cold",
        by=clinic.desk,
        now=now,
    )


def first_visit(clinic: Clinic) -> Visit:
    return clinic.booked().visits.order_by("start")[0]


def told() -> list[tuple[str, str]]:
    rows = Reminder.objects.filter(reason__in=["booked", "cancelled"]).order_by("pk")
    return [(row.reason, row.state) for row in rows]


def test_a_cancelled_visit_frees_its_time_and_says_who_and_why() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    cancel(clinic, visit)
    visit.refresh_from_db()
    assert (visit.state, visit.cancelled_by, visit.cancelled_because) == (
        "cancelled",
        "patient",
        "ill",
    )
    assert (visit.cancelled_note, visit.ended_at, visit.ended_by) == ("A cold", MONDAY, clinic.desk)
    assert set(Hold.objects.filter(visit=visit).values_list("is_live")) == {(False,)}
    assert Trail.objects.filter(verb="cancelled").get().facts["late"] is False


def test_a_visit_cancelled_in_its_last_day_is_a_late_cancellation() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    cancel(clinic, visit, visit.start - dt.timedelta(hours=23))
    assert Trail.objects.filter(verb="cancelled").get().facts["late"] is True


def test_the_patient_is_told_once_of_what_was_cancelled_in_one_go() -> None:
    clinic = Clinic()
    later = MONDAY + dt.timedelta(minutes=10)
    visits = list(clinic.booked().visits.order_by("start"))
    Reminder.objects.filter(reason="booked").update(state="accepted")
    cancel(clinic, visits[0], later)
    cancel(clinic, visits[1], later)
    assert told() == [("booked", "accepted"), ("cancelled", "superseded"), ("cancelled", "planned")]


def test_whose_dates_wait_to_be_told_hears_of_those_that_are_left() -> None:
    clinic = Clinic()
    visits = list(clinic.booked().visits.order_by("start"))
    cancel(clinic, visits[0])
    assert told() == [("booked", "planned")]


def test_who_has_no_date_left_hears_that_alone() -> None:
    clinic = Clinic()
    for visit in clinic.booked().visits.order_by("start"):
        cancel(clinic, visit)
    assert told() == [("booked", "superseded"), ("cancelled", "planned")]


def test_a_visit_that_is_cancelled_already_is_not_cancelled_twice() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    cancel(clinic, visit)
    assert cancel(clinic, visit) == Refused(
        "step_not_now", {"state": "cancelled", "step": "cancel"}
    )


def test_a_reservation_is_let_go_as_a_whole() -> None:
    clinic = Clinic()
    visit = clinic.booked(reserve=True).visits.order_by("start")[0]
    assert cancel(clinic, visit) == Refused("reserved_only")


def test_nobody_has_not_come_before_her_time() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    early = visit.start - dt.timedelta(seconds=1)
    assert mark_no_show(visit_id=visit.pk, by=clinic.desk, now=early) == Refused("not_begun")


def test_who_did_not_come_frees_the_time_and_gets_no_message_of_recovery() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    mark_no_show(visit_id=visit.pk, by=clinic.desk, now=visit.start)
    visit.refresh_from_db()
    assert (visit.state, visit.cancelled_by) == ("no_show", "")
    assert not Hold.objects.filter(visit=visit, is_live=True).exists()
    assert set(Reminder.objects.filter(visit=visit).values_list("state")) == {("superseded",)}


def test_a_no_show_noted_by_mistake_stands_again_with_its_messages() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    mark_no_show(visit_id=visit.pk, by=clinic.desk, now=visit.start)
    late = visit.start + dt.timedelta(minutes=20)
    take_back_no_show(visit_id=visit.pk, by=clinic.desk, now=late)
    visit.refresh_from_db()
    assert (visit.state, visit.ended_at) == ("booked", None)
    assert not Hold.objects.filter(visit=visit, is_live=False).exists()


def test_a_no_show_is_not_corrected_once_its_time_is_somebody_elses() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    mark_no_show(visit_id=visit.pk, by=clinic.desk, now=visit.start)
    hold = Hold.objects.filter(visit=visit, resource__isnull=False).first()
    assert hold is not None
    hold.pk, hold.is_live = None, True
    hold.save()
    answer = take_back_no_show(visit_id=visit.pk, by=clinic.desk, now=visit.start)
    assert answer == Refused("taken")
