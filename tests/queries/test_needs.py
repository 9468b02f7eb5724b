import datetime as dt
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.actions.cancel import cancel_visit, mark_no_show
from plans.models import Plan, Reminder, Visit
from plans.queries.needs import Needs, needs_of, waiting_page
from plans.queries.today import day_at
from plans.wording.today import waiting_words, window_words, worth_words
from tests.world import Clinic, a_location, a_patient

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def needs_at(clinic: Clinic, now: dt.datetime) -> Needs:
    return needs_of(day_at(clinic.location, now.date(), now=now))


def booked(clinic: Clinic, **how: object) -> list[Visit]:
    booking = clinic.booked(patient=a_patient(), ordered_by=clinic.practitioner, **how)
    return list(booking.visits.order_by("start"))


def cancel(visit: Visit, clinic: Clinic, now: dt.datetime) -> None:
    cancel_visit(
        visit_id=visit.pk, cancelled_by="patient", because="ill", note="", by=clinic.desk, now=now
    )


def test_a_quiet_clinic_needs_nobody() -> None:
    clinic = Clinic()
    booked(clinic)

    assert needs_at(clinic, clinic.now).is_empty


def test_a_cancelled_session_waits_with_the_day_its_window_closes() -> None:
    clinic = Clinic()
    visits = booked(clinic)
    Visit.objects.filter(pk=visits[0].pk).update(state="done")
    now = visits[0].end + DAY
    cancel(visits[1], clinic, now)

    needs = needs_at(clinic, now)

    closes = visits[0].start.date() + 42 * DAY
    assert [waiting_words(one) for one in needs.waiting] == ["cancelled session 2"]
    assert [one.closes for one in needs.waiting] == [closes]
    assert window_words(needs.waiting[0]) == f"The window closes on {closes:%-d %B}."


def test_a_no_show_is_told_in_other_words_than_a_cancellation() -> None:
    clinic = Clinic()
    visit = booked(clinic)[0]
    mark_no_show(visit_id=visit.pk, by=clinic.desk, now=visit.start)

    needs = needs_at(clinic, visit.start)

    assert [waiting_words(one) for one in needs.waiting] == ["did not come to session 1"]


def test_a_visit_whose_place_is_gone_must_move() -> None:
    clinic = Clinic()
    visit = booked(clinic)[1]
    Visit.objects.filter(pk=visit.pk).update(rebook_reason="away")

    needs = needs_at(clinic, clinic.now)

    assert [waiting_words(one) for one in needs.waiting] == [
        "session 2 must move: Practitioner away"
    ]


def test_only_five_stand_at_the_side_and_the_rest_is_counted() -> None:
    clinic = Clinic()
    for _ in range(7):
        cancel(booked(clinic)[0], clinic, clinic.now)

    needs = needs_at(clinic, clinic.now)

    assert (len(needs.waiting), needs.more_waiting) == (5, 2)


def test_a_plan_without_a_next_date_is_worth_its_undone_sessions() -> None:
    clinic = Clinic()
    visits = booked(clinic)
    Plan.objects.update(price_series=Decimal(900), price_session=Decimal(250), currency="EUR")
    for visit in visits[1:]:
        cancel(visit, clinic, clinic.now)
    Visit.objects.filter(pk=visits[0].pk).update(state="done")

    worth = needs_at(clinic, visits[0].end).worth

    assert (worth.plans, worth.sums) == (1, [("EUR", Decimal("675.00"))])
    assert worth_words(worth) == "€675 of planned sessions"


def test_amounts_of_several_currencies_are_not_added() -> None:
    clinic = Clinic()
    for currency in ("EUR", "EUR", "USD", ""):
        visits = booked(clinic)
        price = Decimal(100) if currency else None
        plans = Plan.objects.filter(bookings__visits=visits[0])
        Plan.objects.filter(pk__in=plans).update(price_session=price, currency=currency)
        for visit in visits:
            cancel(visit, clinic, clinic.now)

    worth = needs_at(clinic, clinic.now).worth

    assert worth_words(worth) == "€800 and $400 of planned sessions, 1 has no price"


def test_a_plan_with_a_date_ahead_is_not_counted() -> None:
    clinic = Clinic()
    cancel(booked(clinic)[0], clinic, clinic.now)

    assert needs_at(clinic, clinic.now).worth.plans == 0


def test_a_message_that_failed_is_a_call_once_its_visit_is_near() -> None:
    clinic = Clinic()
    visit = booked(clinic)[0]
    Reminder.objects.filter(visit=visit).update(state="failed")

    near, far = visit.start - DAY, visit.start - 3 * DAY
    assert [message.patient for message in needs_at(clinic, near).messages] == [visit.patient]
    assert needs_at(clinic, far).messages == []


def test_a_session_of_today_that_nobody_ordered_is_said() -> None:
    clinic = Clinic()
    visit = clinic.booked().visits.earliest("start")

    assert needs_at(clinic, visit.start).unordered == [visit]
    assert needs_at(clinic, visit.start - DAY).unordered == []


def test_a_reservation_is_said_on_the_day_on_which_it_lapses() -> None:
    clinic = Clinic()
    booking = clinic.booked(reserve=True)
    assert booking.reserved_until

    last_hours = booking.reserved_until - dt.timedelta(hours=1)
    assert needs_at(clinic, last_hours).lapsing == [booking]
    assert needs_at(clinic, booking.reserved_until - 2 * DAY).lapsing == []
    assert needs_at(clinic, booking.reserved_until).lapsing == []


def test_another_location_needs_nothing_of_it() -> None:
    clinic = Clinic()
    for visit in booked(clinic):
        cancel(visit, clinic, clinic.now)
    other = a_location()

    needs = needs_of(day_at(other, clinic.now.date(), now=clinic.now))

    assert needs.is_empty


def test_the_page_of_waiting_plans_lists_both_kinds() -> None:
    clinic = Clinic()
    for visit in booked(clinic):
        cancel(visit, clinic, clinic.now)

    page = waiting_page(clinic.location, now=clinic.now)

    assert [one.stand.number for one in page.waiting] == [1]
    assert [(one.undone, one.worth) for one in page.dateless] == [(4, None)]


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_needed_costs_the_same_queries_however_much(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    for _ in range(count):
        cancel(booked(clinic)[0], clinic, clinic.now)
        Reminder.objects.filter(visit=booked(clinic)[0]).update(state="failed")
        clinic.booked(patient=a_patient(), reserve=True)
    day = day_at(clinic.location, clinic.now.date(), now=clinic.now)

    with django_assert_num_queries(8):
        needs = needs_of(day)

    assert len(needs.waiting) == count
