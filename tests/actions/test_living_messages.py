"""Sessions are moved, cancelled and taken back at random; whatever happens, each message that must
wait does, and none goes wrongly, late or twice.

Beside the rules of every living series stands the twin of `living_messages`, asked after each act
and of each message that goes.
"""

import datetime as dt
import random
from collections import Counter

import pytest

from plans.actions.refusal import Refused
from plans.models import Reminder
from tests.actions.test_living import Living

GAPS = (14, 21, 27, *range(28, 43, 2), 49, 56, 63)
RESTS = [dt.timedelta(minutes=minutes) for minutes in (1, 4, 4, 20, 240, 540)]
RESTS += [dt.timedelta(days) for days in (1, 1, 2, 3, 7, 14, 30)]
CHANGES = ("move", "cancel", "undo")
WEIGHTS = {
    "move": 6,
    "move_back": 3,
    "cancel": 3,
    "undo": 4,
    "miss": 1,
    "treat": 2,
    "rebook": 3,
    "rest": 6,
}
LIFE = 40
"""Acts in one life of two plans."""


class Talking(Living):
    """Counts what was done and how many messages went."""

    def __init__(self, counted: Counter[str], chance: random.Random) -> None:
        super().__init__()
        self.counted, self.chance = counted, chance

    def agree(self, answer: object, expected: bool, what: object) -> None:
        super().agree(answer, expected, what)
        kind = what[0] if isinstance(what, tuple) else what
        if not isinstance(answer, Refused) and kind in CHANGES:
            self.counted[str(kind)] += 1

    def is_told(self, row: Reminder) -> None:
        super().is_told(row)
        self.counted["told"] += 1

    def act(self) -> None:
        (what,) = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
        who, number = self.chance.choice([0, 0, 0, 1]), self.chance.randint(1, 4)
        match what:
            case "move":
                gap, hour = self.chance.choice(GAPS), self.chance.choice([9, 11, 14, 16])
                self.move(who, number, gap, hour, True, True, "asked")
            case "move_back":
                weeks = self.chance.choice([-1, 1, 2])
                self.move_and_think_again(who, number, weeks, self.chance.random() < 0.3)
            case "cancel":
                self.take(who, number, "cancel", False)
            case "undo":
                self.undo(who, 0)
            case "miss":
                self.her_time_comes(who, number, 30)
                self.take(who, number, "no_show", False)
                self.take(who, number, "came", False)
            case "treat":
                self.treat(who, self.chance.choice([1, 1, 2]))
            case "rebook":
                self.plan_the_rest(who, True, True)
                self.book(who, True, False, 4)
            case "rest":
                self.time_passes(self.chance.choice(RESTS))
                self.messages_go_out()


def live(acts: int, seed: int) -> Counter[str]:
    """So many moves, cancels and undos in the lives of plans one after the other."""
    counted: Counter[str] = Counter()
    chance = random.Random(seed)
    while sum(counted[kind] for kind in CHANGES) < acts:
        world = Talking(counted, chance)
        try:
            world.begin(True, chance.random() < 0.3)
            for _ in range(LIFE):
                world.act()
                world.holds_what_must_hold()
        finally:
            world.teardown()
    return counted


@pytest.mark.django_db
def test_no_message_is_wrong_late_or_said_twice_whatever_is_moved() -> None:
    counted = live(25, seed=7)
    assert counted["told"] > 5


@pytest.mark.soak
@pytest.mark.django_db
def test_no_message_is_wrong_late_or_said_twice_in_the_long_run() -> None:
    counted = live(1000, seed=dt.date(2027, 1, 11).toordinal())
    assert min(counted[kind] for kind in CHANGES) > 50
