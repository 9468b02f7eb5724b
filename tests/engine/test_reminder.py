"""Due instants, quiet hours, what may go, and the rests between tries."""

from datetime import UTC, datetime, timedelta

import pytest

from plans.engine import message_plan, quiet, reminder
from plans.engine.quiet import USUAL, Loud
from plans.engine.reminder import Contact, Postponed, Send, Standing, Suppress, Wait

BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"
LORD_HOWE = "Australia/Lord_Howe"
TEN = 10 * 60
HALF_PAST_TWO = 2 * 60 + 30

# The days on which the clocks change in 2027: forward, then back. Lord Howe changes by half an
# hour. Each row: zone, the day, a wall-clock time on it, the instant that is meant.
CLOCK_CHANGES = [
    (BERLIN, "2027-03-27", "10:00", "2027-03-27T09:00Z"),
    (BERLIN, "2027-03-28", "01:59", "2027-03-28T00:59Z"),
    (BERLIN, "2027-03-28", "02:00", "2027-03-28T01:00Z"),
    (BERLIN, "2027-03-28", "02:30", "2027-03-28T01:30Z"),
    (BERLIN, "2027-03-28", "03:00", "2027-03-28T01:00Z"),
    (BERLIN, "2027-03-28", "10:00", "2027-03-28T08:00Z"),
    (BERLIN, "2027-10-30", "10:00", "2027-10-30T08:00Z"),
    (BERLIN, "2027-10-31", "01:59", "2027-10-30T23:59Z"),
    (BERLIN, "2027-10-31", "02:00", "2027-10-31T00:00Z"),
    (BERLIN, "2027-10-31", "02:30", "2027-10-31T00:30Z"),
    (BERLIN, "2027-10-31", "03:00", "2027-10-31T02:00Z"),
    (BERLIN, "2027-10-31", "10:00", "2027-10-31T09:00Z"),
    (NEW_YORK, "2027-03-13", "10:00", "2027-03-13T15:00Z"),
    (NEW_YORK, "2027-03-14", "01:59", "2027-03-14T06:59Z"),
    (NEW_YORK, "2027-03-14", "02:00", "2027-03-14T07:00Z"),
    (NEW_YORK, "2027-03-14", "02:30", "2027-03-14T07:30Z"),
    (NEW_YORK, "2027-03-14", "03:00", "2027-03-14T07:00Z"),
    (NEW_YORK, "2027-03-14", "10:00", "2027-03-14T14:00Z"),
    (NEW_YORK, "2027-11-06", "10:00", "2027-11-06T14:00Z"),
    (NEW_YORK, "2027-11-07", "00:59", "2027-11-07T04:59Z"),
    (NEW_YORK, "2027-11-07", "01:00", "2027-11-07T05:00Z"),
    (NEW_YORK, "2027-11-07", "01:30", "2027-11-07T05:30Z"),
    (NEW_YORK, "2027-11-07", "02:00", "2027-11-07T07:00Z"),
    (NEW_YORK, "2027-11-07", "10:00", "2027-11-07T15:00Z"),
    (LORD_HOWE, "2027-04-03", "10:00", "2027-04-02T23:00Z"),
    (LORD_HOWE, "2027-04-04", "01:29", "2027-04-03T14:29Z"),
    (LORD_HOWE, "2027-04-04", "01:30", "2027-04-03T14:30Z"),
    (LORD_HOWE, "2027-04-04", "01:45", "2027-04-03T14:45Z"),
    (LORD_HOWE, "2027-04-04", "02:00", "2027-04-03T15:30Z"),
    (LORD_HOWE, "2027-04-04", "10:00", "2027-04-03T23:30Z"),
    (LORD_HOWE, "2027-10-02", "10:00", "2027-10-01T23:30Z"),
    (LORD_HOWE, "2027-10-03", "01:59", "2027-10-02T15:29Z"),
    (LORD_HOWE, "2027-10-03", "02:00", "2027-10-02T15:30Z"),
    (LORD_HOWE, "2027-10-03", "02:15", "2027-10-02T15:45Z"),
    (LORD_HOWE, "2027-10-03", "02:30", "2027-10-02T15:30Z"),
    (LORD_HOWE, "2027-10-03", "10:00", "2027-10-02T23:00Z"),
]

