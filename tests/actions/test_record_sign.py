"""A record is signed, then only amended; one that was kept on paper is entered with its times."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from clinic.models import Practitioner, Role
from plans.actions.record import write_field
from plans.actions.record_rules import Wrote
from plans.actions.record_sign import Times, amend_record, enter_later, seal_of, sign_record
from plans.actions.record_uses import Asked, add_use
from plans.actions.refusal import Refused
from plans.actions.visit import finish_visit
from plans.models import Amendment, Lot, Record, Trail, Visit, ZoneRecord
from tests.actions.record_room import Room, finish
from tests.ready import made_ready
from tests.records import made_complete
from tests.world import a_practitioner, a_user

pytestmark = pytest.mark.django_db


def sign(room: Room) -> Record | Refused:
    return sign_record(**room.how(90))


def test_a_signed_record_is_locked_with_its_seal_and_signing_again_changes_nothing() -> None:
    room = Room()
    finish(room)
    record = sign(room)
    assert isinstance(record, Record)
    assert (record.signed_by, record.signed_at) == (room.practitioner, room.how(90)["now"])
    assert sign_record(**room.how(200)) == record
    held = Record.objects.get(pk=record.pk)
    assert (held.signed_at, held.sha256) == (record.signed_at, seal_of(held))
    assert room.write("note", "One more word.") == Refused("record_signed")
    with pytest.raises(IntegrityError), transaction.atomic():
        ZoneRecord.objects.update(depth="1")


def test_the_seal_shows_any_change_of_what_was_signed() -> None:
    room = Room()
    made_complete(room.visit)
    record = room.record()
    seals = [seal_of(record)]
    hers = Visit.objects.filter(pk=room.visit.pk)
    changes: list[Callable[[], int]] = [
        lambda: Record.objects.update(note="x"),
        lambda: ZoneRecord.objects.update(depth="0.75"),
        lambda: Lot.objects.update(number="another"),
        lambda: hers.update(done_at=room.at),
    ]
    for change in changes:
        change()
        seals.append(seal_of(Record.objects.get()))
    assert len(set(seals)) == 5


def test_a_record_is_signed_once_it_is_done_and_whole() -> None:
    room = Room()
    assert sign(room) == Refused("record_not_begun")
    made_complete(room.visit)
    assert sign(room) == Refused("sign_when_done")
    finish(room)
    ZoneRecord.objects.update(is_confirmed=False)
    refused = sign(room)
    assert isinstance(refused, Refused)
    assert [each.what for each in refused.also] == ["missing_confirm"]


def test_only_who_treated_or_supervises_signs() -> None:
    room = Room()
    finish(room)
    stranger = a_practitioner(room.location, user=a_user(Role.PRACTITIONER))
    nobody = a_user(Role.PRACTITIONER)
    facts = {"operator": room.practitioner.name}
    assert sign_record(**room.how(90) | {"by": stranger.user}) == Refused(
        "not_yours_to_sign", facts
    )
    assert sign_record(**room.how(90) | {"by": nobody}) == Refused("no_practitioner")
    Practitioner.objects.filter(pk=room.practitioner.pk).update(supervisor=stranger)
    assert isinstance(sign_record(**room.how(90) | {"by": stranger.user}), Record)


def amend(room: Room, text: str, reason: str = "Forgotten") -> Amendment | Refused:
    return amend_record(text=text, reason=reason, **room.how(120))


def test_an_amendment_stands_beside_a_signed_record_once() -> None:
    room = Room()
    finish(room)
    assert amend(room, "Slight redness.") == Refused("amend_when_signed")
    sign(room)
    assert amend(room, " ", "x") == Refused("amendment_needs_words")
    assert amend(room, "Slight redness.", "") == Refused("amendment_needs_words")
    assert amend(room, "Slight redness.", "x" * 301) == Refused("too_long", {"most": 300})
    assert amend(room, "Slight\x00", "x") == Refused("not_text")
    first = amend(room, "Slight redness.")
    assert isinstance(first, Amendment)
    assert (amend(room, "Slight redness."), Amendment.objects.count()) == (first, 1)
    assert (first.reason, first.written_by) == ("Forgotten", room.pia)
    assert Trail.objects.filter(verb="amended_record").count() == 1


# From paper


def at(hour: int, minute: int = 0) -> dt.time:
    return dt.time(hour, minute)


PAPER = Times(started=at(9, 5), cream_on=at(9, 10), cream_off=at(9, 40), done=at(10, 30))


def enter(room: Room, times: Times, hours: int = 48) -> Wrote | Refused:
    return enter_later(times=times, **room.how(60 * hours))


def local(instant: dt.datetime | None) -> str:
    assert instant
    return (instant + dt.timedelta(hours=1)).strftime("%H:%M")  # Berlin in winter


def test_a_visit_kept_on_paper_is_entered_with_its_true_times() -> None:
    room = Room()
    visit = room.session(2)
    made_ready(visit)
    room.visit, room.at = visit, visit.start
    assert isinstance(enter(room, PAPER), Wrote)
    made_complete(visit)
    done = finish_visit(**room.how(60 * 48))
    assert isinstance(done, Visit)
    visit.refresh_from_db()
    told = (visit.arrived_at, visit.started_at, visit.done_at)
    assert [local(each) for each in told] == ["09:00", "09:05", "10:30"]
    record = room.record()
    assert record.is_entered_later
    assert (local(record.numbing_on_at), local(record.numbing_off_at)) == ("09:10", "09:40")
    assert (record.opened_at, visit.state) == (room.how(60 * 48)["now"], "done")


def test_a_visit_that_was_marked_on_its_day_may_still_be_entered_from_paper() -> None:
    room = Room()
    finish(room)
    times = Times(started=at(9, 1), done=at(9, 59))
    assert isinstance(enter(room, times), Wrote)
    room.visit.refresh_from_db()
    assert (local(room.visit.done_at), room.record().is_not_numbed) == ("09:59", True)


def test_paper_passes_the_same_gates() -> None:
    room = Room()
    room.visit = room.session(2)
    room.at = room.visit.start
    refused = enter(room, PAPER)
    assert isinstance(refused, Refused)
    assert refused.what == "not_screened"
    room.visit.refresh_from_db()
    assert (room.visit.state, room.visit.started_at) == ("booked", None)


@pytest.mark.parametrize(
    ("times", "what", "field"),
    [
        (Times(started=at(11), done=at(10)), "times_out_of_order", "done"),
        (
            Times(started=at(9), done=at(10), cream_on=at(9), cream_off=at(10, 1)),
            *("times_out_of_order", "cream_off"),
        ),
        (
            Times(started=at(9), done=at(10), cream_on=at(9, 30), cream_off=at(9, 20)),
            *("off_before_on", "cream_off"),
        ),
        (Times(started=at(9), done=at(10), cream_off=at(9, 20)), "off_without_on", "cream_off"),
        (Times(started=at(9), done=at(23, 59)), "time_ahead", "done"),
    ],
)
def test_times_on_paper_are_in_order_and_not_ahead(times: Times, what: str, field: str) -> None:
    room = Room()
    assert enter(room, times, hours=9) == Refused(what, {"field": field})
    assert not Record.objects.exists()


def test_paper_does_not_speak_against_the_record() -> None:
    room = Room()
    made_complete(room.visit)
    numbed = enter(room, PAPER, hours=9)
    assert numbed == Refused("numbed_or_not", {"field": "cream_on"})
    Record.objects.update(is_not_numbed=False)
    assert isinstance(enter(room, PAPER, hours=9), Wrote)
    only_on = Times(started=at(9), done=at(10, 30), cream_on=at(9, 50))
    assert enter(room, only_on, hours=9) == Refused("off_before_on", {"field": "cream_on"})


# What was used


def use(room: Room, **asked: str) -> object:
    return add_use(asked=Asked(**{"kind": "cartridge", **asked}), **room.how())  # type: ignore[arg-type]


def test_write_field_is_refused_after_signing_too() -> None:
    room = Room()
    finish(room)
    sign(room)
    assert use(room, name="Tip", number="L1") == Refused("record_signed")
    how = room.how()
    assert write_field(name="note", was="", value="x", **how) == Refused("record_signed")
