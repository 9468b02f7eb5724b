"""The picture of a plan: what lies where."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.models import Plan, Visit
from plans.queries.ribbon import (
    Days,
    Event,
    Picture,
    Stop,
    StopState,
    on_one_axis,
    picture_of,
    pictures_of_plans,
    runs_of_days,
)
from plans.templatetags.plans import draw
from plans.wording.ribbon import ribbon_facts, ribbon_title
from tests.world import Clinic, a_patient

DAYS = [dt.date(2026, 11, 26), dt.date(2026, 12, 29), dt.date(2027, 1, 26)]


def a_picture(
    *days: dt.date, shut: list[Days] | None = None, events: list[Event] | None = None
) -> Picture:
    return picture_of(
        stops=[Stop(number, day) for number, day in enumerate(days or DAYS, 1)],
        gap=(28, 42),
        recovery_days=7,
        today=dt.date(2026, 11, 22),
        shut=shut or [],
        events=events or [],
    )


def test_the_axis_runs_over_whole_months_past_the_last_session() -> None:
    picture = a_picture()

    assert (picture.first, picture.end) == (dt.date(2026, 11, 1), dt.date(2027, 3, 1))
    assert [month.month for month in picture.months] == [11, 12, 1, 2]


def test_each_window_is_where_the_next_session_keeps_its_gap() -> None:
    assert a_picture().windows == (
        (dt.date(2026, 12, 24), dt.date(2027, 1, 7)),
        (dt.date(2027, 1, 26), dt.date(2027, 2, 9)),
    )


def test_proposals_share_one_axis() -> None:
    near, far = on_one_axis([a_picture(), a_picture(dt.date(2027, 4, 15))])

    assert (near.first, near.end) == (far.first, far.end)
    assert near.end == dt.date(2027, 6, 1)


def test_single_days_become_runs() -> None:
    days = [dt.date(2026, 12, day) for day in (27, 24, 25, 31)]

    assert runs_of_days(days) == [
        (dt.date(2026, 12, 24), dt.date(2026, 12, 25)),
        (dt.date(2026, 12, 27), dt.date(2026, 12, 27)),
        (dt.date(2026, 12, 31), dt.date(2026, 12, 31)),
    ]


def test_who_does_not_see_the_ribbon_reads_the_same_facts() -> None:
    picture = a_picture(
        *DAYS[:2],
        shut=[(dt.date(2026, 12, 24), dt.date(2026, 12, 27))],
        events=[Event(dt.date(2027, 1, 16), "Wedding")],
    )

    assert ribbon_title(picture) == "2 sessions from 26 Nov to 29 Dec"
    assert ribbon_facts(picture) == [
        "Session 1: Thursday 26 November 2026.",
        "Session 2: Tuesday 29 December 2026, 33 days after the one before.",
        "The next session may fall from 24 December to 7 January.",
        "Recovery: 7 days from each session.",
        "Closed: 24 to 27 December.",
        "Kept free: Wedding, Saturday 16 January 2027.",
    ]


def test_a_name_that_looks_like_markup_is_only_a_name() -> None:
    picture = a_picture(events=[Event(dt.date(2027, 1, 16), "<script>")])

    assert "<script>" not in draw(picture)
    assert "&lt;script&gt;" in draw(picture)


@pytest.mark.django_db
def test_a_plan_shows_what_is_done_what_is_next_and_what_must_move() -> None:
    clinic = Clinic()
    plan = clinic.booked().plan
    assert plan is not None
    Visit.objects.filter(session__number=1).update(state=Visit.State.DONE)
    Visit.objects.filter(session__number=3).update(rebook_reason=Visit.Rebook.AWAY)

    picture = pictures_of_plans([plan], now=clinic.now)[plan.pk]

    assert [stop.state for stop in picture.stops] == [
        StopState.DONE,
        StopState.NEXT,
        StopState.BAD,
        StopState.PLANNED,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_pictures_of_plans_cost_two_queries_however_many(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    for _ in range(count):
        clinic.booked(patient=a_patient())
    plans = list(Plan.objects.select_related("version", "location"))

    with django_assert_num_queries(2):
        pictures = pictures_of_plans(plans, now=clinic.now)

    assert len(pictures) == count
