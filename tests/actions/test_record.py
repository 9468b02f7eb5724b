"""The record of a visit, written field by field while it happens."""

import datetime as dt
from typing import Any

import pytest

from clinic.models import Role
from plans.actions.record import Conflict, mark_numbing, open_record
from plans.actions.record_rules import Wrote
from plans.actions.record_zones import confirm_zones, fill_zones
from plans.actions.refusal import Refused
from plans.actions.visit import arrive_visit, finish_visit, start_visit
from plans.models import Record, Visit, ZoneRecord
from plans.shipped.standards import SHIPPED
from tests.actions.record_room import Room, written
from tests.consents import a_consent
from tests.ready import a_sheet
from tests.records import made_complete
from tests.world import Clinic, a_pen, a_user

pytestmark = pytest.mark.django_db


def test_a_record_opens_with_what_the_booking_knows() -> None:
    room = Room()
    record = open_record(**room.how())
    assert isinstance(record, Record)
    assert (record.operator, record.device, record.opened_by) == (
        room.practitioner,
        room.pen,
        room.pia,
    )
    assert record.consent is not None
    assert record.screening is not None
    assert open_record(**room.how()) == record


def test_before_she_arrived_and_after_a_consultation_there_is_no_record() -> None:
    room = Room()
    consultation = room.booked_consultation().visits.get()
    answers = [open_record(**room.how(visit=each)) for each in (room.session(2), consultation)]
    assert answers == [Refused("record_not_now", {"state": "booked"}), Refused("no_record_here")]


FIELDS = [
    ("note", "Calm skin.", "Calm skin."),
    ("note", "  Two\r\nlines ", "Two\nlines"),
    ("pain", "3", "3"),
    ("numbing_percent", "4", "4"),
    ("numbing_percent", "2,5", "2.5"),
    ("numbing_grams", "10.0", "10"),
    ("numbing_cm2", "300", "300"),
    ("needle_type", "insulated", "insulated"),
    ("is_numbing_removed", "yes", "yes"),
    ("zone.chin.depth", "0.75", "0.75"),
    ("zone.chin.depth", "0.50", "0.5"),
    ("zone.left_cheek.passes", "4", "4"),
    ("zone.chin.end_point", "redness", "redness"),
    ("zone.chin.tolerance", "0", "0"),
]


def test_each_field_is_kept_as_it_reads_emptied_again_and_the_trail_names_it() -> None:
    room = Room()
    for name, said, held in FIELDS:
        answer, emptied = room.write(name, said), room.write(name, "", was=held)
        assert isinstance(answer, Wrote)
        assert isinstance(emptied, Wrote)
        assert (answer.changes, emptied.changes) == ({name: ("", held)}, {name: (held, "")})
    lines = [
        line for name, _said, held in FIELDS for line in ({name: ["", held]}, {name: [held, ""]})
    ]
    assert written() == lines


UNFIT: list[tuple[str, str, str, dict[str, Any]]] = [
    ("pain", "11", "number_between", {"least": 0, "most": 10}),
    ("pain", "-1", "number_between", {"least": 0, "most": 10}),
    ("pain", "two", "number_between", {"least": 0, "most": 10}),
    ("pain", "²", "number_between", {"least": 0, "most": 10}),
    ("numbing_percent", "NaN", "number_between", {"least": "0.1", "most": "100"}),
    ("numbing_percent", "1e400", "number_between", {"least": "0.1", "most": "100"}),
    ("zone.chin.depth", "0", "number_between", {"least": "0.05", "most": "3"}),
    ("zone.chin.depth", "0.333", "too_exact", {"places": 2}),
    ("zone.chin.passes", "21", "number_between", {"least": 1, "most": 20}),
    ("needle_type", "wooden", "no_such_choice", {}),
    ("is_not_numbed", "maybe", "no_such_choice", {}),
    ("operator", "999999", "no_such_choice", {}),
    ("device", "abc", "no_such_choice", {}),
    ("numbing_on_at", "25:00", "not_a_time", {}),
    ("speed", "x" * 41, "too_long", {"most": 40}),
    ("note", "a\x00b", "not_text", {}),
    ("zone.moon.depth", "1", "no_such_field", {}),
    ("signed_at", "1", "no_such_field", {}),
    ("zone.chin.is_confirmed", "yes", "no_such_field", {}),
]


def test_what_does_not_fit_a_field_is_refused_with_what_would() -> None:
    room = Room()
    for name, said, what, facts in UNFIT:
        assert room.write(name, said) == Refused(what, {**facts, "field": name})
    assert written() == []


def test_a_device_of_another_location_is_none_of_this_visit() -> None:
    room = Room()
    other = a_pen(Clinic().location)
    answer = room.write("device", str(other.pk), was=str(room.pen.pk))
    assert answer == Refused("no_such_choice", {"field": "device"})


def test_the_same_write_twice_is_written_once() -> None:
    room = Room()
    first, again = room.write("note", "Calm."), room.write("note", "Calm.")
    assert isinstance(first, Wrote)
    assert isinstance(again, Wrote)
    assert (again.changes, len(written())) == ({}, 1)


def test_what_somebody_else_wrote_meanwhile_is_told_and_stays() -> None:
    room = Room()
    max_ = a_user(Role.PRACTITIONER, name="Max Muster")
    room.write("note", "From the other tablet.", by=max_)
    answer = room.write("note", "From this one.")
    assert answer == Conflict("note", "From the other tablet.", "Max Muster", room.at)
    assert room.record().note == "From the other tablet."
    kept = room.write("note", "Both.", was="From the other tablet.")
    assert isinstance(kept, Wrote)