# Wanted, and the allowed instant for it: both sides of both edges, in the days of the change too.
QUIET_HOURS = [
    (BERLIN, "2026-11-24T07:59+01:00", "2026-11-24T08:00+01:00"),
    (BERLIN, "2026-11-24T08:00+01:00", "2026-11-24T08:00+01:00"),
    (BERLIN, "2026-11-24T19:59+01:00", "2026-11-24T19:59+01:00"),
    (BERLIN, "2026-11-24T20:00+01:00", "2026-11-25T08:00+01:00"),
    (BERLIN, "2027-03-27T21:00+01:00", "2027-03-28T08:00+02:00"),
    (BERLIN, "2027-03-28T00:30+01:00", "2027-03-28T08:00+02:00"),
    (BERLIN, "2027-10-30T21:00+02:00", "2027-10-31T08:00+01:00"),
    (BERLIN, "2027-10-31T02:30+02:00", "2027-10-31T08:00+01:00"),
    (BERLIN, "2027-10-31T02:30+01:00", "2027-10-31T08:00+01:00"),
    (NEW_YORK, "2026-11-24T07:59-05:00", "2026-11-24T08:00-05:00"),
    (NEW_YORK, "2026-11-24T19:59-05:00", "2026-11-24T19:59-05:00"),
    (NEW_YORK, "2027-03-13T21:00-05:00", "2027-03-14T08:00-04:00"),
    (NEW_YORK, "2027-11-06T21:00-04:00", "2027-11-07T08:00-05:00"),
    (NEW_YORK, "2027-11-07T01:30-05:00", "2027-11-07T08:00-05:00"),
    (LORD_HOWE, "2026-11-24T20:00+11:00", "2026-11-25T08:00+11:00"),
    (LORD_HOWE, "2027-04-03T21:00+11:00", "2027-04-04T08:00+10:30"),
    (LORD_HOWE, "2027-04-04T01:45+10:30", "2027-04-04T08:00+10:30"),
    (LORD_HOWE, "2027-10-02T21:00+10:30", "2027-10-03T08:00+11:00"),
    (LORD_HOWE, "2027-10-03T19:59+11:00", "2027-10-03T19:59+11:00"),
]


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def minute_of(written: str) -> int:
    hour, minute = written.split(":")
    return int(hour) * 60 + int(minute)


@pytest.mark.parametrize(("zone", "day", "wall", "instant"), CLOCK_CHANGES)
def test_a_skipped_time_is_later_and_a_doubled_one_is_the_first(
    zone: str, day: str, wall: str, instant: str
) -> None:
    date = datetime.fromisoformat(day).date()
    assert quiet.wall_instant(date, minute_of(wall), zone) == at(instant)


@pytest.mark.parametrize(("zone", "day", "wall", "instant"), CLOCK_CHANGES)
@pytest.mark.parametrize("days", [1, 14])
def test_preparation_is_due_at_the_clinics_wall_clock_whatever_the_clocks_did_since(
    zone: str, day: str, wall: str, instant: str, days: int
) -> None:
    date = datetime.fromisoformat(day).date()
    timing = message_plan.prepare_timing(
        start=quiet.wall_instant(date + timedelta(days), 16 * 60, zone),
        days_before=days,
        minute=minute_of(wall),
        clinic_zone=zone,
        zone=zone,
        loud=USUAL,
        earliest=at("2026-01-01T00:00Z"),
    )
    assert timing is not None
    expected = at(instant) if minute_of(wall) == TEN else quiet.wall_instant(date, 480, zone)
    assert timing.due == expected


