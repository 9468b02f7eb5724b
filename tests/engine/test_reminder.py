"""What may go, what may become of it, and the rests between tries."""

from datetime import datetime, timedelta

import pytest

from plans.engine import reminder
from plans.engine.quiet import Loud
from plans.engine.reminder import Contact, Postponed, Send, Standing, Suppress, Wait
from tests.engine.clock_cases import BERLIN, NEW_YORK, at


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
        (SMS | {"is_set_up": False}, NOON, Suppress("no_provider")),
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
