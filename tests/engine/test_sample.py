"""The sample scenario of the contract, with its figures worked out by hand."""

from collections.abc import Callable
from typing import Any

from tests.engine.ask import engine

Data = dict[str, Any]
Answer = Callable[[Data], Data]

SAMPLE: Data = {
    "zone": "Europe/Berlin",
    "grid_minutes": 15,
    "steps": [
        {"name": "preparing", "minutes": 15, "holds": ["practitioner", "room"]},
        {"name": "numbing", "minutes": 30, "holds": ["room"]},
        {"name": "needling", "minutes": 45, "holds": ["practitioner", "room", "device"]},
        {"name": "cleaning", "minutes": 15, "holds": ["room", "device"], "patient": False},
    ],
    "practitioners": [
        {
            "id": "pia",
            "hours": [
                {
                    "weekday": 1,
                    "from": "09:00",
                    "to": "19:00",
                    "since": "2026-01-01",
                    "until": None,
                },
                {"weekday": 3, "from": "09:00", "to": "19:00"},
            ],
            "away": [["2026-12-22", "2026-12-27"]],
            "busy": [["2026-11-26T13:00:00Z", "2026-11-26T14:30:00Z"]],
        }
    ],
    "rooms": [
        {
            "id": "r1",
            "hours": [
                {"weekday": 1, "from": "08:00", "to": "20:00"},
                {"weekday": 3, "from": "08:00", "to": "20:00"},
            ],
        }
    ],
    "devices": [
        {
            "id": "d1",
            "hours": [
                {"weekday": 1, "from": "08:00", "to": "20:00"},
                {"weekday": 3, "from": "08:00", "to": "20:00"},
            ],
        }
    ],
    "closures": ["2026-12-25"],
    "patient": {"busy": []},
    "request": {
        "sessions": 5,
        "gap_days": {"min": 28, "ideal": 30, "max": 42},
        "earliest": "2026-11-24",
        "first_by": "2026-12-22",
        "weekdays": [1, 3, 4],
        "times": [["16:00", "20:00"]],
        "practitioner": "pia",
        "practitioner_only": False,
        "keep_free": [{"on": "2026-12-12", "days_before": 7}],
        "limit": 3,
    },
}


def at_four(label: str, cost: Data, dates: list[str]) -> Data:
    """A proposal of the sample scenario, in which all sessions begin at 16:00 in Berlin."""
    sessions = []
    for number, day in enumerate(dates, start=1):
        hour = 14 if day > "2027-03-28" else 15
        times = {"start": f"{day}T{hour}:00:00Z", "end": f"{day}T{hour + 1}:30:00Z"}
        places = {"practitioner": "pia", "room": "r1", "device": "d1"}
        sessions.append({"number": number, **times, **places})
    return {"label": label, "cost": cost, "sessions": sessions}


SAMPLE_ANSWER = {
    "proposals": [
        at_four(
            "best",
            {"gap": 600, "change": 0, "other_practitioner": 0, "wait": 60, "total": 660},
            ["2026-11-26", "2026-12-29", "2027-01-28", "2027-03-02", "2027-04-01"],
        ),
        at_four(
            "soonest",
            {"gap": 900, "change": 0, "other_practitioner": 0, "wait": 60, "total": 960},
            ["2026-11-26", "2026-12-29", "2027-01-26", "2027-02-23", "2027-03-23"],
        ),
        at_four(
            "regular",
            {"gap": 800, "change": 0, "other_practitioner": 0, "wait": 210, "total": 1010},
            ["2026-12-01", "2026-12-29", "2027-01-26", "2027-02-23", "2027-03-23"],
        ),
    ]
}


def test_the_sample_scenario_has_these_three_series() -> None:
    assert engine(SAMPLE) == SAMPLE_ANSWER


def test_the_sample_scenario_with_fewer_choices_has_the_same_series(answer: Answer) -> None:
    fewer = {
        "times": [["16:00", "17:30"]],
        "first_by": "2026-12-03",
        "gap_days": {"min": 28, "ideal": 30, "max": 36},
    }
    assert answer({**SAMPLE, "request": {**SAMPLE["request"], **fewer}}) == SAMPLE_ANSWER
