"""The hours in which messages may go, over the changes of the clocks too."""

from datetime import datetime, timedelta

import pytest

from plans.engine import quiet
from plans.engine.message_plan import Clocks, VisitFacts, Ways, wanted_of_visit
from plans.engine.quiet import USUAL, Loud
from tests.engine.clock_cases import (
    BERLIN,
    CLOCK_CHANGES,
    ELSEWHERE,
    LORD_HOWE,
    MESSAGES,
    NEW_YORK,
    NOON_ON_SUNDAY,
    ODD_HOURS,
    QUIET_HOURS,
    Told,
    at,
)

LONG_AGO = at("2026-01-01T00:00Z")


def minute_of(written: str) -> int:
    hour, minute = written.split(":")
    return int(hour) * 60 + int(minute)


@pytest.mark.parametrize(("zone", "day", "wall", "instant"), CLOCK_CHANGES)
def test_a_skipped_time_is_later_and_a_doubled_one_is_the_first(
    zone: str, day: str, wall: str, instant: str
) -> None:
    date = datetime.fromisoformat(day).date()
    assert quiet.wall_instant(date, minute_of(wall), zone) == at(instant)


@pytest.mark.parametrize(("zone", "wanted", "allowed"), QUIET_HOURS)
def test_a_message_in_quiet_hours_waits_for_their_end(zone: str, wanted: str, allowed: str) -> None:
    assert quiet.next_allowed(at(wanted), zone, USUAL) == at(allowed)
    assert quiet.is_allowed(at(wanted), zone, USUAL) == (wanted == allowed)


@pytest.mark.parametrize(("loud", "zone", "wanted", "allowed"), ODD_HOURS)
def test_hours_that_the_clock_skips_or_doubles_are_kept(
    loud: Loud, zone: str, wanted: str, allowed: str
) -> None:
    assert quiet.next_allowed(at(wanted), zone, loud) == at(allowed)
    assert quiet.is_allowed(at(wanted), zone, loud) == (wanted == allowed)


def due_of(told: Told, clinic: str, hers: str, visit: datetime) -> list[datetime]:
    """What follows a visit counts from when it was done."""
    follows = told.rule.reason == "recovery"
    facts = VisitFacts(
        state="done" if follows else "booked",
        start=visit,
        end=visit + timedelta(minutes=90),
        done_at=visit if follows else None,
    )
    ways = Ways("", "", prefers=told.channel)
    clocks = Clocks(clinic, hers, told.loud)
    wanted = wanted_of_visit([told.rule], facts, clocks, ways, LONG_AGO)
    return [one.due for one in wanted if one.channel == told.channel]


@pytest.mark.parametrize(("told", "zone", "visit", "due"), MESSAGES)
def test_a_message_keeps_its_time_whatever_the_clocks_did(
    told: Told, zone: str, visit: str, due: str
) -> None:
    assert due_of(told, zone, zone, at(visit)) == [at(due)]


@pytest.mark.parametrize(("told", "clinic", "hers", "visit", "due"), ELSEWHERE)
def test_days_are_the_clinics_and_quiet_hours_are_hers(
    told: Told, clinic: str, hers: str, visit: str, due: str
) -> None:
    assert due_of(told, clinic, hers, at(visit)) == [at(due)]


def test_there_are_enough_cases_about_the_changes() -> None:
    assert len(CLOCK_CHANGES + MESSAGES + ELSEWHERE + ODD_HOURS) >= 120


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        ("2026-11-24T12:00+01:00", "2026-11-24T12:00+01:00"),
        ("2026-11-24T21:00+01:00", "2026-11-24T19:00+01:00"),
        ("2026-11-24T07:00+01:00", "2026-11-23T19:00+01:00"),
        ("2027-03-28T07:00+02:00", "2027-03-27T19:00+01:00"),
        ("2027-10-31T07:00+01:00", "2027-10-30T19:00+02:00"),
        # A Sunday morning belongs to Saturday's evening where text messages wait for noon.
        ("2026-11-22T09:00+01:00", "2026-11-21T19:00+01:00"),
    ],
)
def test_what_cannot_wait_goes_an_hour_before_the_quiet_hours(wanted: str, allowed: str) -> None:
    assert quiet.last_allowed(at(wanted), BERLIN, NOON_ON_SUNDAY) == at(allowed)


def test_in_short_hours_it_goes_when_they_begin() -> None:
    short = Loud(600, 630)
    allowed = quiet.last_allowed(at("2026-11-24T12:00+01:00"), BERLIN, short)
    assert allowed == at("2026-11-24T10:00+01:00")


def test_a_day_without_allowed_time_is_passed_over() -> None:
    """02:45 is 03:45 on that day, so hours from there to 03:15 are none."""
    allowed = quiet.last_allowed(at("2027-03-28T12:00+02:00"), BERLIN, Loud(165, 195))
    assert allowed == at("2027-03-27T02:45+01:00")


@pytest.mark.parametrize(
    ("instant", "zone", "morning"),
    [
        ("2026-11-24T12:00+01:00", BERLIN, "2026-11-25T08:00+01:00"),
        ("2026-11-24T06:00+01:00", BERLIN, "2026-11-25T08:00+01:00"),
        ("2026-11-24T02:00+01:00", NEW_YORK, "2026-11-24T08:00-05:00"),
        ("2027-03-27T12:00+01:00", BERLIN, "2027-03-28T12:00+02:00"),
        ("2027-10-02T12:00+10:30", LORD_HOWE, "2027-10-03T12:00+11:00"),
    ],
)
def test_the_next_morning_is_that_of_her_own_next_day(
    instant: str, zone: str, morning: str
) -> None:
    assert quiet.next_morning(at(instant), zone, NOON_ON_SUNDAY) == at(morning)


def test_sundays_differ_for_text_messages_alone() -> None:
    assert NOON_ON_SUNDAY.on("sms") == NOON_ON_SUNDAY
    assert NOON_ON_SUNDAY.on("email") == USUAL


@pytest.mark.parametrize(
    ("wanted", "start", "due"),
    [
        # The end of the quiet hours would be at the visit or after it: the evening before, then.
        ("2026-11-26T06:00+01:00", "2026-11-26T07:30+01:00", "2026-11-25T19:00+01:00"),
        ("2026-11-26T06:00+01:00", "2026-11-26T08:00+01:00", "2026-11-25T19:00+01:00"),
        ("2026-11-26T06:00+01:00", "2026-11-26T08:01+01:00", "2026-11-26T08:00+01:00"),
        ("2026-11-25T22:00+01:00", "2026-11-25T22:30+01:00", "2026-11-25T19:00+01:00"),
        # Wanted after the visit began: an hour before it, or the evening before.
        ("2026-11-26T10:00+01:00", "2026-11-26T09:30+01:00", "2026-11-26T08:30+01:00"),
        ("2026-11-26T10:00+01:00", "2026-11-26T08:30+01:00", "2026-11-25T19:00+01:00"),
    ],
)
def test_a_message_that_would_miss_its_visit_goes_earlier(
    wanted: str, start: str, due: str
) -> None:
    earliest = at("2026-11-20T12:00Z")
    fitted = quiet.fitted(
        wanted=at(wanted), earliest=earliest, before=at(start), zone=BERLIN, loud=USUAL
    )
    assert fitted == at(due)
