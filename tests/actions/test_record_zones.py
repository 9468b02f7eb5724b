"""The zones of a record as a whole: filled in one tap, confirmed, taken out again."""

import pytest

from plans.actions.record_fields import text_of
from plans.actions.record_zones import confirm_zones, fill_zones, remove_zone
from plans.actions.refusal import Refused
from plans.models import Trail, ZoneRecord
from tests.actions.record_room import Room, finish, written
from tests.world import a_patient

pytestmark = pytest.mark.django_db


def depths(room: Room) -> dict[str, str]:
    rows = ZoneRecord.objects.filter(record__visit=room.visit)
    return {row.zone: text_of(row.depth, room.visit) for row in rows if row.depth}


def test_the_whole_face_is_filled_with_where_each_zone_starts_unconfirmed() -> None:
    room = Room()
    fill_zones(how="same", **room.how())
    found = depths(room)
    assert (found["eyes"], found["chin"], len(found), "neck" in found) == ("0.25", "0.5", 11, False)
    assert set(ZoneRecord.objects.values_list("is_confirmed", flat=True)) == {False}
    assert len(written()) == 1


def test_the_same_depth_everywhere_stops_at_each_soft_limit() -> None:
    room = Room()
    fill_zones(how="same", depth="1.0", passes="3", **room.how())
    found = depths(room)
    assert (found["eyes"], found["upper_lip"], found["left_cheek"]) == ("0.5", "0.75", "1")
    assert room.zone("eyes").passes == 3


def test_a_nonsense_depth_fills_nothing() -> None:
    room = Room()
    answer = fill_zones(how="same", depth="deep", **room.how())
    facts = {"least": "0.05", "most": "3", "field": "depth"}
    assert answer == Refused("number_between", facts)
    assert ZoneRecord.objects.count() == 0


def test_filling_leaves_what_somebody_wrote() -> None:
    room = Room()
    room.write("zone.chin.depth", "0.75")
    fill_zones(how="same", **room.how())
    assert (depths(room)["chin"], room.zone("chin").is_confirmed) == ("0.75", True)


def test_a_touched_zone_is_confirmed_the_others_by_this_is_what_i_did() -> None:
    room = Room()
    fill_zones(how="same", **room.how())
    room.write("zone.chin.depth", "0.75", was="0.5")
    room.write("zone.eyes.depth", "0.25", was="0.25")
    touched = ZoneRecord.objects.filter(is_confirmed=True).values_list("zone", flat=True)
    assert sorted(touched) == ["chin", "eyes"]
    confirm_zones(**room.how(), zone="jawline")
    assert room.zone("jawline").is_confirmed
    confirm_zones(**room.how())
    assert not ZoneRecord.objects.filter(is_confirmed=False).exists()
    count = Trail.objects.count()
    confirm_zones(**room.how())
    assert Trail.objects.count() == count


def test_a_zone_is_taken_out_and_the_history_keeps_it() -> None:
    room = Room()
    room.write("zone.chin.depth", "0.75")
    remove_zone(zone="chin", **room.how())
    remove_zone(zone="chin", **room.how())
    assert ZoneRecord.objects.count() == 0
    assert written()[-1] == {"zone.chin.depth": ["0.75", ""], "zone.chin": ["yes", ""]}
    assert len(written()) == 2


def test_as_last_time_takes_depth_passes_and_pattern_of_the_session_before() -> None:
    room = Room()
    assert fill_zones(how="last", **room.how()) == Refused("no_session_before")
    for name, value in {
        "depth": "0.75",
        "passes": "2",
        "pattern": "cross",
        "tolerance": "7",
    }.items():
        room.write(f"zone.chin.{name}", value)
    finish(room)
    room.visit = room.session(2)
    room.begin(room.visit)
    fill_zones(how="last", **room.how())
    chin = room.zone("chin")
    assert (str(chin.depth), chin.passes, chin.pattern, chin.tolerance, chin.is_confirmed) == (
        "0.75",
        2,
        "cross",
        None,
        False,
    )


def test_a_depth_of_then_that_is_refused_now_is_left_empty() -> None:
    room = Room()
    room.write("zone.chin.depth", "1.0")
    finish(room)
    ZoneRecord.objects.update(depth="2.0")
    room.visit = room.session(2)
    room.begin(room.visit)
    fill_zones(how="last", **room.how())
    assert room.zone("chin").depth is None


def test_another_patients_sessions_are_never_last_time() -> None:
    room = Room()
    finish(room)
    other = room.booked(patient=a_patient(), ordered_by=room.practitioner)
    room.visit = other.visits.earliest("start")
    room.begin(room.visit)
    assert fill_zones(how="last", **room.how()) == Refused("no_session_before")
