"""Many who reach for one thing of the inbox at the same moment: one has it, the others know."""

import datetime as dt
import threading
from collections import Counter
from functools import partial

import pytest
from django.db import connection

from clinic.models import User
from plans.actions.refusal import Refused
from plans.actions.task import Thing, claim_task, finish_task
from plans.models import Task
from tests.contention.race import Answer, one_after_the_other, together
from tests.inbox import a_message_to
from tests.letters import Post
from tests.world import MONDAY, a_user

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 8
BOTH_LOOKED = threading.Barrier(2)


def a_call() -> Thing:
    visit = Post("2027-01-13T10:00+01:00").visits[0]
    return Thing(Task.Kind.MESSAGE, a_message_to(visit).pk)


def take(thing: Thing, by: User, seen: int | None = None) -> Answer:
    """Whether it was taken, and whose it then was."""
    try:
        answer = claim_task(thing=thing, seen=seen, by=by, now=MONDAY)
    finally:
        connection.close()
    if isinstance(answer, Refused):
        return 0, str(answer.facts.get("owner", answer.what))
    return 1, str(answer.owner_id)


def test_of_many_at_once_one_takes_it_and_all_others_learn_who(rounds: int) -> None:
    for _ in range(rounds):
        thing, people = a_call(), [a_user() for _ in range(PEOPLE)]
        answers = together([partial(take, thing, by) for by in people])

        assert Counter(won for won, _whose in answers) == {1: 1, 0: PEOPLE - 1}
        (winner,) = {whose for _won, whose in answers}
        assert str(Task.objects.get(about=thing.about).owner_id) == winner


def test_of_many_who_take_it_over_at_once_one_has_it(rounds: int) -> None:
    for _ in range(rounds):
        thing, people, first = a_call(), [a_user() for _ in range(PEOPLE)], a_user()
        take(thing, first)
        answers = together([partial(take, thing, by, first.pk) for by in people])

        assert Counter(won for won, _whose in answers) == {1: 1, 0: PEOPLE - 1}
        (winner,) = {whose for _won, whose in answers}
        assert winner != str(first.pk)


def test_nobody_finishes_what_somebody_is_just_taking() -> None:
    thing, first, second = a_call(), a_user(), a_user()
    _, late = one_after_the_other(
        lambda: claim_task(thing=thing, seen=None, by=first, now=MONDAY),
        lambda: finish_task(thing=thing, note="Told her", by=second, now=MONDAY),
    )

    assert isinstance(late, Refused)
    assert (late.what, late.facts["owner"]) == ("taken", first.pk)
    assert Task.objects.get().done_at is None


def careless(thing: Thing, by: User, now: dt.datetime) -> Answer:
    """Looks and then writes, without a lock: what the action must not do."""
    try:
        task = Task.objects.get(about=thing.about)
        if task.owner_id is not None:
            return 0, str(task.owner_id)
        BOTH_LOOKED.wait(30)
        Task.objects.filter(pk=task.pk).update(owner=by, claimed_at=now)
        return 1, str(by.pk)
    finally:
        connection.close()


def test_control_without_the_lock_two_would_have_it() -> None:
    thing, people = a_call(), [a_user(), a_user()]
    Task.objects.create(kind=thing.kind, about=thing.about)
    answers = together([partial(careless, thing, by, MONDAY) for by in people])

    assert [won for won, _whose in answers] == [1, 1]
