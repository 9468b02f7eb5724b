"""Weekly hours, absences and closures."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from clinic.models import Absence, Closure, Hours, Location, User
from plans.actions.place import save_changes
from plans.actions.refusal import Refused
from plans.actions.strike import Answer, Changed, TurnedBackError, change_place
from plans.queries.strike import Scope


@dataclass(frozen=True, slots=True, order=True)
class WeekSpan:
    """An open span of a weekday, 0 is Monday: [start, end) in minutes since midnight."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A week of hours in force from `since` to `until`, both included: a location's opening
    hours, or those of one resource there."""

    location: int
    resource: int | None = None
    spans: tuple[WeekSpan, ...]
    since: dt.date | None = None
    until: dt.date | None = None


def save_timetable(
    *,
    timetable: Timetable,
    replaces: Collection[int] = (),
    keep: Collection[int] = (),
    by: User,
    now: dt.datetime,
) -> Answer:
    """Write a timetable in place of the hours `replaces`; without spans it only takes those away.

    Refused, "hours_overlap", where a span would overlap another of the same location, or of the
    same person or thing at whichever location; "gone", where somebody else changed them first.
    """

    def work() -> Mapping[str, object]:
        old = Hours.objects.filter(pk__in=replaces)
        if len(old) != len(replaces):
            raise TurnedBackError(Refused("gone"))
        before = sorted([hours.weekday, hours.start, hours.end] for hours in old)
        old.delete()
        refuse_overlap(timetable)
        Hours.objects.bulk_create(_rows(timetable))
        return {
            "location": timetable.location,
            "resource": timetable.resource,
            "in_force": [str(timetable.since or ""), str(timetable.until or "")],
            "before": before,
            "after": sorted([span.weekday, span.start, span.end] for span in timetable.spans),
        }

    scope = Scope(location=timetable.location)
    if timetable.resource is not None:
        scope = Scope(resources=(timetable.resource,))
    return change_place(scope=scope, work=work, keep=keep, verb="saved_hours", by=by, now=now)


def refuse_overlap(timetable: Timetable) -> None:
    """Turn back where two spans of one weekday overlap while both are in force. A person's are
    compared over all locations, by the wall clock."""
    others = Hours.objects.filter(resource=timetable.resource).select_related("location")
    if timetable.resource is None:
        others = others.filter(location=timetable.location)
    rows = _rows(timetable)
    for place, row in enumerate(rows):
        for other in [*rows[:place], *others]:
            if _clash(row, other):
                raise TurnedBackError(Refused("hours_overlap", _clash_facts(row, other)))


def _rows(timetable: Timetable) -> list[Hours]:
    return [
        Hours(
            location_id=timetable.location,
            resource_id=timetable.resource,
            weekday=span.weekday,
            start=span.start,
            end=span.end,
            since=timetable.since,
            until=timetable.until,
        )
        for span in sorted(timetable.spans)
    ]


def _clash(one: Hours, other: Hours) -> bool:
    return (
        one.weekday == other.weekday
        and one.start < other.end
        and other.start < one.end
        and (one.until is None or other.since is None or other.since <= one.until)
        and (other.until is None or one.since is None or one.since <= other.until)
    )


def _clash_facts(one: Hours, other: Hours) -> dict[str, int | str]:
    return {
        "weekday": one.weekday,
        "start": one.start,
        "end": one.end,
        "other_start": other.start,
        "other_end": other.end,
        "elsewhere": other.location.name if other.location_id != one.location_id else "",
    }


def save_absence(
    *,
    absence: Absence,
    keep: Collection[int] = (),
    takes_in: bool = False,
    by: User,
    now: dt.datetime,
) -> Answer:
    """Enter or change an absence, or a time out of service. Refused, "absence_overlaps", where
    there is one already; where it `takes_in`, a shorter one inside of it gives way."""

    def work() -> Mapping[str, object]:
        others = Absence.objects.filter(
            resource=absence.resource_id,
            first_day__lte=absence.last_day,
            last_day__gte=absence.first_day,
        ).exclude(pk=absence.pk)
        given_way = []
        for other in others:
            if takes_in and _span(other) != _span(absence) and _lies_in(other, absence):
                given_way.append({**_days(other), "reason": other.reason})
                other.delete()
            elif _same_time(absence, other):
                raise TurnedBackError(Refused("absence_overlaps", _days(other)))
        facts = {"resource": absence.resource_id, **_days(absence), **save_changes(absence)}
        return {**facts, "took_in": given_way} if given_way else facts

    scope = Scope(resources=(absence.resource_id,))
    return change_place(scope=scope, work=work, keep=keep, verb="saved_absence", by=by, now=now)


def enter_absence(
    *, absence: Absence, keep: Collection[int] = (), by: User, now: dt.datetime
) -> Answer:
    """Enter a new absence once: the same again finds it and changes nothing. Whoever was to be
    away for an hour and is ill for the day is away for the day."""
    answer = save_absence(absence=absence, keep=keep, takes_in=True, by=by, now=now)
    if isinstance(answer, Refused):
        facts = ("resource_id", "first_day", "last_day", "start", "end")
        same = Absence.objects.filter(**{fact: getattr(absence, fact) for fact in facts}).first()
        if same:
            absence.pk = same.pk
            return Changed(marked=0, restored=0)
    return answer


def _span(absence: Absence) -> tuple[dt.date, dt.date, int, int]:
    """First and last day, both included, and [start, end) in minutes since midnight."""
    start, end = absence.start or 0, 1440 if absence.end is None else absence.end
    return absence.first_day, absence.last_day, start, end


def _lies_in(one: Absence, other: Absence) -> bool:
    first, last, start, end = _span(one)
    from_day, to_day, from_minute, to_minute = _span(other)
    return from_day <= first and last <= to_day and from_minute <= start and end <= to_minute


def _same_time(one: Absence, other: Absence) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return True
    return one.start < other.end and other.start < one.end


def remove_absence(*, absence: Absence, by: User, now: dt.datetime) -> Answer:
    """Take an absence back; the trail keeps it."""

    def work() -> Mapping[str, object]:
        facts = {"resource": absence.resource_id, **_days(absence), "reason": absence.reason}
        absence.delete()
        return facts

    scope = Scope(resources=(absence.resource_id,))
    return change_place(scope=scope, work=work, keep=(), verb="removed_absence", by=by, now=now)


def save_closure(
    *, closure: Closure, keep: Collection[int] = (), by: User, now: dt.datetime
) -> Answer:
    """Enter or change days on which a location is shut."""

    def work() -> Mapping[str, object]:
        facts = {"location": closure.location_id, "name": closure.name, **_days(closure)}
        return {**facts, **save_changes(closure)}

    scope = Scope(location=closure.location_id)
    return change_place(scope=scope, work=work, keep=keep, verb="saved_closure", by=by, now=now)


def remove_closure(*, closure: Closure, by: User, now: dt.datetime) -> Answer:
    """Open again on days that were shut; the trail keeps them."""

    def work() -> Mapping[str, object]:
        facts = {"location": closure.location_id, "name": closure.name, **_days(closure)}
        closure.delete()
        return facts

    scope = Scope(location=closure.location_id)
    return change_place(scope=scope, work=work, keep=(), verb="removed_closure", by=by, now=now)


def close_on(
    *,
    location: Location,
    holidays: Sequence[tuple[dt.date, str]],
    keep: Collection[int] = (),
    by: User,
    now: dt.datetime,
) -> Answer:
    """Shut a location on these days, with their names; those entered already stay as they are."""

    def work() -> Mapping[str, object]:
        rows = [
            Closure(location=location, first_day=day, last_day=day, name=name)
            for day, name in holidays
        ]
        Closure.objects.bulk_create(rows, ignore_conflicts=True)
        return {"location": location.pk, "days": [str(day) for day, _ in holidays]}

    scope = Scope(location=location.pk)
    return change_place(scope=scope, work=work, keep=keep, verb="saved_closures", by=by, now=now)


def _days(row: Absence | Closure) -> dict[str, int | str]:
    return {"first": str(row.first_day), "last": str(row.last_day)}
