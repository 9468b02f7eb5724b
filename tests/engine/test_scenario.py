"""What a scenario may say, and how each fault in one is named."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from plans.engine.scenario import GapDays, Request, ScenarioFault, Step, WeeklyHours, parse


def hours() -> list[dict[str, Any]]:
    return [{"weekday": 1, "from": "09:00", "to": "19:00"}]


SMALLEST: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "steps": [{"name": "needling", "minutes": 45, "holds": ["room"]}],
    "practitioners": [{"id": "pia", "hours": hours()}],
    "rooms": [{"id": "r1", "hours": hours()}],
    "devices": [],
    "request": {
        "sessions": 2,
        "gap_days": {"min": 28, "ideal": 30, "max": 42},
        "earliest": "2026-11-24",
        "first_by": "2026-12-22",
    },
}
STANDING = {"number": 1, "start": "2026-11-26T15:00:00Z", "practitioner": None, "room": None}
PINNED = {**STANDING, "device": None, "pinned": True}
GONE = object()


def changed(path: str, value: object) -> dict[str, Any]:
    """The smallest scenario with one field put, or taken away, by its path."""
    data = deepcopy(SMALLEST)
    inner: Any = data
    *outer, last = [
        int(part) if part.isdigit() else part
        for part in path.replace("[", ".").replace("]", "").split(".")
    ]
    for part in outer:
        inner = inner[part]
    if value is GONE:
        del inner[last]
    else:
        inner[last] = value
    return data


def fault(data: object) -> str:
    with pytest.raises(ScenarioFault) as caught:
        parse(data)
    assert str(caught.value) == f"{caught.value.path}: {caught.value.message}"
    return str(caught.value)


def test_what_is_left_out_has_the_defaults_of_the_contract() -> None:
    read = parse(SMALLEST)
    assert (read.grid_minutes, read.supply.closures, read.supply.patient_busy) == (
        15,
        frozenset(),
        (),
    )
    assert read.steps == (Step("needling", 45, frozenset({"room"}), patient=True),)
    assert read.supply.rooms[0].hours == (WeeklyHours(1, 540, 1140),)
    assert read.request == Request(
        sessions=2,
        gap_days=GapDays(28, 30, 42),
        earliest=date(2026, 11, 24),
        first_by=date(2026, 12, 22),
        weekdays=None,
        times=None,
        practitioner=None,
        practitioner_only=False,
        limit=3,
    )


def test_empty_lists_of_wishes_mean_any() -> None:
    data = changed("request.weekdays", [])
    data["request"]["times"] = []
    request = parse(data).request
    assert (request.weekdays, request.times) == (None, None)


def test_a_pinned_first_session_needs_no_first_by() -> None:
    data = changed("request.first_by", GONE)
    assert fault(data) == "request.first_by: is missing"
    data["request"]["standing"] = [PINNED]
    assert parse(data).request.first_by is None
    data["request"]["standing"] = [{**PINNED, "pinned": False}]
    assert fault(data) == "request.first_by: is missing"


def test_an_instant_may_be_told_in_any_offset() -> None:
    busy = [["2026-11-26T14:00:00+01:00", "2026-11-26T13:00:01Z"]]
    room = parse(changed("rooms[0].busy", busy)).supply.rooms[0]
    assert room.busy == ((1795698000, 1795698001),)


def test_a_session_may_stand_with_anybody_or_nobody() -> None:
    places = [{**PINNED, "practitioner": "stranger", "pinned": False}]
    (standing,) = parse(changed("request.standing", places)).request.standing
    assert (standing.practitioner, standing.room) == ("stranger", None)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("zone", GONE, "zone: is missing"),
        ("zone", "Europe/Nowhere", "zone: is not a known time zone"),
        ("zone", 7, "zone: must be a string"),
        ("colour", 7, "colour: is not a known field"),
        ("grid_minutes", 0, "grid_minutes: must be at least 1"),
        ("grid_minutes", True, "grid_minutes: must be a whole number"),
        ("grid_minutes", 15.0, "grid_minutes: must be a whole number"),
        ("grid_minutes", None, "grid_minutes: must be a whole number"),
        ("closures", ["2026-02-30"], "closures[0]: must be a date such as 2026-11-24"),
        ("closures", ["20261224"], "closures[0]: must be a date such as 2026-11-24"),
        ("patient", {"bsy": []}, "patient.bsy: is not a known field"),
        ("steps", [], "steps: must name at least one step"),
        ("steps[0].minutes", 0, "steps[0].minutes: must be at least 1"),
        ("steps[0].holds[0]", "chair", "steps[0].holds[0]: must be practitioner, room or device"),
        ("steps[0].patient", 1, "steps[0].patient: must be true or false"),
        ("steps[0].patient", False, "steps[0].patient: must be true for the first step"),
        ("rooms[0].id", GONE, "rooms[0].id: is missing"),
        ("rooms[0].hours[0].weekday", 7, "rooms[0].hours[0].weekday: must be at most 6"),
        ("rooms[0].hours[0].to", "09:00", "rooms[0].hours[0].to: must be after its start"),
        ("rooms[0].hours[0].to", "24:01", "rooms[0].hours[0].to: must be a time such as 09:00"),
        ("rooms[0].hours[0].from", "9:00", "rooms[0].hours[0].from: must be a time such as 09:00"),
        (
            "rooms[0].hours[0].since",
            "soon",
            "rooms[0].hours[0].since: must be a date such as 2026-11-24",
        ),
        ("request.sessions", 13, "request.sessions: must be at most 12"),
        ("request.sessions", 0, "request.sessions: must be at least 1"),
        ("request.gap_days.min", 0, "request.gap_days.min: must be at least 1"),
        ("request.gap_days.min", 31, "request.gap_days.ideal: must not be below min"),
        ("request.gap_days.max", 29, "request.gap_days.max: must not be below ideal"),
        ("request.first_by", "2026-11-23", "request.first_by: must not be before earliest"),
        ("request.weekdays", [0, 7], "request.weekdays[1]: must be at most 6"),
        ("request.weekdays", None, "request.weekdays: must be a list"),
        ("request.times", [["16:00"]], "request.times[0]: must be a list of two"),
        ("request.times", [["16:00", "16:00"]], "request.times[0][1]: must be after its start"),
        ("request.practitioner", "ben", "request.practitioner: is not among the practitioners"),
        ("request.practitioner_only", True, "request.practitioner_only: needs a practitioner"),
        ("request.limit", 0, "request.limit: must be at least 1"),
        (
            "request.gap_bounds",
            {"min": 5, "max": 4},
            "request.gap_bounds.max: must not be below min",
        ),
        (
            "request.keep_free",
            [{"on": "2026-12-12"}],
            "request.keep_free[0].days_before: is missing",
        ),
    ],
)
def test_a_fault_is_named_by_the_path_of_its_field(path: str, value: object, message: str) -> None:
    assert fault(changed(path, value)) == message


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            "steps",
            [
                {"name": "needling", "minutes": 45, "holds": []},
                {"name": "cleaning", "minutes": 15, "holds": ["room"], "patient": False},
                {"name": "photographs", "minutes": 5, "holds": []},
            ],
            "steps[2].patient: must not be the patient's after a step without the patient",
        ),
        (
            "practitioners",
            [{"id": "pia", "hours": []}, {"id": "pia", "hours": []}],
            "practitioners[1].id: must not be used twice",
        ),
        (
            "rooms[0].away",
            [["2026-12-27", "2026-12-22"]],
            "rooms[0].away[0][1]: must not be before its first day",
        ),
        (
            "rooms[0].hours[0]",
            {**hours()[0], "since": "2026-12-02", "until": "2026-12-01"},
            "rooms[0].hours[0].until: must not be before since",
        ),
        (
            "practitioners[0].busy",
            [["2026-11-26T14:00:00Z", "2026-11-26T14:00:00Z"]],
            "practitioners[0].busy[0][1]: must be after its start",
        ),
        (
            "patient",
            {"busy": [["2026-11-26T14:00:00", "2026-11-26T15:00:00"]]},
            "patient.busy[0][0]: must be an instant such as 2026-11-26T13:00:00Z",
        ),
        (
            "request.gaps",
            [{"before": 2, "min": 14, "max": 56}, {"before": 2, "min": 14, "max": 56}],
            "request.gaps[1].before: must not be named twice",
        ),
        (
            "request.gaps",
            [{"before": 1, "min": 14, "max": 56}],
            "request.gaps[0].before: must be at least 2",
        ),
        (
            "request.gaps",
            [{"before": 3, "min": 14, "max": 56}],
            "request.gaps[0].before: must be at most 2",
        ),
        (
            "request.standing",
            [PINNED, PINNED],
            "request.standing[1].number: must not be named twice",
        ),
        (
            "request.standing",
            [{**PINNED, "number": 3}],
            "request.standing[0].number: must be at most 2",
        ),
        (
            "request.standing",
            [{**PINNED, "number": 2}, {**PINNED, "start": "2026-11-27T15:00:00Z"}],
            "request.standing[0].start: must be after the pinned session before it",
        ),
        (
            "request.standing",
            [{**PINNED, "start": "0001-01-01T00:00:00Z"}],
            "request.standing[0].start: is too far away",
        ),
        ("request.standing", [STANDING], "request.standing[0].device: is missing"),
    ],
)
def test_a_fault_between_two_fields_is_named_at_the_later_one(
    path: str, value: object, message: str
) -> None:
    assert fault(changed(path, value)) == message


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_a_scenario_is_an_object(data: object) -> None:
    assert fault(data) == "scenario: must be an object"
