"""Who must be called because somebody or something is off, and what fits instead."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from clinic.models import Absence, Resource
from plans.actions.hours import enter_absence
from plans.actions.strike import Changed
from plans.models import Booking, Visit
from plans.queries.calls import CallList, call_list, fitting_times, off_soon, visit_to_place
from plans.wording.calls import count_words, session_words, why_words
from tests.world import MONDAY, Clinic, a_patient, a_room

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY.date() + dt.timedelta(days=1)


def away(clinic: Clinic, who: int, day: dt.date = TUESDAY, **span: int) -> Absence:
    """Off on that day, with all that it strikes kept."""
    absence = Absence(resource_id=who, first_day=day, last_day=day, reason="flu", **span)
    kept = list(Visit.objects.values_list("pk", flat=True))
    answer = enter_absence(absence=absence, keep=kept, by=clinic.desk, now=clinic.now)
    assert isinstance(answer, Changed), answer
    return Absence.objects.select_related("resource__practitioner").get(pk=absence.pk)


def listed(clinic: Clinic, absence: Absence | None = None, now: dt.datetime = MONDAY) -> CallList:
    return call_list(clinic.location, absence=absence, now=now)


def on_tuesday(clinic: Clinic, count: int) -> list[Visit]:
    """The first sessions of so many patients, one after the other on one day."""
    for number in range(count):
        patient = clinic.patient if number == 0 else a_patient()
        booked = clinic.book(patient=patient)
        assert isinstance(booked, Booking), booked
    return list(Visit.objects.filter(start__date=TUESDAY).order_by("start"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_many_are_to_be_called(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    visits = on_tuesday(clinic, count)
    absence = away(clinic, clinic.practitioner.pk)
    with django_assert_num_queries(5):
        found = listed(clinic, absence)
        told = [(why_words(row), session_words(row.visit)) for row in found.rows]
    assert [row.visit for row in found.rows] == visits
    assert len(visits) == count
    assert told == [(f"{clinic.practitioner.name} is away: flu", "Session 1 of 4")] * count


def test_the_window_ends_where_the_next_session_asks_for_its_gap() -> None:
    clinic = Clinic()
    clinic.booked()
    away(clinic, clinic.practitioner.pk)
    second = Visit.objects.order_by("start")[1].start.date()
    (row,) = listed(clinic).rows
    assert (row.closes, row.is_late) == (second - dt.timedelta(days=28), False)


def test_a_visit_that_was_struck_this_morning_is_still_to_be_called() -> None:
    clinic = Clinic()
    visit = on_tuesday(clinic, 1)[0]
    away(clinic, clinic.practitioner.pk)
    assert [row.visit for row in listed(clinic, now=visit.start + dt.timedelta(hours=2)).rows] == [
        visit
    ]
    assert listed(clinic, now=visit.start + dt.timedelta(days=1)).rows == []


def test_the_chosen_absence_brings_back_its_own_of_days_gone_by() -> None:
    clinic = Clinic()
    visit = on_tuesday(clinic, 1)[0]
    absence = away(clinic, clinic.practitioner.pk)
    after = visit.start + dt.timedelta(days=1)
    assert [row.visit for row in listed(clinic, absence, after).rows] == [visit]


def test_a_visit_that_was_booked_again_is_gone_from_the_list() -> None:
    clinic = Clinic()
    visit = on_tuesday(clinic, 1)[0]
    away(clinic, clinic.practitioner.pk)
    Visit.objects.filter(pk=visit.pk).update(rebook_reason="")
    assert listed(clinic).rows == []


def test_what_strikes_elsewhere_is_called_from_there() -> None:
    clinic, other = Clinic(), Clinic()
    clinic.booked()
    away(clinic, clinic.practitioner.pk)
    assert len(listed(clinic).rows) == 1
    assert listed(other).rows == []


def test_a_room_or_a_device_is_named_too() -> None:
    clinic = Clinic()
    clinic.booked()
    away(clinic, clinic.pen.pk)
    (row,) = listed(clinic).rows
    assert why_words(row) == f"{clinic.pen.name} is out of service: flu"


def test_without_an_absence_the_mark_itself_says_why() -> None:
    clinic = Clinic()
    visit = on_tuesday(clinic, 1)[0]
    Visit.objects.filter(pk=visit.pk).update(rebook_reason="closed")
    (row,) = listed(clinic).rows
    assert why_words(row) == "The clinic is closed"


def test_who_is_here_already_is_not_struck_but_named() -> None:
    clinic = Clinic()
    visit = on_tuesday(clinic, 1)[0]
    Visit.objects.filter(pk=visit.pk).update(state="arrived", arrived_at=visit.start)
    clinic.now = visit.start - dt.timedelta(minutes=5)
    absence = away(clinic, clinic.practitioner.pk)
    found = listed(clinic, absence, clinic.now)
    assert (found.rows, found.begun) == ([], [visit])


def test_who_is_late_is_named_too_for_her_time_has_come() -> None:
    clinic = Clinic()
    visit = on_tuesday(clinic, 1)[0]
    clinic.now = visit.start + dt.timedelta(minutes=5)
    absence = away(clinic, clinic.practitioner.pk)
    assert listed(clinic, absence, clinic.now).begun == [visit]


def test_part_of_a_day_leaves_the_rest_alone() -> None:
    clinic = Clinic()
    visits = on_tuesday(clinic, 3)
    absence = away(clinic, clinic.practitioner.pk, start=9 * 60, end=10 * 60)
    struck = [row.visit for row in listed(clinic, absence).rows]
    assert struck
    assert struck == [visit for visit in visits if visit.start.hour < 9]
    assert len(struck) < len(visits)


def test_the_nearest_times_keep_the_window_and_avoid_who_is_away() -> None:
    clinic = Clinic()
    visit = on_tuesday(clinic, 1)[0]
    away(clinic, clinic.practitioner.pk)
    found = visit_to_place(visit.pk)
    assert found
    fit = fitting_times(found, now=MONDAY)
    (row,) = listed(clinic).rows
    assert len(fit.times) == 3
    assert row.closes
    for time, who in fit.times:
        assert time.day != TUESDAY
        assert time.day <= row.closes
        assert who == ""


def test_another_practitioner_is_named() -> None:
    from tests.world import a_practitioner  # noqa: PLC0415

    clinic = Clinic()
    visit = on_tuesday(clinic, 1)[0]
    stand_in = a_practitioner(clinic.location, clinic.protocol, name="Dr Stand In")
    away(clinic, clinic.practitioner.pk)
    found = visit_to_place(visit.pk)
    assert found
    names = [who for time, who in fitting_times(found, now=MONDAY).times if time.is_other]
    assert names == [stand_in.name] * len(names)


def test_a_visit_that_is_settled_or_only_reserved_says_so() -> None:
    clinic = Clinic()
    kept = clinic.booked(reserve=True).visits.earliest("start")
    found = visit_to_place(kept.pk)
    assert found
    assert fitting_times(found, now=MONDAY).is_kept
    found.state = Visit.State.CANCELLED
    assert fitting_times(found, now=MONDAY).is_settled
    assert visit_to_place(999) is None


@pytest.mark.parametrize("count", [1, 3])
def test_who_is_off_is_listed_in_one_query(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    rooms = [a_room(clinic.location) for _ in range(count)]
    for room in rooms:
        away(clinic, room.pk)
    gone = MONDAY.date() - dt.timedelta(days=1)
    Absence.objects.create(
        resource=Resource.objects.get(pk=clinic.pen.pk), first_day=gone, last_day=gone
    )
    with django_assert_num_queries(1):
        names = [one.resource.room.name for one in off_soon(clinic.location, today=MONDAY.date())]
    assert names == [room.name for room in rooms]


def test_the_count_is_told_in_words() -> None:
    assert (count_words(0), count_words(1)) == ("0 visits to book again", "1 visit to book again")
