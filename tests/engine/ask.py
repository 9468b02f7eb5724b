"""How the tests speak to the engine, and the smallest scenario that they change."""

from typing import Any

from plans.engine.scenario import parse, render
from plans.engine.series import propose

Data = dict[str, Any]


def engine(data: Data) -> Data:
    """The engine's answer in the form of its command line."""
    answer: Data = render(propose(parse(data)))
    return answer


def daily(id: str, *spans: str, weekdays: range = range(7), **more: Any) -> Data:
    """A resource with the same hours on every day, such as "09:00-12:00"."""
    hours = [
        {"weekday": weekday, "from": span.split("-")[0], "to": span.split("-")[1]}
        for weekday in weekdays
        for span in spans
    ]
    return {"id": id, "hours": hours, **more}


def step(minutes: int, *holds: str, patient: bool = True) -> Data:
    return {"name": "step", "minutes": minutes, "holds": list(holds), "patient": patient}


def scenario(request: Data | None = None, **parts: Any) -> Data:
    """One hour with pia in r1 on Tuesday 1 December 2026, 9 to 12, but for what is given."""
    basic: Data = {
        "zone": "Europe/Berlin",
        "grid_minutes": 60,
        "steps": [step(60, "practitioner", "room")],
        "practitioners": [daily("pia", "09:00-12:00")],
        "rooms": [daily("r1", "09:00-12:00")],
        "devices": [],
    }
    asked: Data = {
        "sessions": 1,
        "gap_days": {"min": 7, "ideal": 7, "max": 7},
        "earliest": "2026-12-01",
        "first_by": "2026-12-01",
    }
    return {**basic, **parts, "request": {**asked, **(request or {})}}


def starts(answer: Data, proposal: int = 0) -> list[str]:
    """The starts of one proposal, without the seconds."""
    return [session["start"][:16] for session in answer["proposals"][proposal]["sessions"]]


def labels(answer: Data) -> list[str]:
    return [proposal["label"] for proposal in answer["proposals"]]


def who(answer: Data, kind: str, proposal: int = 0) -> list[str | None]:
    """The ids of one kind, session by session."""
    return [session[kind] for session in answer["proposals"][proposal]["sessions"]]
