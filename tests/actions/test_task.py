import datetime as dt
from typing import Any

import pytest

from clinic.models import Role, User
from plans.actions.refusal import Refused
from plans.actions.task import (
    Thing,
    claim_task,
    finish_task,
    release_task,
    reopen_task,
    snooze_task,
)
from plans.models import CheckIn, Reminder, Task, Trail
from tests.inbox import HOUR, a_check_in, a_message_to, an_answer
from tests.letters import Post
from tests.world import MONDAY, a_user

pytestmark = pytest.mark.django_db

WEDNESDAY = "2027-01-13T10:00+01:00"
LAST_WEEK = "2027-01-06T10:00+01:00"


class Waiting:
    """A message that failed, and two at the desk."""

    def __init__(self) -> None:
        self.visit = Post(WEDNESDAY).visits[0]
        self.message = a_message_to(self.visit)
        self.dana, self.omar = a_user(), a_user(name="Omar")
        self.thing = Thing(Task.Kind.MESSAGE, self.message.pk)

    def claim(self, by: User, seen: int | None = None, now: dt.datetime = MONDAY) -> object:
        return claim_task(thing=self.thing, seen=seen, by=by, now=now)

    def finish(self, by: User, note: str = "Told her", now: dt.datetime = MONDAY) -> object:
        return finish_task(thing=self.thing, note=note, by=by, now=now)

    def snooze(self, by: User, hours: int = 1, now: dt.datetime = MONDAY) -> object:
        return snooze_task(thing=self.thing, until=now + hours * HOUR, by=by, now=now)


def taken(by: User, at: dt.datetime = MONDAY) -> Refused:
    return Refused("taken", {"who": by.name, "owner": by.pk, "at": int(at.timestamp())})


def task() -> Task:
    return Task.objects.get()


def test_who_takes_it_has_it() -> None:
    one = Waiting()

    one.claim(one.dana)

    assert (task().owner, task().claimed_at) == (one.dana, MONDAY)
    trail = Trail.objects.latest("pk")
    assert (trail.verb, trail.actor, trail.patient) == ("took_task", one.dana, one.visit.patient)


def test_the_second_is_told_who_has_it_and_since_when() -> None:
    one = Waiting()
    one.claim(one.dana)

    assert one.claim(one.omar, now=MONDAY + HOUR) == taken(one.dana)
    assert task().owner == one.dana


def test_who_knows_whose_it_is_takes_it_over() -> None:
    one = Waiting()
    one.claim(one.dana)

    one.claim(one.omar, seen=one.dana.pk)

    assert task().owner == one.omar


def test_nobody_takes_over_from_somebody_they_did_not_see() -> None:
    one = Waiting()
    one.claim(one.dana)
    one.claim(one.omar, seen=one.dana.pk)

    assert one.claim(a_user(), seen=one.dana.pk) == taken(one.omar)


def test_taking_what_is_mine_already_changes_nothing() -> None:
    one = Waiting()
    one.claim(one.dana)
    one.claim(one.dana, now=MONDAY + HOUR)

    assert task().claimed_at == MONDAY


def test_what_is_given_back_is_nobodys() -> None:
    one = Waiting()
    one.claim(one.dana)

    assert release_task(thing=one.thing, by=one.omar, now=MONDAY) == taken(one.dana)
    release_task(thing=one.thing, by=one.dana, now=MONDAY)

    assert (task().owner, task().claimed_at) == (None, None)


def test_it_sleeps_for_an_hour() -> None:
    one = Waiting()

    one.snooze(one.dana)

    assert task().snoozed_until == MONDAY + HOUR


def test_it_never_sleeps_past_the_time_until_which_it_is_to_be_done() -> None:
    one = Waiting()

    one.snooze(one.dana, hours=1000)

    assert task().snoozed_until == one.visit.start


def test_what_somebody_else_has_does_not_fall_asleep_under_their_hands() -> None:
    one = Waiting()
    one.claim(one.dana)

    assert one.snooze(one.omar) == taken(one.dana)


def test_nothing_sleeps_into_the_past() -> None:
    one = Waiting()

    assert one.snooze(one.dana, hours=-1) == Refused("not_ahead")


