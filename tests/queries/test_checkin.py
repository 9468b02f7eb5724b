"""Which check-ins wait and which are missing, what stops the next session, what pages show."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from clinic.models import Location
from plans.actions.refusal import Refused
from plans.models import CheckIn, Standard, Visit
from plans.queries.checkin import (
    Asked,
    Why,
    asked_of,
    has_open,
    missing_check_ins,
    waiting_check_ins,
)
from plans.queries.checkin_page import check_in_page, check_ins_with_all, history_of, marks_of
from plans.queries.gates import readiness
from plans.queries.today import day_at
from tests.checkins import AMBER, DAY, EMERGENCY, HOUR, RED, Recovering
from tests.ready import made_ready
from tests.world import a_location

pytestmark = pytest.mark.django_db


def test_what_is_asked_fits_the_device_the_depth_and_the_skin() -> None:
    world = Recovering(fitzpatrick=5)
    world.recorded(depth="2.0", is_not_numbed=True)
    asked = asked_of(world.first, world.done_at + DAY)
    assert isinstance(asked, Asked)
    context = asked.context
    assert (context.day, context.hours, context.kind) == (1, 24, "pen")
    assert (context.is_deep, context.is_darker, context.is_numbed) == (True, True, False)


def test_who_has_no_known_skin_type_is_asked_as_for_darker_skin() -> None:
    asked = asked_of(Recovering(fitzpatrick=None).first, Recovering().done_at)
    assert isinstance(asked, Asked)
    assert asked.context.is_darker


@pytest.mark.parametrize("count", [1, 3])
def test_asking_reads_the_same_however_often_she_answered(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = Recovering()
    world.recorded()
    for number in range(count):
        world.check_in(after=(number + 1) * HOUR)
    visit = Visit.objects.select_related("location", "patient", "device").get(pk=world.first.pk)
    with django_assert_num_queries(4):
        asked_of(visit, world.done_at + DAY)


def test_the_gravest_waits_in_front_and_what_was_seen_does_not_wait() -> None:
    world = Recovering()
    amber = world.check_in(after=HOUR, **AMBER)
    red = world.check_in(after=2 * HOUR, **RED)
    emergency = world.check_in(after=3 * HOUR, **EMERGENCY)
    world.check_in(after=4 * HOUR)
    assert list(waiting_check_ins(world.clinic.location)) == [emergency, red, amber]
    world.reviewed(red)
    assert list(waiting_check_ins()) == [emergency, amber]
    assert list(waiting_check_ins(a_location())) == []


def test_she_has_an_open_one_until_somebody_looked() -> None:
    world = Recovering()
    world.check_in(after=HOUR)
    assert not has_open(world.patient)
    check_in = world.check_in(**AMBER)
    assert has_open(world.patient)
    world.reviewed(check_in)
    assert not has_open(world.patient)


def reasons(visit: Visit) -> list[Refused]:
    return list(readiness(visit, visit.start).refusals)


@pytest.mark.parametrize("answers", [AMBER, RED, EMERGENCY])
def test_the_next_session_does_not_start_until_somebody_looked(
    answers: dict[str, list[str]],
) -> None:
    world = Recovering()
    visit = made_ready(world.second)
    before = reasons(visit)
    check_in = world.check_in(**answers)
    assert Refused("check_in_open", {"check_in": check_in.pk}) in reasons(visit)
    world.reviewed(check_in)
    assert reasons(visit) == before


def test_a_green_one_keeps_nothing_from_starting() -> None:
    world = Recovering()
    visit = made_ready(world.second)
    before = reasons(visit)
    world.check_in()
    assert reasons(visit) == before


def test_the_day_says_that_a_check_in_waits() -> None:
    world = Recovering()
    check_in = world.check_in(**AMBER)
    day = world.second.start.date()

    def waiting() -> list[int | None]:
        entries = day_at(world.clinic.location, day, now=world.second.start).entries
        return [getattr(entry.visit, "check_in") for entry in entries]  # noqa: B009

    assert waiting() == [check_in.pk]
    world.reviewed(check_in)
    assert waiting() == [None]


ASKED = DAY
MISSING = ASKED + DAY


def missing(world: Recovering, after: dt.timedelta = MISSING) -> list[tuple[Why, ...]]:
    found = missing_check_ins(world.clinic.location, world.done_at + after)
    return [one.why for one in found]


def test_a_check_in_is_missing_a_day_after_it_was_asked_for() -> None:
    world = Recovering()
    world.asked()
    assert missing(world, MISSING - HOUR) == []
    found = missing_check_ins(None, world.done_at + MISSING)
    assert [(one.visit, one.asked_at) for one in found] == [(world.first, world.done_at + ASKED)]
    assert (found[0].since, found[0].until) == (
        world.done_at + MISSING,
        world.done_at + MISSING + DAY,
    )


def test_nothing_is_missing_that_was_not_asked_for() -> None:
    assert missing(Recovering()) == []


def test_who_answered_is_not_missed() -> None:
    world = Recovering()
    world.asked()
    world.check_in(after=ASKED + HOUR)
    assert missing(world) == []


def test_who_answered_just_before_she_was_asked_is_not_missed() -> None:
    world = Recovering()
    world.check_in(after=HOUR)
    world.asked()
    assert missing(world) == []


def test_an_answer_of_long_before_does_not_count() -> None:
    world = Recovering()
    world.check_in(after=HOUR)
    world.asked(at=world.done_at + 3 * DAY)
    assert missing(world, 4 * DAY) == [(Why.FIRST,)]


def test_after_two_weeks_nobody_is_missed_any_more() -> None:
    world = Recovering()
    world.asked()
    assert missing(world, MISSING + 14 * DAY - HOUR) == [(Why.FIRST,)]
    assert missing(world, MISSING + 14 * DAY) == []


@pytest.mark.parametrize("state", ["planned", "suppressed", "failed", "superseded"])
def test_a_message_that_did_not_go_asked_for_nothing(state: str) -> None:
    world = Recovering()
    row = world.asked()
    row.state, row.suppressed_because = state, "stopped"
    row.save()
    assert missing(world) == []


def test_check_ins_that_are_off_are_not_missed() -> None:
    world = Recovering()
    world.asked()
    Location.objects.update(has_check_ins=False)
    assert missing(world) == []
    Location.objects.update(has_check_ins=True)
    Standard.objects.filter(sheet="triage").update(state="retired")
    assert missing(world) == []


def second_missing(world: Recovering) -> list[tuple[Why, ...]]:
    """As `missing`, after the second session."""
    world.done(world.second)
    world.asked(world.second)
    found = missing_check_ins(world.clinic.location, world.second.end + MISSING)
    return [one.why for one in found]


def test_it_becomes_a_task_after_the_first_session_only() -> None:
    world = Recovering()
    assert second_missing(world) == []
    mark = marks_of([world.second], world.second.end + MISSING)[world.second.pk]
    assert mark.missing is not None
    assert not mark.missing.is_task


def test_it_becomes_a_task_for_darker_skin() -> None:
    assert second_missing(Recovering(fitzpatrick=4)) == [(Why.DARKER,)]


@pytest.mark.parametrize(("depth", "why"), [("1.5", []), ("1.75", [(Why.DEEP,)])])
def test_it_becomes_a_task_after_deep_passes(depth: str, why: list[tuple[Why, ...]]) -> None:
    world = Recovering()
    world.first, first = world.second, world.first
    world.recorded(depth=depth)
    world.first = first
    assert second_missing(world) == why


@pytest.mark.parametrize(("answers", "why"), [({}, []), (AMBER, [(Why.AFTER_AMBER,)])])
def test_it_becomes_a_task_after_an_amber(
    answers: dict[str, list[str]], why: list[tuple[Why, ...]]
) -> None:
    world = Recovering()
    world.done(world.second)
    check_in = world.check_in(visit=world.second, after=HOUR, **answers)
    if answers:
        world.reviewed(check_in)
    world.asked(world.second, at=world.second.end + 3 * DAY)
    found = missing_check_ins(None, world.second.end + 4 * DAY)
    assert [one.why for one in found] == why


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_missing_takes_two_looks_however_much(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    worlds = [Recovering() for _number in range(count)]
    for world in worlds:
        world.asked()
    with django_assert_num_queries(2):
        found = missing_check_ins(None, worlds[0].done_at + MISSING)
    assert len(found) == count


@pytest.mark.parametrize("count", [1, 3])
def test_marks_take_three_looks_however_many(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = Recovering()
    for number in range(count):
        world.check_in(after=(number + 1) * HOUR, **AMBER)
    with django_assert_num_queries(3):
        marks = marks_of([world.first, world.second], world.done_at + DAY)
    assert list(marks) == [world.first.pk]
    assert len(marks[world.first.pk].check_ins) == count
    assert marks[world.first.pk].waiting == marks[world.first.pk].check_ins[-1]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_reads_the_same_however_much_she_answered(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = Recovering()
    world.recorded()
    check_ins = [world.check_in(after=(number + 1) * HOUR, **AMBER) for number in range(count)]
    found = check_ins_with_all().get(pk=check_ins[-1].pk)
    with django_assert_num_queries(11):
        page = check_in_page(found)
        assert page.depths == ("0.5", "0.5")
        assert page.rows


def test_a_page_shows_the_answers_by_the_rules_of_their_moment() -> None:
    world = Recovering()
    check_in = world.check_in(after=3 * DAY, **AMBER)
    Standard.objects.filter(sheet="triage").update(state="retired")
    page = check_in_page(check_ins_with_all().get(pk=check_in.pk))
    assert (page.context.day, page.triage.pain_red) == (3, 7)
    assert page.waits


def test_the_history_has_every_session_the_newest_first() -> None:
    world = Recovering()
    early, late = world.check_in(after=HOUR), world.check_in(after=DAY)
    world.done(world.second)
    third = world.check_in(visit=world.second, after=HOUR)
    history = [(one.visit, list(one.check_ins)) for one in history_of(world.patient)]
    assert history == [(world.second, [third]), (world.first, [early, late])]
    assert CheckIn.objects.count() == 3
