"""The run sheet of a visit, as its page needs it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.actions.record import mark_numbing
from plans.actions.record_uses import Asked, add_use
from plans.actions.record_zones import fill_zones
from plans.models import Lot, LotUse, Photo, Visit, ZoneRecord
from plans.queries.record import run_sheet, visits_with_all
from plans.queries.record_sheet import RunSheet
from tests.actions.record_room import Room, finish
from tests.ready import a_sheet
from tests.world import MONDAY

pytestmark = pytest.mark.django_db


def sheet_of(room: Room, minutes: int = 5, visit: Visit | None = None) -> RunSheet:
    found = visits_with_all().get(pk=(visit or room.visit).pk)
    return run_sheet(found, room.at + dt.timedelta(minutes=minutes))


def test_before_it_is_opened_it_shows_what_it_will_open_with() -> None:
    room = Room()
    sheet = sheet_of(room)
    assert (sheet.record, sheet.is_open, sheet.number, sheet.count) == (None, True, 1, 4)
    assert sheet.entries["operator"].value == str(room.practitioner.pk)
    assert sheet.entries["device"].value == str(room.pen.pk)
    assert [row.zone for row in sheet.zones] == list(ZoneRecord.Zone.values)
    assert not any(row.is_there for row in sheet.zones)
    assert sheet.clock.state == "off"
    assert sheet.views_due == ["front", "left45", "right45"]
    assert (sheet.last, sheet.history, sheet.stamp > 0) == (None, [], True)


def test_a_visit_that_nobody_marked_is_not_open() -> None:
    room = Room()
    sheet = sheet_of(room, visit=room.session(2))
    assert (sheet.is_open, sheet.readiness.is_ready, sheet.consent.is_fine) == (False, False, True)


def test_every_value_says_who_wrote_it_last() -> None:
    room = Room()
    room.write("zone.chin.depth", "0.75")
    room.write("zone.chin.depth", "1.25", was="0.75", now=room.at + dt.timedelta(minutes=3))
    sheet = sheet_of(room)
    chin = next(row for row in sheet.zones if row.zone == "chin")
    entry = chin.entries["depth"]
    assert (entry.value, entry.by, entry.at) == (
        "1.25",
        "Pia Novak",
        room.at + dt.timedelta(minutes=3),
    )
    assert (str(chin.start), str(chin.soft), str(chin.hard)) == ("0.5", "1.0", "1.5")
    assert ([each.what for each in chin.findings], chin.needs_reason) == (["above_soft_why"], True)
    assert [(line.name, line.was, line.now) for line in sheet.history] == [
        ("zone.chin.depth", "0.75", "1.25"),
        ("zone.chin.depth", "", "0.75"),
    ]


def test_the_stamp_grows_with_every_write_and_step() -> None:
    room = Room()
    stamps = [sheet_of(room).stamp]
    room.write("note", "Calm.")
    stamps.append(sheet_of(room).stamp)
    finish(room)
    stamps.append(sheet_of(room).stamp)
    assert stamps == sorted(set(stamps))


def test_what_differs_from_last_time_is_told() -> None:
    room = Room()
    for name, value in {"depth": "0.75", "passes": "2"}.items():
        room.write(f"zone.chin.{name}", value)
    finish(room)
    first = room.visit
    room.visit = room.session(2)
    room.begin(room.visit)
    fill_zones(how="last", **room.how())
    room.write("zone.chin.depth", "1", was="0.75")
    sheet = sheet_of(room)
    rows = {row.zone: row for row in sheet.zones}
    assert sheet.last is not None
    assert (sheet.last.day, sheet.last.number) == (first.start.date(), 1)
    assert (rows["chin"].last, rows["chin"].differs) == (
        {"depth": "0.75", "passes": "2"},
        ["depth"],
    )
    assert (rows["neck"].last, rows["neck"].differs) == ({}, ())


def test_numbing_is_judged_and_its_clock_runs() -> None:
    room = Room()
    room.write("numbing_product", "Lidocaine 4 %")
    room.write("numbing_grams", "12")
    mark_numbing(act="on", **room.how())
    sheet = sheet_of(room, minutes=61)
    whats = [each.what for each in sheet.findings]
    assert whats == ["not_cleared_indication", "much_cream", "cream_too_long"]
    assert (sheet.clock.state, sheet.clock.minutes) == ("over", 61)
    assert sheet.applied_mg == Decimal(480)
    assert "Compounded lidocaine 23 % + tetracaine 7 %" not in [row.name for row in sheet.products]


def test_a_use_outside_what_the_device_is_cleared_for_is_named() -> None:
    room = Room()
    row = {"model": "Pen One", "indication": "pores", "zones": ["chin"]}
    a_sheet("clearances", [row])
    room.write("zone.chin.depth", "0.5")
    assert [each.what for each in sheet_of(room).findings] == []
    room.write("zone.neck.depth", "0.5")
    found = [(each.what, each.facts["zones"]) for each in sheet_of(room).findings]
    assert found == [("not_cleared_zones", "neck")]


def test_lots_say_what_became_known_of_them() -> None:
    room = Room()
    code = "(01)09506000134352(17)280131(10)L7(21)S1"
    Lot.objects.create(kind="cartridge", name="Pen One", number="L7", expires_on="2029-01-31")
    use = add_use(asked=Asked(kind="cartridge", code=code), **room.how())
    assert isinstance(use, LotUse)
    assert [each.what for each in sheet_of(room).uses[0].findings] == ["lot_other_expiry"]
    Lot.objects.update(recalled_at=MONDAY, recalled_by=room.desk, recalled_because="Bent")
    found = [each.what for each in sheet_of(room).uses[0].findings]
    assert found == ["lot_recalled", "lot_other_expiry"]


def test_a_view_that_was_photographed_is_due_no_more() -> None:
    room = Room()
    Photo.objects.create(
        patient=room.patient,
        visit=room.visit,
        view="front",
        file="photos/none.jpg",
        width=10,
        height=10,
        original_sha256="ab",
        quality="good",
        taken_at=MONDAY,
        taken_by=room.pia,
    )
    assert sheet_of(room).views_due == ["left45", "right45"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_costs_the_same_queries_however_much_is_written(count: int) -> None:
    room = Room()
    finish(room)
    room.visit = room.session(2)
    room.begin(room.visit)
    for zone in ("chin", "eyes", "jawline")[:count]:
        room.write(f"zone.{zone}.depth", "0.5")
        add_use(asked=Asked(kind="product", name="Serum", number=zone), **room.how())
    visit = visits_with_all().get(pk=room.visit.pk)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        run_sheet(visit, room.at)
    assert len(asked) == 18