@pytest.mark.parametrize(("zone", "day", "wall", "instant"), CLOCK_CHANGES)
def test_recovery_is_due_at_the_clinics_wall_clock_whatever_the_clocks_did_since(
    zone: str, day: str, wall: str, instant: str
) -> None:
    date = datetime.fromisoformat(day).date()
    timing = message_plan.recovery_timing(
        visited_at=quiet.wall_instant(date - timedelta(1), 17 * 60, zone),
        days_after=1,
        minute=minute_of(wall),
        clinic_zone=zone,
        zone=zone,
        loud=USUAL,
        earliest=at("2026-01-01T00:00Z"),
    )
    due = at(instant) if minute_of(wall) == TEN else quiet.wall_instant(date, 480, zone)
    assert timing == message_plan.Timing(due, due + timedelta(days=2))


@pytest.mark.parametrize(("zone", "wanted", "allowed"), QUIET_HOURS)
def test_a_message_in_quiet_hours_waits_for_their_end(zone: str, wanted: str, allowed: str) -> None:
    assert quiet.next_allowed(at(wanted), zone, USUAL) == at(allowed)
    assert quiet.is_allowed(at(wanted), zone, USUAL) == (wanted == allowed)


def test_the_quiet_hours_are_those_of_the_patients_zone() -> None:
    timing = message_plan.prepare_timing(
        start=at("2026-11-26T16:00+01:00"),
        days_before=1,
        minute=TEN,  # 10:00 in Berlin is 04:00 in New York
        clinic_zone=BERLIN,
        zone=NEW_YORK,
        loud=USUAL,
        earliest=at("2026-11-01T12:00Z"),
    )
    assert timing == message_plan.Timing(at("2026-11-25T08:00-05:00"), at("2026-11-26T16:00+01:00"))


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


@pytest.mark.parametrize(
    ("earliest", "start", "due"),
    [
        ("2026-11-25T15:03+01:00", "2026-11-26T09:00+01:00", "2026-11-25T15:03+01:00"),
        ("2026-11-25T19:30+01:00", "2026-11-26T07:30+01:00", "2026-11-25T19:30+01:00"),
        ("2026-11-25T20:00+01:00", "2026-11-26T07:30+01:00", None),
        ("2026-11-26T06:00+01:00", "2026-11-26T08:00+01:00", None),
        ("2026-11-26T06:00+01:00", "2026-11-26T08:01+01:00", "2026-11-26T08:00+01:00"),
        ("2026-11-26T11:00+01:00", "2026-11-26T11:00+01:00", None),
    ],
)
def test_preparation_of_a_near_visit_goes_at_once_or_not_at_all(
    earliest: str, start: str, due: str | None
) -> None:
    timing = message_plan.prepare_timing(
        start=at(start),
        days_before=14,
        minute=TEN,
        clinic_zone=BERLIN,
        zone=BERLIN,
        loud=USUAL,
        earliest=at(earliest),
    )
    assert timing == (None if due is None else message_plan.Timing(at(due), at(start)))


def test_all_dates_go_when_the_undo_time_is_over_and_are_of_use_until_the_last_visit() -> None:
    undo_until, last = at("2026-11-24T20:03+01:00"), at("2027-03-26T16:00+01:00")
    timing = message_plan.booked_timing(
        undo_until=undo_until, last_start=last, zone=BERLIN, loud=USUAL
    )
    assert timing == message_plan.Timing(at("2026-11-25T08:00+01:00"), last)


def standing(reason: str = "prepare", **facts: object) -> Standing:
    contact = {"channel": "email", "is_archived": False, "has_address": True, "has_consent": True}
    hers = {key: facts.pop(key) for key in list(facts) if key in Contact.__slots__}
    usual: dict[str, object] = {
        "expires": at("2026-11-26T16:00+01:00"),
        "zone": BERLIN,
        "loud": Loud(480, 1200, sunday=720),
        "contact": Contact(**(contact | hers)),  # type: ignore[arg-type]  # mixed facts
        "undo_until": at("2026-11-01T12:00Z"),
        "visit": "booked",
    }
    return Standing(reason=reason, **(usual | facts))  # type: ignore[arg-type]  # as above


