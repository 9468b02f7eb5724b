"""Messages that are due together: one letter under one key, and what becomes of what it carries."""

import datetime as dt
from typing import Any

import pytest
from django.db.models.functions import Now

from plans.actions.outbox import (
    claim_reminders,
    hold,
    load_of,
    release_claims,
    send_again,
    settle_reminder,
)
from plans.engine.reminder import Accepted, Outcome, Postponed, Rejected, Uncertain
from plans.models import Reminder
from tests.letters import Post, at
from tests.sent import NUMBER, a_message_to
from tests.world import MONDAY

pytestmark = pytest.mark.django_db

NOON = at("2027-01-11T12:00+01:00")
EARLIER = NOON - dt.timedelta(hours=1)
LATER = NOON + dt.timedelta(hours=1)
FIRST = "2027-01-20T16:00+01:00"


class Due:
    """A patient with a visit ahead, and messages about it that the tests write."""

    def __init__(self, channel: str = "email") -> None:
        self.post = Post(FIRST, phone=NUMBER, sms_consent_at=MONDAY)
        Reminder.objects.filter(patient=self.post.patient).delete()
        self.channel = channel

    def message(self, reason: str, due: dt.datetime = NOON, **fields: Any) -> Reminder:
        usual: dict[str, Any] = {
            "due_at": due,
            "next_try_at": due,
            "attempts": 0,
            "channel": self.channel,
        }
        usual |= {"visit": self.post.visits[0], "expires_at": at(FIRST), "reason": reason}
        return a_message_to(self.post.patient, state="planned", **usual | fields)

    def claim(self, now: dt.datetime = NOON, owner: str = "one") -> list[Reminder]:
        return claim_reminders(channel=self.channel, owner=owner, now=now)

    def tried(self, outcome: Outcome, now: dt.datetime = NOON) -> Reminder:
        """The one letter that goes now, given to a provider, and what came of it."""
        (row,) = self.claim(now)
        assert hold(row=row, owner="one", now=now)
        assert settle_reminder(row=row, owner="one", outcome=outcome, now=now)
        return row


def as_it_stands(row: Reminder) -> tuple[str, str, int | None]:
    row.refresh_from_db()
    return row.state, row.owner, row.carrier_id


def end_leases() -> None:
    """As if the worker had been lost longer ago than its lease."""
    Reminder.objects.filter(state="sending").update(lease_until=Now())


def test_the_oldest_carries_what_is_due_with_it() -> None:
    due = Due()
    second, first = due.message("screening"), due.message("prepare", EARLIER)
    assert due.claim() == [first]
    assert as_it_stands(first) == ("sending", "one", None)
    assert as_it_stands(second) == ("sending", "one", first.pk)
    assert load_of(first, "one") == [second]
    assert due.claim(owner="two") == []


def test_what_is_due_within_two_hours_goes_with_it_and_nothing_later() -> None:
    due = Due()
    first = due.message("prepare")
    soon = due.message("screening", NOON + dt.timedelta(hours=2))
    late = due.message("day_before", NOON + dt.timedelta(hours=2, seconds=1))
    assert due.claim() == [first]
    assert load_of(first, "one") == [soon]
    assert as_it_stands(late) == ("planned", "", None)


def test_nothing_goes_early_on_its_own() -> None:
    due = Due()
    due.message("prepare", LATER)
    assert due.claim() == []


def test_only_messages_of_one_patient_and_one_channel_go_together() -> None:
    due, other = Due(), Due()
    first, second = due.message("prepare"), other.message("screening")
    text = due.message("screening", channel="sms")
    assert due.claim() == [first, second]
    assert (load_of(first, "one"), load_of(second, "one")) == ([], [])
    assert as_it_stands(text) == ("planned", "", None)


def test_what_may_not_go_is_not_carried() -> None:
    """Recovery waits for the visit; what expired is put aside."""
    due = Due()
    first = due.message("prepare", EARLIER)
    waits = due.message("recovery", visit=due.post.visits[0])
    over = due.message("screening", expires_at=NOON)
    assert due.claim() == [first]
    assert load_of(first, "one") == []
    assert as_it_stands(waits) == ("planned", "", None)
    assert as_it_stands(over) == ("suppressed", "", None)


def test_what_somebody_wrote_goes_alone() -> None:
    due = Due()
    first = due.message("prepare", EARLIER)
    by_hand = due.message("hand", visit=None, own_subject="Hello", own_text="Do call us.")
    changed = due.message("screening", own_text="Ours.")
    last = due.message("day_before", LATER)
    assert due.claim() == [first, by_hand, changed]
    assert [load_of(row, "one") for row in (first, by_hand, changed)] == [[last], [], []]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Accepted("x"), "accepted"),
        (Rejected("550"), "failed"),
        (Uncertain("timed out"), "unknown"),
        (Postponed("450"), "planned"),
    ],
)
def test_what_is_carried_shares_the_outcome(outcome: Outcome, state: str) -> None:
    due = Due()
    first = due.message("prepare", EARLIER)
    second = due.message("screening")
    due.tried(outcome)
    assert as_it_stands(first) == (state, "", None)
    assert as_it_stands(second) == (state, "", first.pk)
    assert second.sent_at == first.sent_at
    assert (second.next_try_at == first.next_try_at) == (state == "planned")


def test_a_postponed_letter_is_repeated_as_it_was() -> None:
    due = Due()
    first, second = due.message("prepare", EARLIER), due.message("screening")
    due.tried(Postponed("450"))
    new = due.message("day_before")
    assert due.claim(LATER) == [first, new]
    assert (load_of(first, "one"), load_of(new, "one")) == ([second], [])