def on_check_in(colour: str, **how: Any) -> tuple[CheckIn, Thing]:
    check_in = a_check_in(Post(LAST_WEEK).visits[0], colour, **how)
    return check_in, Thing(Task.Kind.CHECK_IN, check_in.pk)


def test_red_does_not_sleep() -> None:
    _check_in, thing = on_check_in("red")
    by = a_user(Role.PRACTITIONER)

    answer = snooze_task(thing=thing, until=MONDAY + HOUR, by=by, now=MONDAY)

    assert answer == Refused("red_stays")


def test_what_is_overdue_does_not_sleep() -> None:
    check_in, thing = on_check_in("amber")
    by, late = a_user(Role.PRACTITIONER), MONDAY + 25 * HOUR

    answer = snooze_task(thing=thing, until=late + HOUR, by=by, now=late)

    assert answer == Refused("overdue")
    assert check_in.due_at == MONDAY + 24 * HOUR


def test_only_a_practitioner_takes_a_check_in() -> None:
    _check_in, thing = on_check_in("amber")

    refused = claim_task(thing=thing, seen=None, by=a_user(), now=MONDAY)
    done = claim_task(thing=thing, seen=None, by=a_user(Role.PRACTITIONER), now=MONDAY)

    assert refused == Refused("practitioner_only")
    assert isinstance(done, Task)


def test_it_is_done_by_a_word() -> None:
    one = Waiting()
    one.claim(one.dana)

    one.finish(one.dana, note=" Reached her ")

    found = task()
    assert (found.done_at, found.done_by, found.note) == (MONDAY, one.dana, "Reached her")
    assert found.owner is None


def test_without_a_word_nobody_knows_what_was_done() -> None:
    one = Waiting()

    assert one.finish(one.dana, note=" ") == Refused("needs_a_word")
    assert task().done_at is None


def test_one_call_settles_all_messages_about_the_visit() -> None:
    one = Waiting()
    other = a_message_to(one.visit, channel="sms")

    one.finish(one.dana)

    assert set(Task.objects.values_list("about", "done_by")) == {
        (one.message.pk, one.dana.pk),
        (other.pk, one.dana.pk),
    }


def test_what_leaves_its_own_trace_is_not_done_by_a_word() -> None:
    answer = an_answer(Post(WEDNESDAY).visits[0])
    thing = Thing(Task.Kind.ANSWER, answer.pk)

    refused = finish_task(thing=thing, note="Read", by=a_user(), now=MONDAY)

    assert refused == Refused("has_its_own_trace")


def test_it_is_done_once() -> None:
    one = Waiting()
    one.finish(one.dana)

    assert one.finish(one.omar) == Refused("done_already", {"who": "Dana Desk"})
    assert one.claim(one.omar) == Refused("done_already", {"who": "Dana Desk"})


def test_taken_back_it_is_theirs_who_did_it() -> None:
    one = Waiting()
    one.finish(one.dana)

    reopen_task(thing=one.thing, by=one.dana, now=MONDAY + HOUR)

    found = task()
    assert (found.done_at, found.done_by, found.note, found.owner) == (None, None, "", one.dana)


def test_what_sleeps_is_woken() -> None:
    one = Waiting()
    one.snooze(one.dana)

    reopen_task(thing=one.thing, by=one.omar, now=MONDAY)

    assert (task().snoozed_until, task().owner) == (None, None)


def test_what_comes_back_is_a_new_thing_that_nobody_has() -> None:
    one = Waiting()
    one.finish(one.dana)
    Reminder.objects.filter(pk=one.message.pk).update(ended_at=MONDAY + 2 * HOUR)

    one.claim(one.omar, now=MONDAY + 3 * HOUR)

    found = task()
    assert (found.owner, found.done_at, found.done_by) == (one.omar, None, None)


def test_what_is_gone_is_nobodys_task() -> None:
    one = Waiting()
    Reminder.objects.filter(pk=one.message.pk).update(state="accepted", sent_at=MONDAY)

    assert one.claim(one.dana) == Refused("gone")
    assert not Task.objects.exists()
