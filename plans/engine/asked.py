"""The request of a scenario, read from JSON."""

from collections.abc import Collection
from datetime import timedelta
from itertools import pairwise

from plans.engine.fields import Field, Record, ScenarioFault
from plans.engine.interval import EPOCH, FIRST_DAY, LAST_DAY
from plans.engine.terms import GapDays, GapOverride, KeepFree, Request, Standing

MOST_SESSIONS = 12


def read_request(field: Field, practitioners: Collection[str]) -> Request:
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