def test_a_letter_that_a_lost_worker_may_have_sent_is_repeated_as_it_was() -> None:
    due = Due()
    first, second = due.message("prepare", EARLIER), due.message("screening")
    (row,) = due.claim()
    assert hold(row=row, owner="one", now=NOON)
    end_leases()
    new = due.message("day_before", EARLIER)
    assert due.claim(owner="two") == [first, new]
    assert load_of(first, "two") == [second]


def test_a_load_whose_lease_was_renewed_a_moment_later_is_repeated_with_its_letter() -> None:
    due = Due()
    first, second = due.message("prepare", EARLIER), due.message("screening")
    (row,) = due.claim()
    assert hold(row=row, owner="one", now=NOON)
    Reminder.objects.filter(pk=first.pk).update(lease_until=Now())
    assert due.claim(owner="two") == [first]
    assert as_it_stands(second) == ("sending", "two", first.pk)


def test_a_load_whose_letter_was_never_tried_goes_on_its_own_if_that_is_replaced() -> None:
    due = Due()
    first, second = due.message("prepare", EARLIER), due.message("screening")
    (row,) = due.claim()
    Reminder.objects.filter(pk=first.pk).update(state="superseded")
    assert not hold(row=row, owner="one", now=NOON)
    release_claims(rows=[row], owner="one")
    assert due.claim(owner="two") == [second]
    assert as_it_stands(second) == ("sending", "two", None)


def test_a_load_goes_on_its_own_when_its_postponed_letter_is_stopped() -> None:
    due = Due()
    first, second = due.message("prepare", EARLIER), due.message("screening")
    due.tried(Postponed("450"))
    stopped = {"state": "suppressed", "suppressed_because": "stopped"}
    Reminder.objects.filter(pk=first.pk).update(**stopped)
    assert due.claim(LATER) == [second]


def test_a_load_is_replaced_alone() -> None:
    due = Due()
    first, second = due.message("prepare", EARLIER), due.message("screening")
    due.claim()
    Reminder.objects.filter(pk=second.pk).update(state="superseded")
    assert load_of(first, "one") == []


def test_a_letter_that_is_too_late_for_its_lead_takes_its_load_along_later() -> None:
    due = Due()
    first = due.message("prepare", EARLIER, expires_at=NOON + dt.timedelta(seconds=20))
    second = due.message("screening")
    due.tried(Postponed("450"))
    assert as_it_stands(first) == ("failed", "", None)
    assert as_it_stands(second) == ("planned", "", None)
    assert due.claim(NOON + dt.timedelta(seconds=30)) == [second]


def test_a_load_that_may_have_gone_with_a_replaced_letter_is_not_said_twice() -> None:
    """The worker was lost on the way, and the letter replaced: nobody knows."""
    due = Due()
    first, second = due.message("prepare", EARLIER), due.message("screening")
    (row,) = due.claim()
    assert hold(row=row, owner="one", now=NOON)
    Reminder.objects.filter(pk=first.pk).update(state="superseded")
    end_leases()
    assert due.claim(owner="two") == []
    assert as_it_stands(second) == ("unknown", "", first.pk)


def test_a_lost_letter_that_may_not_go_any_more_is_unknown_with_all_it_carried() -> None:
    due = Due()
    first, second = due.message("prepare", EARLIER), due.message("screening")
    (row,) = due.claim()
    assert hold(row=row, owner="one", now=NOON)
    end_leases()
    assert due.claim(at(FIRST), owner="two") == []
    assert as_it_stands(first) == ("unknown", "", None)
    assert as_it_stands(second) == ("unknown", "", first.pk)


def test_a_letter_that_rests_lets_its_load_go() -> None:
    """Its visit is to be booked again: what tells of the date waits, the questions too, but what
    follows another visit does not."""
    due = Due()
    first = due.message("prepare", EARLIER)
    second = due.message("review", visit=None, plan=due.post.plan)
    due.tried(Postponed("450"))
    Reminder.objects.update(first_tried_at=None)
    due.post.visits[0].rebook_reason = "closed"
    due.post.visits[0].save()
    assert due.claim(LATER) == [second]
    assert as_it_stands(first) == ("planned", "", None)


def test_a_letter_that_arrived_on_its_way_leaves_nothing_to_repeat() -> None:
    """The provider's own word came before ours, and said it of all."""
    due = Due()
    due.message("prepare", EARLIER)
    due.message("screening")
    (row,) = due.claim()
    assert hold(row=row, owner="one", now=NOON)
    Reminder.objects.update(state="delivered", owner="", lease_until=None)
    assert not settle_reminder(row=row, owner="one", outcome=Accepted("x"), now=NOON)
    assert set(Reminder.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_failed_letter_is_sent_again_whole() -> None:
    due = Due()
    first, second = due.message("prepare", EARLIER), due.message("screening")
    due.tried(Rejected("550"))
    send_again(reminder_id=first.pk, by=due.post.desk, now=LATER)
    assert due.claim(LATER) == [first]
    assert load_of(first, "one") == [second]


def test_sending_again_what_rests_in_a_letter_sends_the_letter() -> None:
    due = Due()
    first, second = due.message("prepare", EARLIER), due.message("screening")
    due.tried(Postponed("450"))
    send_again(reminder_id=second.pk, by=due.post.desk, now=NOON)
    assert due.claim() == [first]
    assert load_of(first, "one") == [second]


def test_a_failed_part_of_a_letter_can_be_sent_again_alone() -> None:
    due = Due()
    first, second = due.message("prepare", EARLIER), due.message("screening")
    due.tried(Rejected("550"))
    send_again(reminder_id=second.pk, by=due.post.desk, now=LATER)
    assert due.claim(LATER) == [second]
    assert as_it_stands(first) == ("failed", "", None)
