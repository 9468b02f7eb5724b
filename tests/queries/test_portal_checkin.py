import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.actions.aftercare import give_note
from plans.queries.portal_checkin import ASKED_DAYS, answer_page, feeling_of, own_check_ins
from tests.checkins import DAY, Recovering

pytestmark = pytest.mark.django_db


def test_the_latest_treatment_is_asked_about_and_the_latest_answer_counts() -> None:
    world = Recovering()
    world.check_in(after=DAY)
    latest = world.check_in(after=2 * DAY)
    feeling = feeling_of(world.patient, now=world.done_at + 2 * DAY)
    assert feeling is not None
    assert (feeling.visit, feeling.last, feeling.day) == (world.first, latest, 2)
    assert feeling.is_answered_today

    world.done(world.second)
    feeling = feeling_of(world.patient, now=world.second.end)
    assert feeling is not None
    assert (feeling.visit, feeling.last, feeling.day) == (world.second, None, 0)


@pytest.mark.parametrize(("days", "is_asked"), [(ASKED_DAYS, True), (ASKED_DAYS + 1, False)])
def test_two_weeks_long_the_plan_asks_by_itself(days: int, is_asked: bool) -> None:
    world = Recovering()
    feeling = feeling_of(world.patient, now=world.done_at + days * DAY)
    assert feeling is not None
    assert feeling.is_asked == is_asked


def test_half_a_year_after_nobody_is_asked() -> None:
    world = Recovering()
    assert feeling_of(world.patient, now=world.done_at + 181 * DAY) is None


def test_red_says_to_call_until_somebody_looked_whatever_she_answers_after_it() -> None:
    world = Recovering()
    now = world.done_at + 5 * DAY
    waiting = []

    def look() -> None:
        feeling = feeling_of(world.patient, now=now)
        assert feeling is not None
        waiting.append(feeling.red)

    world.check_in(spots=["itchy"])
    look()
    red = world.check_in(after=4 * DAY, changes=["streaks"])
    look()
    world.check_in(after=5 * DAY)
    look()
    world.reviewed(red)
    look()
    assert waiting == [None, red, red, None]


def test_a_look_that_is_late_is_known() -> None:
    world = Recovering()
    check_in = world.check_in(changes=["streaks"])
    assert check_in.due_at is not None
    just_before = check_in.due_at - dt.timedelta(seconds=1)
    times = [just_before, check_in.due_at]
    assert [answer_page(check_in, now=now).is_overdue for now in times] == [False, True]


@pytest.mark.parametrize("count", [1, 3])
def test_an_answer_takes_five_queries_however_many_there_are(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = Recovering()
    give_note(world.first, by=world.doctor, now=world.done_at)
    for number in range(count):
        world.check_in(after=number * DAY)
    check_in = own_check_ins(world.patient)[0]
    with django_assert_num_queries(5):
        page = answer_page(check_in, now=world.done_at + 4 * DAY)
        assert len(page.others) == count - 1
        assert page.told is not None
        assert page.opening.has_hours
        assert not page.is_reviewed
