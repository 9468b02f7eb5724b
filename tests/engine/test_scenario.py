"""What is not well formed is refused with the path of the field that is at fault."""

import copy
import re
from typing import Any

import pytest

from plans.engine.fields import ScenarioFault
from plans.engine.scenario import parse
from tests.engine.ask import engine, scenario
from tests.engine.test_sample import SAMPLE

Data = dict[str, Any]

MISSING = object()


def with_value(path: str, value: object) -> Data:
    """The sample scenario with one field set, added or (MISSING) taken out."""
    data = copy.deepcopy(SAMPLE)
    data["request"]["standing"] = []
    data["request"]["gaps"] = []
    *outer, last = [
        int(part) if part.isdigit() else part for part in re.findall(r"[a-z_]+|\d+", path)
    ]
    inner: Any = data
    for part in outer:
        inner = inner[part]
    if value is MISSING:
        del inner[last]
    elif isinstance(inner, list) and last == len(inner):
        inner.append(value)
    else:
        inner[last] = value
    return data


def fault_of(data: Data) -> str:
    """The path that the refusal names."""
    with pytest.raises(ScenarioFault) as refused:
        parse(data)
    path, reason = str(refused.value).split(": ", 1)
    assert reason
    return path


HOUR: Data = {"weekday": 1, "from": "09:00", "to": "19:00"}
STAND: Data = {
    "number": 1,
    "start": "2026-12-01T09:00:00Z",
    "practitioner": None,
    "room": None,
    "device": None,
    "pinned": False,
}

NOT_WHAT_IS_ASKED_FOR: list[tuple[str, object]] = [
    ("zone", "Europe/Nowhere"),
    ("zone", 1),
    ("zone", ""),
    ("zone", "../Berlin"),
    ("grid_minutes", 0),
    ("grid_minutes", 7.5),
    ("grid_minutes", True),
    ("grid_minutes", "15"),
    ("steps", {}),
    ("steps[0]", "preparing"),
    ("steps[0].name", 3),
    ("steps[0].minutes", 0),
    ("steps[0].minutes", "15"),
    ("steps[0].holds", "room"),
    ("steps[0].holds[0]", "patient"),
    ("steps[0].patient", 1),
    ("practitioners", None),
    ("practitioners[0].id", 7),
    ("practitioners[0].hours", "always"),
    ("practitioners[0].hours[0].weekday", 7),
    ("practitioners[0].hours[0].weekday", -1),
    ("practitioners[0].hours[0].from", "9 o'clock"),
    ("practitioners[0].hours[0].from", "25:00"),
    ("practitioners[0].hours[0].to", "19:60"),
    ("practitioners[0].hours[0].to", "24:01"),
    ("practitioners[0].hours[0].since", "2026-13-01"),
    ("practitioners[0].hours[0].until", "soon"),
    ("practitioners[0].away[0]", "2026-12-01"),
    ("practitioners[0].away[0][1]", "2026-12-32"),
    ("practitioners[0].busy[0][0]", "2026-11-26"),
    ("practitioners[0].busy[0][0]", "2026-11-26T13:00:00"),
    ("closures[0]", "Christmas"),
    ("patient", []),
    ("request", 5),
    ("request.sessions", 0),
    ("request.sessions", 13),
    ("request.sessions", "5"),
    ("request.gap_days.min", 0),
    ("request.gap_days.ideal", None),
    ("request.earliest", "24.11.2026"),
    ("request.first_by", None),
    ("request.weekdays[0]", 7),
    ("request.times[0][0]", "4 pm"),
    ("request.practitioner_only", "yes"),
    ("request.keep_free[0].on", "2026-02-30"),
    ("request.keep_free[0].days_before", -1),
    ("request.limit", 0),
]

MISSING_FIELDS = [
    "zone",
    "steps",
    "practitioners",
    "rooms",
    "devices",
    "request",
    "steps[0].name",
    "steps[0].minutes",
    "steps[0].holds",
    "practitioners[0].id",
    "practitioners[0].hours",
    "practitioners[0].hours[0].weekday",
    "practitioners[0].hours[0].from",
    "practitioners[0].hours[0].to",
    "request.sessions",
    "request.gap_days",
    "request.gap_days.min",
    "request.gap_days.ideal",
    "request.gap_days.max",
    "request.earliest",
    "request.first_by",
    "request.keep_free[0].on",
    "request.keep_free[0].days_before",
]

UNKNOWN_FIELDS = [
    "colour",
    "steps[0].colour",
    "practitioners[0].colour",
    "practitioners[0].hours[0].colour",
    "patient.colour",
    "request.colour",
    "request.gap_days.colour",
    "request.keep_free[0].colour",
]

