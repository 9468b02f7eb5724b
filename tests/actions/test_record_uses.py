"""What touched the skin, by lot: scanned or typed, and refused where it may not be used."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from plans.actions.record_uses import Asked, add_use, remove_use
from plans.actions.refusal import Refused
from plans.models import Lot, LotUse, Record, Trail
from tests.actions.record_room import Room, finish
from tests.world import MONDAY

pytestmark = pytest.mark.django_db

GTIN = "09506000134352"
CODE = f"(01){GTIN}(17)280131(10)L77(21)S1"


def use(room: Room, **asked: Any) -> LotUse | Refused:
    return add_use(asked=Asked(**{"kind": "cartridge", **asked}), **room.how())


def used(room: Room, **asked: Any) -> LotUse:
    answer = use(room, **asked)
    assert isinstance(answer, LotUse), answer
    return answer


def test_a_scanned_cartridge_brings_its_lot_serial_and_expiry() -> None:
    room = Room()
    found = used(room, code=CODE)
    lot = found.lot
    assert (found.serial, found.code, lot.gtin) == ("S1", CODE, GTIN)
    assert (lot.name, lot.number, lot.expires_on) == ("Pen One", "L77", dt.date(2028, 1, 31))


def test_scanned_twice_it_is_there_once() -> None:
    room = Room()
    assert used(room, code=CODE) == used(room, code=CODE)
    assert Trail.objects.filter(verb="used_lot").count() == 1


def test_an_item_that_is_known_has_its_name() -> None:
    room = Room()
    Lot.objects.create(kind="cartridge", name="Twelve needles", number="L1", gtin=GTIN)
    assert used(room, code=CODE).lot.name == "Twelve needles"


def test_a_typed_lot_needs_a_number_and_a_name() -> None:
    room = Room()
    assert use(room, name="Tip") == Refused("lot_without_number", {"field": "number"})
    nameless = use(room, kind="product", number="L1")
    assert nameless == Refused("lot_without_name", {"field": "name"})
    assert used(room, kind="product", name="Serum", number=" L1 ").lot.number == "L1"


def test_a_lot_typed_where_a_code_is_scanned_is_taken_as_its_number() -> None:
    room = Room()
    found = used(room, code="LOT-4711")
    assert (found.lot.number, found.code) == ("LOT-4711", "")


def test_another_systems_code_is_kept_beside_the_typed_lot() -> None:
    room = Room()
    raw = "+H123PARTNO1234567890120/$$420020216LOT123456789012345/S1"
    assert use(room, code=raw) == Refused("lot_without_number", {"field": "number"})
    assert used(room, code=raw, number="L5").code == raw


def test_the_numbing_product_of_the_record_names_its_lot() -> None:
    room = Room()
    room.write("numbing_product", "Lidocaine 4 %")
    assert used(room, kind="numbing", number="C3").lot.name == "Lidocaine 4 %"


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"code": "0109506000134353"}, Refused("code_digit", {"field": "code", "part": "01"})),
        (
            {"code": f"(01){GTIN}(17)280230(10)L1"},
            Refused("code_date", {"field": "code", "part": "17"}),
        ),
        ({"kind": "poison", "number": "L1"}, Refused("no_such_choice", {"field": "kind"})),
        ({"number": "L" * 41}, Refused("too_long", {"field": "number", "most": 40})),
        (
            {"code": "+H1\x002", "number": "L1"},
            Refused("code_characters", {"field": "code", "part": ""}),
        ),
        ({"number": "L\x001"}, Refused("not_text", {"field": "number"})),
    ],
)
def test_what_is_no_code_and_no_lot_is_refused(asked: dict[str, Any], refused: Refused) -> None:
    assert use(Room(), **asked) == refused
    assert not Lot.objects.exists()


def test_an_expired_lot_is_refused_on_the_sessions_day_not_on_the_last_of_its_own() -> None:
    room = Room()
    day = room.at.date()
    yesterday = day - dt.timedelta(days=1)
    refused = use(room, name="Tip", number="L1", expires_on=yesterday)
    facts = {"name": "Tip", "number": "L1", "day": yesterday.isoformat()}
    assert refused == Refused("lot_expired", facts)
    assert not Lot.objects.exists()
    assert used(room, name="Tip", number="L1", expires_on=day).lot.expires_on == day


def test_a_lot_that_is_over_by_our_books_is_refused_whatever_is_typed() -> None:
    room = Room()
    Lot.objects.create(kind="cartridge", name="Tip", number="L1", expires_on="2026-12-31")
    refused = use(room, name="Tip", number="L1", expires_on=dt.date(2029, 1, 1))
    assert isinstance(refused, Refused)
    assert refused.what == "lot_expired"


def test_a_recalled_lot_is_refused_with_the_reason() -> None:
    room = Room()
    Lot.objects.create(
        kind="cartridge",
        name="Tip",
        number="L1",
        recalled_at=MONDAY,
        recalled_by=room.desk,
        recalled_because="Needles bent",
    )
    facts = {"name": "Tip", "number": "L1", "because": "Needles bent"}
    assert use(room, name="Tip", number="L1") == Refused("lot_recalled", facts)


def test_what_the_package_says_is_learnt() -> None:
    room = Room()
    Lot.objects.create(kind="cartridge", name="Pen One", number="L77")
    used(room, code=CODE)
    lot = Lot.objects.get()
    assert (lot.gtin, lot.expires_on) == (GTIN, dt.date(2028, 1, 31))


def test_a_cartridge_is_used_in_one_session_only() -> None:
    room = Room()
    used(room, code=CODE)
    first = room.visit
    finish(room)
    room.visit = room.session(2)
    room.begin(room.visit)
    day = first.start.date().isoformat()
    told: dict[str, int | str] = {"serial": "S1", "number": "L77", "visit": first.pk, "day": day}
    assert use(room, code=CODE) == Refused("cartridge_used_before", told)
    renamed = use(room, name="Another name", number="L77", serial="S1")
    assert renamed == Refused("cartridge_used_before", told)
    assert used(room, code=CODE.replace("S1", "S2")).serial == "S2"
    record = Record.objects.get(visit=room.visit)
    lot = Lot.objects.get(name="Pen One")
    with pytest.raises(IntegrityError), transaction.atomic():
        LotUse.objects.create(record=record, lot=lot, kind="cartridge", serial="S1")


def test_without_a_serial_number_a_lot_is_used_again() -> None:
    room = Room()
    used(room, name="Tip", number="L1")
    finish(room)
    room.visit = room.session(2)
    room.begin(room.visit)
    assert used(room, name="Tip", number="L1").serial == ""


def test_a_use_is_taken_back_and_its_cartridge_free_again() -> None:
    room = Room()
    found = used(room, code=CODE)
    for _ in range(2):
        assert isinstance(remove_use(use_id=found.pk, **room.how()), Record)
    assert not LotUse.objects.exists()
    assert Trail.objects.filter(verb="removed_lot").count() == 1
    assert used(room, code=CODE).serial == "S1"


def test_nobody_takes_back_what_another_visit_used() -> None:
    room, other = Room(), Room()
    found = used(room, code=CODE)
    remove_use(use_id=found.pk, **other.how())
    assert LotUse.objects.get() == found