NOON = at("2026-11-24T12:00+01:00")
NIGHT = at("2026-11-24T22:00+01:00")
MORNING = at("2026-11-25T08:00+01:00")
SUNDAY = at("2026-11-22T09:00+01:00")
QUARTER = timedelta(minutes=15)
SMS = {"channel": "sms"}


@pytest.mark.parametrize(
    ("facts", "now", "verdict"),
    [
        ({}, NOON, Send()),
        ({"is_firm": False}, NOON, Suppress("visit_gone")),
        ({"visit": "cancelled"}, NOON, Suppress("visit_gone")),
        ({"visit": "arrived"}, NOON, Suppress("visit_gone")),
        ({"visit": ""}, NOON, Suppress("visit_gone")),
        ({"reason": "confirm", "visit": "arrived"}, NOON, Suppress("visit_gone")),
        ({"reason": "day_before", "visit": "arrived"}, NOON, Suppress("visit_gone")),
        ({"reason": "screening", "visit": "arrived"}, NOON, Send()),
        ({"reason": "screening", "visit": "in_treatment"}, NOON, Suppress("visit_gone")),
        ({"reason": "cancelled", "visit": "cancelled"}, NOON, Send()),
        ({"reason": "cancelled"}, NOON, Suppress("visit_gone")),
        ({"reason": "unbooked", "visit": "", "undo_until": None}, NOON, Send()),
        ({"reason": "hand", "visit": "", "undo_until": None}, NOON, Send()),
        ({"reason": "confirm", "is_answered": True}, NOON, Suppress("answered")),
        ({"reason": "closing", "visit": "", "is_answered": True}, NOON, Suppress("answered")),
        ({"expires": NOON}, NOON, Suppress("expired")),
        ({"is_archived": True}, NOON, Suppress("archived")),
        ({"has_address": False}, NOON, Suppress("no_email")),
        ({"has_consent": False}, NOON, Suppress("no_consent")),
        ({"has_consent": False, "has_stopped": True}, NOON, Suppress("opted_out")),
        ({"is_dead": True}, NOON, Suppress("dead")),
        (SMS, NOON, Send()),
        (SMS | {"has_address": False}, NOON, Suppress("no_phone")),
        ({"undo_until": NOON}, NOON, Wait(NOON + timedelta(seconds=15))),
        ({"undo_until": NOON - timedelta(seconds=15)}, NOON, Send()),
        ({"needs_rebooking": True}, NOON, Wait(NOON + QUARTER)),
        ({"reason": "day_before", "needs_rebooking": True}, NOON, Wait(NOON + QUARTER)),
        ({"reason": "booked", "needs_rebooking": True}, NOON, Send()),
        ({"reason": "booked", "visit": "done"}, NOON, Send()),
        ({"reason": "recovery", "visit": "done"}, NOON, Send()),
        ({"reason": "recovery"}, NOON, Wait(NOON + QUARTER)),
        ({"reason": "recovery", "visit": "arrived"}, NOON, Wait(NOON + QUARTER)),
        ({"reason": "check_in"}, NOON, Wait(NOON + QUARTER)),
        ({"reason": "recovery", "visit": "no_show"}, NOON, Suppress("visit_gone")),
        ({"reason": "recovery", "expires": NOON}, NOON, Suppress("not_done")),
        ({"reason": "recovery", "visit": "done", "expires": NOON}, NOON, Suppress("expired")),
        (
            {"reason": "recovery", "expires": NOON + timedelta(minutes=5)},
            NOON,
            Wait(NOON + timedelta(minutes=5)),
        ),
        ({}, NIGHT, Wait(MORNING)),
        ({"zone": NEW_YORK}, NIGHT, Send()),
        ({"loud": Loud(480, 1380)}, NIGHT, Send()),
        ({"expires": MORNING}, NIGHT, Suppress("quiet")),
        ({"expires": MORNING + timedelta(minutes=1)}, NIGHT, Wait(MORNING)),
        ({}, SUNDAY, Send()),
        (SMS, SUNDAY, Wait(at("2026-11-22T12:00+01:00"))),
        # One text message a day, three in seven days; a letter is never too many.
        (SMS | {"texts_today": 1, "texts_this_week": 1}, NOON, Wait(MORNING)),
        (SMS | {"texts_this_week": 2}, NOON, Send()),
        (SMS | {"texts_this_week": 3}, NOON, Wait(MORNING)),
        (SMS | {"texts_today": 1, "expires": MORNING}, NOON, Suppress("capped")),
        ({"texts_today": 9, "texts_this_week": 9}, NOON, Send()),
    ],
)
def test_a_due_message_is_judged_by_what_holds_now(
    facts: dict[str, object], now: datetime, verdict: reminder.Verdict
) -> None:
    assert reminder.judged(standing(**facts), now) == verdict  # type: ignore[arg-type]


