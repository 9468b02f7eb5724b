"""A scenario as JSON: read into values with its faults named by path, and the answer written.

`parse` takes what `json.load` gives and raises `ScenarioFault` for the first fault it meets.
Only the fields that the contract lets be left out have a default, and null is taken only for
`since`, `until`, `request.practitioner` and the three ids of a standing session.
"""

from datetime import date

from plans.engine.answer import render
from plans.engine.asked import read_request
from plans.engine.fields import Field, ScenarioFault
from plans.engine.interval import zone_named
from plans.engine.terms import (
    KINDS,
    GapDays,
    GapOverride,
    KeepFree,
    NoFit,
    Place,
    Proposal,
    Proposals,
    Request,
    Resource,
    Scenario,
    Standing,
    Step,
    Supply,
    WeeklyHours,
)

__all__ = [
    "GapDays",
    "GapOverride",
    "KeepFree",
    "NoFit",
    "Place",
    "Proposal",
    "Proposals",
    "Request",
    "Resource",
    "Scenario",
    "ScenarioFault",
    "Standing",
    "Step",
    "Supply",
    "WeeklyHours",
    "parse",
    "render",
]


def parse(data: object) -> Scenario:
    """The scenario of a JSON object; `ScenarioFault` if it is not well formed."""
    record = Field(data).record(
        ("zone", "steps", "practitioners", "rooms", "devices", "request"),
        ("grid_minutes", "closures", "patient"),
    )
    supply = Supply(
        practitioners=_resources(record["practitioners"]),
        rooms=_resources(record["rooms"]),
        devices=_resources(record["devices"]),
        closures=record.optional("closures", _closures, frozenset()),
        patient_busy=record.optional("patient", _patient_busy, ()),
    )
    return Scenario(
        zone=_zone(record["zone"]),
        grid_minutes=record.optional("grid_minutes", lambda field: field.number(1), 15),
        steps=_steps(record["steps"]),
        supply=supply,
        request=read_request(record["request"], {one.id for one in supply.practitioners}),
    )


def _closures(field: Field) -> frozenset[date]:
    return frozenset(item.day() for item in field.items())


def _zone(field: Field) -> str:
    try:
        zone_named(field.text())
    except ValueError as fault:
        if isinstance(fault, ScenarioFault):
            raise
        raise field.fault("is not a known time zone") from fault
    return field.text()


def _steps(field: Field) -> tuple[Step, ...]:
    steps: list[Step] = []
    for item in field.items():
        record = item.record(("name", "minutes", "holds"), ("patient",))
        step = Step(
            name=record["name"].text(),
            minutes=record["minutes"].number(1),
            holds=_kinds(record["holds"]),
            patient=record.optional("patient", Field.flag, True),
        )
        if step.patient and steps and not steps[-1].patient:
            path = record.path_of("patient")
            raise ScenarioFault(path, "must not be the patient's after a step without the patient")
        if not step.patient and not steps:
            raise record["patient"].fault("must be true for the first step")
        steps.append(step)
    if not steps:
        raise field.fault("must name at least one step")
    return tuple(steps)


def _kinds(field: Field) -> frozenset[str]:
    kinds: set[str] = set()
    for item in field.items():
        kind = item.text()
        if kind not in KINDS:
            raise item.fault("must be practitioner, room or device")
        if kind in kinds:
            raise item.fault("must not be named twice")
        kinds.add(kind)
    return frozenset(kinds)


def _resources(field: Field) -> tuple[Resource, ...]:
    resources: list[Resource] = []
    known: set[str] = set()
    for item in field.items():
        record = item.record(("id", "hours"), ("away", "busy"))
        name = record["id"].text()
        if name in known:
            raise record["id"].fault("must not be used twice")
        known.add(name)
        resources.append(
            Resource(
                id=name,
                hours=tuple(_hours(entry) for entry in record["hours"].items()),
                away=record.optional("away", _away, ()),
                busy=record.optional("busy", _busy, ()),
            )
        )
    return tuple(resources)


def _hours(field: Field) -> WeeklyHours:
    record = field.record(("weekday", "from", "to"), ("since", "until"))
    entry = WeeklyHours(
        weekday=record["weekday"].number(0, 6),
        start=record["from"].time(),
        end=record["to"].time(),
        since=record.optional("since", Field.day_or_null, None),
        until=record.optional("until", Field.day_or_null, None),
    )
    if entry.end <= entry.start:
        raise record["to"].fault("must be after its start")
    if entry.since and entry.until and entry.until < entry.since:
        raise record["until"].fault("must not be before since")
    return entry


def _away(field: Field) -> tuple[tuple[date, date], ...]:
    spans: list[tuple[date, date]] = []
    for item in field.items():
        first, last = item.pair(Field.day)
        if last < first:
            raise item.part(1).fault("must not be before its first day")
        spans.append((first, last))
    return tuple(spans)


def _busy(field: Field) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for item in field.items():
        start, end = item.pair(Field.instant)
        if end <= start:
            raise item.part(1).fault("must be after its start")
        spans.append((start, end))
    return tuple(spans)


def _patient_busy(field: Field) -> tuple[tuple[int, int], ...]:
    return field.record((), ("busy",)).optional("busy", _busy, ())
