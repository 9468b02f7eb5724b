"""A scenario as JSON: read into values with its faults named by path, and the answer written.

`parse` takes what `json.load` gives and raises `ScenarioFault` for the first fault it meets.
Only the fields that the contract lets be left out have a default, and null is taken only for
`since`, `until`, `request.practitioner` and the three ids of a standing session.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from plans.engine.fields import Field, Record, ScenarioFault
from plans.engine.interval import EPOCH, FIRST_DAY, LAST_DAY, zone_named
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

MOST_SESSIONS = 12


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
        request=_request(record["request"], {one.id for one in supply.practitioners}),
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


def _request(field: Field, practitioners: Collection[str]) -> Request:
    record = field.record(
        ("sessions", "gap_days", "earliest"),
        (
            *("first_by", "weekdays", "times", "practitioner", "practitioner_only"),
            *("keep_free", "gaps", "gap_bounds", "limit", "standing"),
        ),
    )
    sessions = record["sessions"].number(1, MOST_SESSIONS)
    request = Request(
        sessions=sessions,
        gap_days=_gap_days(record["gap_days"]),
        earliest=record["earliest"].day(),
        first_by=record.optional("first_by", Field.day, None),
        weekdays=record.optional("weekdays", _weekdays, None),
        times=record.optional("times", _times, None),
        practitioner=record.optional("practitioner", Field.text_or_null, None),
        practitioner_only=record.optional("practitioner_only", Field.flag, False),
        keep_free=record.optional("keep_free", _keep_free, ()),
        gaps=record.optional("gaps", lambda gaps: _gaps(gaps, sessions), ()),
        gap_bounds=record.optional("gap_bounds", _bounds, None),
        limit=record.optional("limit", lambda limit: limit.number(1), 3),
        standing=record.optional("standing", lambda places: _standing(places, sessions), ()),
    )
    _check_request(record, request, practitioners)
    return request


def _check_request(record: Record, request: Request, practitioners: Collection[str]) -> None:
    """The faults that need more than one field to be seen."""
    if request.first_by is None and request.pinned_at(1) is None:
        raise ScenarioFault(record.path_of("first_by"), "is missing")
    if request.first_by is not None and request.first_by < request.earliest:
        raise record["first_by"].fault("must not be before earliest")
    if request.practitioner is not None and request.practitioner not in practitioners:
        raise record["practitioner"].fault("is not among the practitioners")
    if request.practitioner_only and request.practitioner is None:
        raise record["practitioner_only"].fault("needs a practitioner")


def _gap_days(field: Field) -> GapDays:
    record = field.record(("min", "ideal", "max"))
    least, ideal, most = (record[name].number(1) for name in ("min", "ideal", "max"))
    if ideal < least:
        raise record["ideal"].fault("must not be below min")
    if most < ideal:
        raise record["max"].fault("must not be below ideal")
    return GapDays(min=least, ideal=ideal, max=most)


def _bounds(field: Field) -> tuple[int, int]:
    return _least_and_most(field.record(("min", "max")))


def _least_and_most(record: Record) -> tuple[int, int]:
    least, most = record["min"].number(1), record["max"].number(1)
    if most < least:
        raise record["max"].fault("must not be below min")
    return least, most


def _gaps(field: Field, sessions: int) -> tuple[GapOverride, ...]:
    overrides: list[GapOverride] = []
    for item in field.items():
        record = item.record(("before", "min", "max"))
        before = record["before"].number(2, sessions)
        if any(override.before == before for override in overrides):
            raise record["before"].fault("must not be named twice")
        least, most = _least_and_most(record)
        overrides.append(GapOverride(before=before, min=least, max=most))
    return tuple(overrides)


def _weekdays(field: Field) -> frozenset[int] | None:
    return frozenset(item.number(0, 6) for item in field.items()) or None


def _times(field: Field) -> tuple[tuple[int, int], ...] | None:
    windows: list[tuple[int, int]] = []
    for item in field.items():
        start, end = item.pair(Field.time)
        if end <= start:
            raise item.part(1).fault("must be after its start")
        windows.append((start, end))
    return tuple(windows) or None


def _keep_free(field: Field) -> tuple[KeepFree, ...]:
    records = [item.record(("on", "days_before")) for item in field.items()]
    return tuple(
        KeepFree(on=record["on"].day(), days_before=record["days_before"].number(0))
        for record in records
    )


def _standing(field: Field, sessions: int) -> tuple[Standing, ...]:
    places: list[Standing] = []
    pinned: dict[int, tuple[int, Record]] = {}
    for item in field.items():
        record = item.record(("number", "start", "practitioner", "room", "device", "pinned"))
        place = Standing(
            number=record["number"].number(1, sessions),
            start=_told_instant(record["start"]),
            practitioner=record["practitioner"].text_or_null(),
            room=record["room"].text_or_null(),
            device=record["device"].text_or_null(),
            pinned=record["pinned"].flag(),
        )
        if any(other.number == place.number for other in places):
            raise record["number"].fault("must not be named twice")
        places.append(place)
        if place.pinned:
            pinned[place.number] = place.start, record
    _check_order(pinned)
    return tuple(places)


def _told_instant(field: Field) -> int:
    """An instant whose date can be told in every zone."""
    instant = field.instant()
    day = (EPOCH + timedelta(seconds=instant)).toordinal()
    if not FIRST_DAY < day < LAST_DAY:
        raise field.fault("is too far away")
    return instant


def _check_order(pinned: dict[int, tuple[int, Record]]) -> None:
    numbers = sorted(pinned)
    for before, after in pairwise(numbers):
        if pinned[after][0] <= pinned[before][0]:
            raise pinned[after][1]["start"].fault("must be after the pinned session before it")


def render(answer: Proposals | NoFit) -> dict[str, object]:
    """The answer as a JSON object."""
    if isinstance(answer, Proposals):
        return {"proposals": [_proposal(proposal) for proposal in answer.proposals]}
    return {
        "no_fit": {
            "session": answer.session,
            "between": [day.isoformat() for day in answer.between],
            "reasons": [{"what": reason.what, "days": reason.days} for reason in answer.reasons],
            "relax": [{"field": relax.field, "value": relax.value} for relax in answer.relax],
        }
    }


def _proposal(proposal: Proposal) -> dict[str, object]:
    return {
        "label": proposal.label,
        "cost": dict(proposal.cost),
        "sessions": [_place(place) for place in proposal.sessions],
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "number": place.number,
        "start": _instant(place.start),
        "end": _instant(place.end),
        "practitioner": place.practitioner,
        "room": place.room,
        "device": place.device,
    }


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