FAR = NOON + timedelta(days=30)


@pytest.mark.parametrize(
    ("attempts", "rest"),
    [
        (1, timedelta(seconds=30)),
        (2, timedelta(minutes=2)),
        (3, timedelta(minutes=10)),
        (4, timedelta(minutes=30)),
        (5, timedelta(hours=1)),
        (6, timedelta(hours=2)),
        (7, timedelta(hours=2)),
        (60, timedelta(hours=2)),
    ],
)
def test_the_rest_between_tries_grows_to_two_hours(attempts: int, rest: timedelta) -> None:
    outcome = Postponed("451")
    at = reminder.next_try(outcome=outcome, attempts=attempts, now=NOON, expires=FAR)
    assert at == NOON + rest


@pytest.mark.parametrize(
    ("wish", "rest"),
    [
        (timedelta(minutes=5), timedelta(minutes=5)),
        (timedelta(seconds=1), timedelta(seconds=30)),
        (timedelta(0), timedelta(seconds=30)),
    ],
)
def test_the_providers_wish_counts_where_it_is_longer(wish: timedelta, rest: timedelta) -> None:
    outcome = Postponed("429", retry_after=wish)
    at = reminder.next_try(outcome=outcome, attempts=1, now=NOON, expires=FAR)
    assert at == NOON + rest


def test_the_expiry_beats_the_number_of_attempts() -> None:
    outcome = Postponed("451")
    soon, edge = NOON + timedelta(seconds=31), NOON + timedelta(seconds=30)
    assert reminder.next_try(outcome=outcome, attempts=1, now=NOON, expires=soon) == edge
    assert reminder.next_try(outcome=outcome, attempts=1, now=NOON, expires=edge) is None


def test_a_greylisted_message_gets_through_within_half_an_hour() -> None:
    """A grey list of ten minutes is passed by the fourth try."""
    now, tries = NOON, 1
    while now < NOON + timedelta(minutes=10):
        later = reminder.next_try(outcome=Postponed("450"), attempts=tries, now=now, expires=FAR)
        assert later is not None
        now, tries = later, tries + 1
    assert (tries, now) == (4, NOON + timedelta(minutes=12, seconds=30))


def test_only_a_waiting_or_failed_message_can_be_replaced() -> None:
    assert reminder.may_become("superseded") == {
        "planned",
        "sending",
        "bounced",
        "failed",
        "suppressed",
        "unknown",
    }


def test_a_message_is_accepted_only_out_of_sending() -> None:
    assert reminder.may_become("accepted") == {"sending"}
    assert reminder.may_become("failed") == {"sending"}


def test_the_providers_word_may_come_before_ours_and_is_the_last() -> None:
    assert reminder.may_become("delivered") == {"planned", "sending", "accepted", "unknown"}
    assert reminder.BECOMES["delivered"] == frozenset()


def test_what_was_sent_or_replaced_stays_so() -> None:
    assert reminder.BECOMES["superseded"] == frozenset()
    assert "planned" not in reminder.BECOMES["accepted"]
