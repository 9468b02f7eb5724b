"""Two open pages write one record while answers get lost: nothing is ever overwritten unseen."""

import random
from dataclasses import dataclass, field

import pytest

from clinic.models import Role, User
from plans.actions.record import Conflict, write_field
from plans.actions.record_rules import Wrote
from plans.models import Record, Trail
from tests.actions.record_room import Room
from tests.conftest import SOAK
from tests.world import a_user

pytestmark = pytest.mark.django_db
SCRIPTS = 400 if SOAK else 25
STEPS = 12


@dataclass
class Page:
    """What an open page knows and has typed; it sends again until it hears an answer."""

    by: User
    was: str = ""
    typed: str = ""
    seen: set[str] = field(default_factory=set)
    """Texts of others that were shown to whoever sits there."""

    def send(self, room: Room, chance: random.Random) -> None:
        how = {**room.how(), "by": self.by}
        answer = write_field(name="note", was=self.was, value=self.typed, **how)
        if chance.random() < 0.3:
            return  # the answer is lost
        if isinstance(answer, Conflict):
            self.seen.add(answer.theirs)
            self.was = answer.theirs
            if chance.random() < 0.5:
                self.typed = answer.theirs
        else:
            assert isinstance(answer, Wrote)
            self.was = self.typed


def play(room: Room, seed: int) -> None:
    chance = random.Random(seed)  # the same script every time
    Record.objects.filter(visit=room.visit).update(note="")
    Trail.objects.filter(verb="wrote_record").delete()
    pages = [Page(room.pia), Page(a_user(Role.PRACTITIONER))]
    for step in range(STEPS):
        page = chance.choice(pages)
        if chance.random() < 0.6:
            page.typed = f"{seed} {step}"
        page.send(room, chance)
    nothing_was_overwritten_unseen(pages, seed)


def nothing_was_overwritten_unseen(pages: list[Page], seed: int) -> None:
    """Whoever replaced a text had written it or was shown it."""
    for line in Trail.objects.filter(verb="wrote_record").order_by("pk"):
        was, _now = line.facts["fields"]["note"]
        page = next(page for page in pages if page.by == line.actor)
        others = Trail.objects.filter(verb="wrote_record", pk__lt=line.pk).exclude(actor=page.by)
        is_theirs = was in {each.facts["fields"]["note"][1] for each in others}
        assert not is_theirs or was in page.seen, f"script {seed}: {was} was lost"


def test_two_pages_never_overwrite_each_other_unseen() -> None:
    room = Room()
    for seed in range(SCRIPTS):
        play(room, seed)
