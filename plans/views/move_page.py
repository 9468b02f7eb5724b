"""What the pages that move something show: times to choose from, and what a chosen one does."""

import datetime as dt
import itertools
import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clinic.models import Practitioner, Role, Room, User
from plans.actions.move_rules import Change
from plans.engine.gaps import Need, may_take
from plans.engine.screening import Verdict
from plans.engine.terms import NoFit, Place
from plans.forms.moving import MoveForm, seal
from plans.queries.cascade import Places
from plans.queries.moving import Moving
from plans.queries.open_time import OpenTime
from plans.queries.screening import OtherDays, kinds_of, other_days
from plans.queries.standing import Stand
from plans.wording.engine import reason_words
from plans.wording.moving import need_words, told_words

DAYS, PUSH_DAYS, TIMES = 6, 4, 5
"""So many of the best days are shown at once, so many for which others must follow, with so many
times on each."""

Owner = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One session before and after; instants are on the location's wall clock. `verdict` is what
    the newest answers say of its new date; None where it stays, or nobody asked."""

    number: int
    was: dt.datetime | dt.date | None
    was_who: str
    was_gap: int | None
    now: dt.datetime | dt.date | None
    now_who: str
    now_gap: int | None
    is_changed: bool
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a choice changes; nothing is written yet."""

    lines: Sequence[Line]
    changes: Sequence[Change]
    sealed: str
    need: Need
    need_words: str
    told: str
    may: bool

    @property
    def count(self) -> int:
        return len(self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePage:
    """`days` are the best times by day, `push_days` those for which later sessions must follow,
    `day` and `day_times` those of a day that was asked for. `key` is made when the page is opened,
    so that it moves once."""

    moving: Moving
    days: Sequence[tuple[dt.date, Sequence[OpenTime]]] = ()
    push_days: Sequence[tuple[dt.date, Sequence[OpenTime]]] = ()
    day: dt.date | None = None
    day_times: Sequence[OpenTime] = ()
    preview: Preview | None = None
    form: MoveForm | None = None
    notice: str = ""
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    names: Mapping[str, str] = field(default_factory=dict)


def by_day(times: Sequence[OpenTime]) -> list[tuple[dt.date, list[OpenTime]]]:
    """The days in the order in which they come."""
    groups = itertools.groupby(times, key=lambda time: time.day)
    return [(day, by_person(list(found))) for day, found in groups]


def by_person(times: Sequence[OpenTime]) -> list[OpenTime]:
    """Those with the practitioner that the session has first, each person's by the clock."""
    return sorted(
        times, key=lambda time: (time.is_other, time.place.practitioner or "", time.start)
    )


def owner_of(moving: Moving) -> Owner:
    """Whose change it is: the patient, and her plan or single visit."""
    if moving.course:
        return moving.patient.pk, moving.course.plan.pk
    return moving.patient.pk, moving.visit.pk if moving.visit else 0


def names_of(moving: Moving) -> dict[str, str]:
    """What people call the practitioners and rooms here, by the engine's ids. Two queries."""
    people = Practitioner.objects.filter(locations=moving.location).values_list("pk", "name")
    rooms = Room.objects.filter(location=moving.location).values_list("pk", "name")
    return {str(pk): name for pk, name in (*people, *rooms)}


def changes_of(moving: Moving, places: Places) -> list[Change]:
    """The new places with the visits that leave theirs."""
    if moving.course is None:
        return [Change(place=place, leaves=moving.leaving[0]) for place in places.values()]
    standing = {one.number: one.visit.pk for one in moving.course.stands if one.visit}
    return [
        Change(place=place, leaves=standing.get(number)) for number, place in sorted(places.items())
    ]


def preview_of(moving: Moving, places: Places, names: Mapping[str, str], user: User) -> Preview:
    changes = changes_of(moving, places)
    need, gap = need_and_gap(moving, places)
    return Preview(
        lines=lines_of(moving, places, names),
        changes=changes,
        sealed=seal(owner_of(moving), changes),
        need=need,
        need_words=need_words(need, gap, moving.bounds) if gap is not None else "",
        told=told_words(moving.patient),
        may=may_take(
            need,
            is_practitioner=user.role == Role.PRACTITIONER,
            is_reassessed=moving.reassessed is not None,
        ),
    )


def need_and_gap(moving: Moving, places: Places) -> tuple[Need, int | None]:
    """What the gap before the first session that changes asks for; those after it are fine."""
    place = places.get(moving.number)
    if place is None:
        return Need.NOTHING, None
    day = wall(moving, place.start).date()
    return moving.need(day), moving.gap_before(day)


def wall(moving: Moving, instant: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(instant, moving.zone)


def lines_of(moving: Moving, places: Places, names: Mapping[str, str]) -> list[Line]:
    """Every session of the plan, or the single visit, as it was and as it would be."""
    days = answers_for(moving)
    if moving.course is None:
        return [single_line(moving, place, names, days) for place in places.values()]
    lines, was_before, now_before = [], None, None
    for stand in moving.course.stands:
        place = places.get(stand.number)
        was, who = stood(stand, moving.zone)
        now = wall(moving, place.start) if place else was
        was_day, now_day = day_in(was), day_in(now)
        lines.append(
            Line(
                number=stand.number,
                was=was,
                was_who=who,
                was_gap=(was_day - was_before).days if was_day and was_before else None,
                now=now,
                now_who=named(place, names) if place else who,
                now_gap=(now_day - now_before).days if now_day and now_before else None,
                is_changed=place is not None,
                verdict=days.verdict(now_day) if days and place and now_day else None,
            )
        )
        was_before, now_before = was_day or was_before, now_day or now_before
    return lines


def answers_for(moving: Moving) -> OtherDays | None:
    """What tells which new dates the screening allows; None where the skin is not treated."""
    visit = moving.visit
    if moving.course is None and (visit is None or visit.kind not in visit.TREATED):
        return None
    kinds = kinds_of(visit) if visit else frozenset(moving.version.device_kinds)
    return other_days(moving.patient, kinds)


def single_line(
    moving: Moving, place: Place, names: Mapping[str, str], days: OtherDays | None
) -> Line:
    visit, now = moving.visit, wall(moving, place.start)
    return Line(
        number=1,
        was=visit.start.astimezone(moving.zone) if visit else None,
        was_who=str(visit.practitioner or "") if visit else "",
        was_gap=None,
        now=now,
        now_who=named(place, names),
        now_gap=None,
        is_changed=True,
        verdict=days.verdict(now.date()) if days else None,
    )


def stood(stand: Stand, zone: zoneinfo.ZoneInfo) -> tuple[dt.datetime | dt.date | None, str]:
    if stand.visit:
        return stand.visit.start.astimezone(zone), str(stand.visit.practitioner or "")
    return stand.day, ""


def day_in(moment: dt.datetime | dt.date | None) -> dt.date | None:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def named(place: Place, names: Mapping[str, str]) -> str:
    held = (place.practitioner, place.room)
    return ", ".join(names[one] for one in held if one and one in names)


def no_fit_words(no_fit: NoFit) -> list[str]:
    """Why nothing follows: which session finds no place, and what stands there."""
    return [reason_words(reason) for reason in no_fit.reasons]