FAULTS_BETWEEN_FIELDS: list[tuple[str, object, str]] = [
    ("practitioners[0].hours[0].to", "09:00", "practitioners[0].hours[0].to"),
    ("practitioners[0].hours[0].until", "2025-12-31", "practitioners[0].hours[0].until"),
    ("practitioners[0].away[0]", ["2026-12-02", "2026-12-01"], "practitioners[0].away[0][1]"),
    (
        "practitioners[0].busy[0]",
        ["2026-12-01T09:00:00Z", "2026-12-01T09:00:00Z"],
        "practitioners[0].busy[0][1]",
    ),
    ("practitioners[1]", {"id": "pia", "hours": [HOUR]}, "practitioners[1].id"),
    ("rooms[1]", {"id": "r1", "hours": []}, "rooms[1].id"),
    ("request.gap_days.min", 31, "request.gap_days.ideal"),
    ("request.gap_days.max", 29, "request.gap_days.max"),
    ("request.first_by", "2026-11-23", "request.first_by"),
    ("request.times[0]", ["20:00", "16:00"], "request.times[0][1]"),
    ("request.times[0]", ["20:00", "20:00"], "request.times[0][1]"),
    ("request.practitioner", "nobody", "request.practitioner"),
    ("request.gap_bounds", {"min": 14, "max": 13}, "request.gap_bounds.max"),
    ("request.gap_bounds", {"min": 0, "max": 13}, "request.gap_bounds.min"),
    ("request.gaps[0]", {"before": 1, "min": 14, "max": 56}, "request.gaps[0].before"),
    ("request.gaps[0]", {"before": 6, "min": 14, "max": 56}, "request.gaps[0].before"),
    ("request.gaps[0]", {"before": 2, "min": 0, "max": 56}, "request.gaps[0].min"),
    ("request.gaps[0]", {"before": 2, "min": 14, "max": 13}, "request.gaps[0].max"),
    ("request.standing[0]", {**STAND, "number": 0}, "request.standing[0].number"),
    ("request.standing[0]", {**STAND, "number": 6}, "request.standing[0].number"),
    ("request.standing[0]", {**STAND, "start": "2026-12-01"}, "request.standing[0].start"),
    ("request.standing[0]", {**STAND, "pinned": None}, "request.standing[0].pinned"),
    ("request.standing[0]", {**STAND, "room": 1}, "request.standing[0].room"),
    ("request.standing[0]", {"number": 1}, "request.standing[0].start"),
]


@pytest.mark.parametrize(("path", "value"), NOT_WHAT_IS_ASKED_FOR)
def test_a_value_that_is_not_what_its_field_asks_for_is_named(path: str, value: object) -> None:
    assert fault_of(with_value(path, value)) == path


@pytest.mark.parametrize("path", MISSING_FIELDS)
def test_a_missing_field_is_named(path: str) -> None:
    assert fault_of(with_value(path, MISSING)) == path


@pytest.mark.parametrize("path", UNKNOWN_FIELDS)
def test_an_unknown_field_is_named(path: str) -> None:
    assert fault_of(with_value(path, 1)) == path


@pytest.mark.parametrize(("path", "value", "named"), FAULTS_BETWEEN_FIELDS)
def test_the_later_of_two_fields_that_disagree_is_named(
    path: str, value: object, named: str
) -> None:
    assert fault_of(with_value(path, value)) == named


def test_only_the_one_asked_for_needs_somebody_asked_for() -> None:
    data = with_value("request.practitioner", None)
    data["request"]["practitioner_only"] = True
    assert fault_of(data) == "request.practitioner_only"


def test_a_step_of_the_patients_does_not_follow_one_without_her() -> None:
    data = with_value("steps[4]", {"name": "talk", "minutes": 5, "holds": [], "patient": True})
    assert fault_of(data).startswith("steps[4]")


def test_an_override_may_not_come_twice_nor_a_standing_session() -> None:
    gap = {"before": 2, "min": 14, "max": 56}
    data = with_value("request.gaps[0]", gap)
    data["request"]["gaps"] = [gap, gap]
    assert fault_of(data) == "request.gaps[1].before"
    data = with_value("request.standing", [STAND, STAND])
    assert fault_of(data) == "request.standing[1].number"


def test_pinned_sessions_stand_in_the_order_of_their_numbers() -> None:
    earlier = {**STAND, "number": 3, "start": "2026-11-30T09:00:00Z", "pinned": True}
    data = with_value("request.standing", [{**STAND, "pinned": True}, earlier])
    assert fault_of(data) == "request.standing[1].start"
    data = with_value("request.standing", [STAND, earlier])
    parse(data)


def test_first_by_may_be_left_out_where_the_first_session_is_pinned() -> None:
    data = with_value("request.first_by", MISSING)
    data["request"]["standing"] = [{**STAND, "pinned": True}]
    parse(data)
    data["request"]["standing"] = [STAND]
    assert fault_of(data) == "request.first_by"


def test_all_that_may_be_left_out_may_be_left_out() -> None:
    data = scenario()
    del data["grid_minutes"]
    full = copy.deepcopy(data)
    full["grid_minutes"] = 15
    for resource in [*full["practitioners"], *full["rooms"]]:
        resource.update(away=[], busy=[])
        for entry in resource["hours"]:
            entry.update(since=None, until=None)
    for step in full["steps"]:
        step["patient"] = True
    full.update(closures=[], patient={"busy": []})
    full["request"].update(
        weekdays=[], times=[], keep_free=[], gaps=[], practitioner=None, practitioner_only=False
    )
    full["request"].update(limit=3, standing=[])
    assert engine(full) == engine(data)
