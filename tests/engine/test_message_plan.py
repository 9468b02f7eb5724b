"""Which messages a visit and a plan want, by which ways, and when."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from plans.engine.message_course import PlanFacts, asks_plan, wanted_of_plan
from plans.engine.message_plan import (
    Clocks,
    Rule,
    Timing,
    VisitFacts,
    Wanted,
    Ways,
    booked_timing,
    channels_of,
    is_answered,
    wanted_of_visit,
)
from plans.engine.quiet import USUAL, Loud
from tests.engine.clock_cases import BERLIN, NEW_YORK, NOON_ON_SUNDAY, at

HERE = Clocks(BERLIN, BERLIN, USUAL)
OPEN = Ways("", "")
LONG_AGO = at("2026-01-01T00:00Z")
START = at("2026-11-26T16:00+01:00")
DONE = at("2026-11-26T17:30+01:00")


def visit(**facts: object) -> VisitFacts:
    usual: dict[str, object] = {"state": "booked", "start": START, "end": DONE}
    return VisitFacts(**(usual | facts))  # type: ignore[arg-type]  # mixed facts


def rule(reason: str, days: int = 0, **facts: object) -> Rule:
    usual: dict[str, object] = {"id": 1, "minute": None if "hours" in facts else 600}
    return Rule(reason=reason, days=days, **(usual | facts))  # type: ignore[arg-type]  # as above


def wanted(
    *rules: Rule, of: VisitFacts, earliest: datetime = LONG_AGO, ways: Ways = OPEN
) -> list[Wanted]:
    return wanted_of_visit(rules, of, HERE, ways, earliest)


def dues(found: list[Wanted]) -> list[tuple[datetime, datetime]]:
    return [(one.due, one.expires) for one in found]


# Ways


@pytest.mark.parametrize(
    ("way", "ways", "channels"),
    [
        ("preferred", Ways("", ""), ("email",)),
        ("preferred", Ways("", "", "sms"), ("sms",)),
        ("preferred", Ways("", "no_consent", "sms"), ("email",)),
        ("preferred", Ways("opted_out", ""), ("sms",)),
        ("preferred", Ways("", "", "phone"), ("email",)),
        ("preferred", Ways("no_email", "", "phone"), ("sms",)),
        ("preferred", Ways("opted_out", "no_phone"), ("email",)),
        ("preferred", Ways("no_email", "opted_out", "sms"), ("sms",)),
        ("email", Ways("no_consent", ""), ("email",)),
        ("sms", Ways("", "no_phone"), ("sms",)),
        ("both", Ways("", ""), ("email", "sms")),
        ("both", Ways("", "no_phone"), ("email",)),
        ("both", Ways("no_email", ""), ("sms",)),
        ("both", Ways("no_email", "no_phone"), ("email",)),
    ],
)
def test_a_message_goes_by_the_way_she_prefers_and_allows(
    way: str, ways: Ways, channels: tuple[str, ...]
) -> None:
    assert channels_of(way, ways) == channels


def test_what_nothing_may_carry_waits_in_sight_of_the_staff() -> None:
    ways = Ways("opted_out", "no_phone")
    (one,) = wanted(rule("prepare", 7), of=visit(), ways=ways)
    assert (one.channel, one.is_barred) == ("email", True)


def test_by_both_ways_each_keeps_its_own_hours() -> None:
    facts = visit(start=at("2026-11-23T16:00+01:00"), end=at("2026-11-23T17:30+01:00"))
    clocks = Clocks(BERLIN, BERLIN, NOON_ON_SUNDAY)
    found = wanted_of_visit([rule("day_before", 1, way="both")], facts, clocks, OPEN, LONG_AGO)
    assert [(one.channel, one.due) for one in found] == [
        ("email", at("2026-11-22T10:00+01:00")),
        ("sms", at("2026-11-22T12:00+01:00")),
    ]


# Before a visit


@pytest.mark.parametrize("reason", ["prepare", "screening", "confirm", "day_before"])
def test_what_comes_before_a_visit_is_of_use_until_it_begins(reason: str) -> None:
    found = wanted(rule(reason, 2), of=visit())
    assert dues(found) == [(at("2026-11-24T10:00+01:00"), START)]


@pytest.mark.parametrize(
    ("reason", "facts"),
    [
        ("prepare", {"is_prepared_for": False}),
        ("screening", {"is_screened": True}),
        ("confirm", {"is_confirmed": True}),
        *[("day_before", {"state": state}) for state in ("arrived", "done", "cancelled")],
        ("recovery", {"is_session": False}),
        *[("recovery", {"state": state}) for state in ("cancelled", "no_show", "reserved")],
    ],
)
def test_nothing_is_said_that_has_no_meaning_any_more(
    reason: str, facts: dict[str, object]
) -> None:
    assert wanted(rule(reason, 1), of=visit(**facts)) == []
    assert len(wanted(rule(reason, 1), of=visit())) == 1


@pytest.mark.parametrize(
    ("earliest", "start", "due"),
    [
        ("2026-11-25T15:03+01:00", "2026-11-26T09:00+01:00", "2026-11-25T15:03+01:00"),
        ("2026-11-25T19:30+01:00", "2026-11-26T07:30+01:00", "2026-11-25T19:30+01:00"),
        ("2026-11-26T06:00+01:00", "2026-11-26T08:01+01:00", "2026-11-26T08:00+01:00"),
    ],
)
def test_what_is_late_goes_at_the_first_allowed_instant(
    earliest: str, start: str, due: str
) -> None:
    facts = visit(start=at(start), end=at(start) + timedelta(hours=1))
    (one,) = wanted(rule("prepare", 14), of=facts, earliest=at(earliest))
    assert (one.due, one.expires, one.is_late) == (at(due), at(start), True)


@pytest.mark.parametrize(
    ("earliest", "start"),
    [
        ("2026-11-25T20:00+01:00", "2026-11-26T07:30+01:00"),
        ("2026-11-26T06:00+01:00", "2026-11-26T08:00+01:00"),
    ],
)
def test_where_only_quiet_hours_are_left_somebody_calls(earliest: str, start: str) -> None:
    facts = visit(start=at(start), end=at(start) + timedelta(hours=1))
    (one,) = wanted(rule("prepare", 14), of=facts, earliest=at(earliest))
    assert (one.because, one.due, one.expires) == ("quiet", at(earliest), at(start))


def test_a_visit_that_begins_is_told_of_nothing() -> None:
    rules = [rule(reason, 2) for reason in ("prepare", "screening", "confirm", "day_before")]
    assert wanted(*rules, of=visit(), earliest=START) == []


# After a visit


def test_a_day_of_recovery_counts_from_when_it_was_done() -> None:
    facts = visit(state="done", done_at=at("2026-11-27T09:00+01:00"))
    found = wanted(rule("recovery", 3), of=facts)
    assert dues(found) == [(at("2026-11-30T10:00+01:00"), at("2026-12-02T10:00+01:00"))]


@pytest.mark.parametrize(
    ("earliest", "due"),
    [
        ("2026-11-29T10:01+01:00", "2026-11-29T10:01+01:00"),
        ("2026-11-30T22:00+01:00", "2026-12-01T08:00+01:00"),
        ("2026-12-01T09:59+01:00", "2026-12-01T09:59+01:00"),
        ("2026-12-01T10:00+01:00", None),
    ],
)
def test_a_word_on_a_day_of_recovery_is_late_for_two_days_at_most(
    earliest: str, due: str | None
) -> None:
    facts = visit(state="done", done_at=DONE)
    found = wanted(rule("recovery", 3), of=facts, earliest=at(earliest))
    assert [one.due for one in found] == ([at(due)] if due else [])


@pytest.mark.parametrize(
    ("done", "earliest", "due"),
    [
        ("15:00", "15:00", "2026-11-26T17:00+01:00"),
        ("17:59", "17:59", "2026-11-26T19:59+01:00"),
        # It would go in quiet hours: an hour before they begin, or at once.
        ("18:00", "18:00", "2026-11-26T19:00+01:00"),
        ("19:30", "19:30", "2026-11-26T19:30+01:00"),
        ("18:00", "19:10", "2026-11-26T19:10+01:00"),
        # Marked done in quiet hours, it is read in the morning.
        ("19:30", "20:00", "2026-11-27T08:00+01:00"),
        ("20:30", "20:30", "2026-11-27T08:00+01:00"),
        ("23:00", "23:00", "2026-11-27T08:00+01:00"),
    ],
)
def test_tonight_is_told_on_the_same_evening_where_it_can_be(
    done: str, earliest: str, due: str
) -> None:
    facts = visit(state="done", done_at=at(f"2026-11-26T{done}+01:00"))
    found = wanted(rule("recovery", hours=2), of=facts, earliest=at(f"2026-11-26T{earliest}+01:00"))
    assert dues(found) == [(at(due), at("2026-11-27T12:00+01:00"))]


def test_the_night_is_over_at_noon() -> None:
    facts = visit(state="done", done_at=DONE)
    late, over = at("2026-11-27T11:59+01:00"), at("2026-11-27T12:00+01:00")
    tonight = rule("recovery", hours=2)
    assert [one.due for one in wanted(tonight, of=facts, earliest=late)] == [late]
    assert wanted(tonight, of=facts, earliest=over) == []


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        ({}, 1),
        ({"has_check_ins": False}, 0),
        ({"check_in_day": 0}, 1),
        ({"check_in_day": 2}, 1),
        ({"check_in_day": 3}, 0),
        ({"check_in_day": 9}, 0),
    ],
)
def test_a_check_in_is_asked_for_again_only_until_she_answers(
    facts: dict[str, object], count: int
) -> None:
    asking = Rule(id=2, reason="recovery", days=3, minute=600, asks_check_in=True)
    later = Rule(id=3, reason="recovery", days=7, minute=600, asks_check_in=True)
    again = rule("check_in", 4)
    usual: dict[str, object] = {"state": "done", "done_at": DONE, "has_check_ins": True}
    of = visit(**(usual | facts))
    found = wanted(asking, again, later, of=of)
    assert len([one for one in found if one.reason == "check_in"]) == count
    assert is_answered(again, of, [asking, again, later]) == (count == 0)


def test_what_nobody_asked_for_is_not_asked_for_again() -> None:
    of = visit(state="done", done_at=DONE, has_check_ins=True)
    assert wanted(rule("check_in", 4), rule("recovery", 3), of=of)[0].reason == "recovery"


# Of the plan

UNBOOKED, CLOSING = rule("unbooked", 14), rule("closing", 7)
ACTIVE = PlanFacts(
    state="active",
    done_on={1: date(2026, 10, 1), 2: date(2026, 10, 29)},
    next_is_undated=True,
    closes=date(2026, 12, 10),
)


def of_plan(
    asked: Rule, facts: PlanFacts, earliest: datetime = LONG_AGO
) -> list[tuple[datetime, datetime]]:
    return dues(wanted_of_plan([asked], facts, HERE, OPEN, earliest))


def test_the_next_session_without_a_date_is_asked_for_until_its_window_closes() -> None:
    end = at("2026-12-11T00:00+01:00")
    assert of_plan(UNBOOKED, ACTIVE) == [(at("2026-11-12T10:00+01:00"), end)]
    assert of_plan(CLOSING, ACTIVE) == [(at("2026-12-03T10:00+01:00"), end)]


@pytest.mark.parametrize(
    ("asked", "facts"),
    [
        (UNBOOKED, {"next_is_undated": False}),
        (UNBOOKED, {"done_on": {}}),
        *[(UNBOOKED, {"state": state}) for state in ("completed", "stopped", "undone")],
        (CLOSING, {"closes": None}),
        *[(CLOSING, {"state": state}) for state in ("completed", "stopped", "undone")],
    ],
)
def test_nobody_is_asked_to_book_what_she_has_or_will_not_have(
    asked: Rule, facts: dict[str, object]
) -> None:
    now = replace(ACTIVE, **facts)  # type: ignore[arg-type]  # mixed facts
    assert of_plan(asked, now) == []
    assert not asks_plan(asked, now)


@pytest.mark.parametrize(
    ("asked", "earliest", "due"),
    [
        (UNBOOKED, "2026-11-12T10:00+01:00", "2026-11-13T10:00+01:00"),
        (UNBOOKED, "2026-11-20T23:30+01:00", "2026-11-21T10:00+01:00"),
        (CLOSING, "2026-12-08T12:00+01:00", "2026-12-09T10:00+01:00"),
        (CLOSING, "2026-12-10T09:00+01:00", None),
    ],
)
def test_what_is_late_waits_a_day_for_the_desk(asked: Rule, earliest: str, due: str | None) -> None:
    found = [one[0] for one in of_plan(asked, ACTIVE, at(earliest))]
    assert found == ([at(due)] if due else [])


def test_what_was_said_about_an_earlier_session_does_not_count() -> None:
    (one,) = wanted_of_plan([UNBOOKED], ACTIVE, HERE, OPEN, LONG_AGO)
    assert one.since == at("2026-10-29T00:00+01:00")


def test_the_review_follows_its_session_and_is_offered_for_a_week() -> None:
    asked = rule("review", 21, after_session=2)
    due = at("2026-11-19T10:00+01:00")
    assert of_plan(asked, ACTIVE) == [(due, due + timedelta(days=7))]
    assert of_plan(asked, replace(ACTIVE, state="completed")) == of_plan(asked, ACTIVE)
    assert of_plan(asked, replace(ACTIVE, state="stopped")) == []
    assert of_plan(asked, replace(ACTIVE, done_on={1: date(2026, 10, 1)})) == []
    assert of_plan(asked, ACTIVE, due + timedelta(days=7)) == []


def test_maintenance_is_announced_once_the_plan_is_completed() -> None:
    asked = rule("maintenance", 14)
    over = replace(ACTIVE, state="completed", maintenance_from=date(2027, 5, 1))
    due = at("2027-04-17T10:00+02:00")
    assert of_plan(asked, over) == [(due, due + timedelta(days=7))]
    assert of_plan(asked, replace(over, maintenance_from=None)) == []
    assert of_plan(asked, replace(over, state="active")) == []


# Dates


def test_all_dates_go_when_the_undo_time_is_over_and_are_of_use_until_the_last_visit() -> None:
    undo_until, last = at("2026-11-24T20:03+01:00"), at("2027-03-26T16:00+01:00")
    timing = booked_timing(undo_until=undo_until, last_start=last, zone=BERLIN, loud=USUAL)
    assert timing == Timing(at("2026-11-25T08:00+01:00"), last)


def test_the_hours_of_the_version_hold() -> None:
    undo_until, last = at("2026-11-24T20:03+01:00"), at("2027-03-26T16:00+01:00")
    timing = booked_timing(
        undo_until=undo_until, last_start=last, zone=NEW_YORK, loud=Loud(15 * 60, 22 * 60)
    )
    assert timing == Timing(at("2026-11-24T15:00-05:00"), last)