def test_a_number_is_the_same_however_it_was_written() -> None:
    room = Room()
    room.write("zone.chin.depth", "0.5")
    assert isinstance(room.write("zone.chin.depth", "0.75", was="0,50"), Wrote)


def test_emptying_a_zone_that_nobody_wrote_makes_none() -> None:
    room = Room()
    room.write("zone.chin.depth", "")
    assert ZoneRecord.objects.count() == 0


# Depth


def test_a_depth_above_the_hard_limit_is_refused() -> None:
    room = Room()
    facts = {"zone": "chin", "depth": "1.75", "most": "1.5", "field": "zone.chin.depth"}
    assert room.write("zone.chin.depth", "1.75") == Refused("too_deep", facts)


def test_deeper_than_the_consent_needs_one_that_says_so() -> None:
    room = Room()
    before = room.write("zone.left_cheek.depth", "1.75")
    a_consent(room.visit, is_deep=True)
    after = room.write("zone.left_cheek.depth", "1.75")
    facts = {"zone": "left_cheek", "depth": "1.75", "most": "1.5"}
    assert before == Refused("deeper_than_consent", {**facts, "field": "zone.left_cheek.depth"})
    assert isinstance(after, Wrote)


# Numbing


def test_cream_on_and_off_by_one_tap_each() -> None:
    room = Room()
    mark_numbing(act="on", **room.how(1))
    mark_numbing(act="on", **room.how(5))
    mark_numbing(act="off", **room.how(36))
    record = room.record()
    assert record.numbing_on_at == room.at + dt.timedelta(minutes=1)
    assert record.numbing_off_at == room.at + dt.timedelta(minutes=36)
    assert [list(fields) for fields in written()] == [["numbing_on_at"], ["numbing_off_at"]]


def test_cream_does_not_come_off_before_it_is_on() -> None:
    room = Room()
    tapped = mark_numbing(act="off", **room.how(1))
    typed = room.write("numbing_off_at", "08:00")
    assert tapped == typed == Refused("off_without_on", {"field": "numbing_off_at"})


def test_typed_times_are_of_the_visits_day_in_order_and_not_ahead() -> None:
    room = Room()
    later = room.at + dt.timedelta(hours=2)
    local = [f"{room.at.hour + 1 + hours:02}:10" for hours in range(4)]  # Berlin in winter
    room.write("numbing_on_at", local[1], now=later)
    early = room.write("numbing_off_at", local[0], now=later)
    ahead = room.write("numbing_off_at", local[3], now=later)
    emptied = room.write("numbing_on_at", "", was=local[1], now=later)
    assert early == Refused("off_before_on", {"field": "numbing_off_at"})
    assert ahead == Refused("time_ahead", {"field": "numbing_off_at"})
    assert isinstance(emptied, Wrote)
    assert room.record().numbing_on_at is None


def test_numbed_and_without_numbing_exclude_each_other() -> None:
    room = Room()
    room.write("is_not_numbed", "yes")
    assert mark_numbing(act="on", **room.how(1)) == Refused(
        "numbed_or_not", {"field": "numbing_on_at"}
    )
    room.write("is_not_numbed", "", was="yes")
    mark_numbing(act="on", **room.how(1))
    assert room.write("is_not_numbed", "yes", now=room.how(2)["now"]) == Refused(
        "numbed_or_not", {"field": "is_not_numbed"}
    )


def test_a_product_of_the_list_brings_its_strength() -> None:
    room = Room()
    room.write("numbing_product", "Lidocaine 4 %")
    assert str(room.record().numbing_percent) == "4.0"
    other = "Lidocaine 7 % + tetracaine 7 %"
    room.write("numbing_product", other, was="Lidocaine 4 %")
    assert str(room.record().numbing_percent) == "7.0"
    room.write("numbing_percent", "5", was="7")
    room.write("numbing_product", "Lidocaine 4 %", was=other)
    assert str(room.record().numbing_percent) == "5.0"


# The end


def lacks(room: Room) -> list[str]:
    answer = finish_visit(**room.how(60))
    if isinstance(answer, Visit):
        return []
    assert answer.what == "record_incomplete"
    return [" ".join([each.what, *map(str, each.facts.values())]) for each in answer.also]


def test_a_visit_is_not_finished_without_what_the_record_must_hold() -> None:
    room = Room()
    nothing = ["operator", "device", "cartridge", "numbing_on", "zones"]
    assert lacks(room) == [f"missing_{what}" for what in nothing]
    mark_numbing(act="on", **room.how())
    assert lacks(room) == ["missing_cartridge", "missing_numbing_off", "missing_zones"]
    mark_numbing(act="off", **room.how(30))
    room.write("zone.chin.passes", "2")
    room.write("zone.jawline.depth", "1.25")
    fill_zones(how="same", **room.how())
    ZoneRecord.objects.exclude(zone__in=["chin", "jawline", "eyes"]).delete()
    assert lacks(room) == [
        "missing_cartridge",
        "missing_depth chin",
        "missing_reason jawline",
        "missing_confirm eyes",
    ]
    made_complete(room.visit)
    room.write("zone.chin.depth", "0.5")
    confirm_zones(**room.how())
    room.write("zone.jawline.over_reason", "Scars")
    assert lacks(room) == []


def test_a_clinic_may_ask_for_less() -> None:
    room = Room()
    limits = next(each for each in SHIPPED if each.sheet == "limits").stored()[0]
    a_sheet("limits", [{**limits, "required": ["operator"]}])
    open_record(**room.how())
    assert lacks(room) == []


def test_a_visit_without_treatment_needs_no_record() -> None:
    clinic = Clinic()
    visit = clinic.booked_consultation().visits.get()
    for act in (arrive_visit, start_visit, finish_visit):
        assert isinstance(act(visit_id=visit.pk, by=clinic.desk, now=visit.start), Visit)
