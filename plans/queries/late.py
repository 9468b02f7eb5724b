"""What still works for somebody who comes late: now, later today, or another day."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from clinic.models import Practitioner
from plans.engine.check import check
from plans.engine.free import free_until
from plans.engine.session import next_step
from plans.engine.terms import Place, Refusal
from plans.engine.visit import patient_seconds
from plans.models import Visit
from plans.queries.moving import Moving, moving_of
from plans.queries.open_time import OpenTime, best_times, lone_scenario, open_times

MINUTE = 60
TODAY_SHOWN = 6
LATER_DAYS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StartNow:
    """The whole visit, shifted to this minute, in its own room with its own people and device:
    it would end for the patient at `end`. `refusal` says what is in its way; without one all
    stays free until `free_until`."""

    start: dt.datetime
    end: dt.datetime
    free_until: dt.datetime
    refusal: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePage:
    """`today` are free times of the same day, those with the same practitioner in front, and
    `later` the best ones of other days in the window. All are empty once it has begun."""

    visit: Visit
    step: str | None
    start_now: StartNow | None
    today: Sequence[OpenTime]
    later: Sequence[OpenTime]
    names: Mapping[str, str]
    now: dt.datetime

    @property
    def zone(self) -> str:
        return self.visit.location.zone


def late_page(visit: Visit, *, now: dt.datetime) -> LatePage:
    """The visit comes with all it points to. Bounded queries: those of three looks at the supply.
    It is not only for its own day: what was missed yesterday can still be booked again."""
    is_waiting = visit.state in Visit.NOT_BEGUN
    moving = moving_of(visit, now=now) if is_waiting else None
    today = times_today(moving) if moving else []
    later = times_later(moving) if moving else []
    is_its_day = moving is not None and moving.old_day == moving.today
    return LatePage(
        visit=visit,
        step=next_step(visit.state) if is_its_day else None,
        start_now=start_now(moving) if moving and is_its_day else None,
        today=today,
        later=later,
        names=names_of([*today, *later]),
        now=now,
    )


def start_now(moving: Moving) -> StartNow | None:
    visit = moving.visit
    if visit is None:
        return None
    # To the minute, as a clock on the wall shows it; seconds would only refuse what works.
    scenario = replace(lone_scenario(moving, moving.today, moving.today), grid_minutes=1)
    start = -(-int(moving.now.timestamp()) // MINUTE) * MINUTE
    ids = (visit.practitioner_id, visit.room_id, visit.device_id)
    held = (str(one) if one else None for one in ids)
    place = Place(1, start, start + patient_seconds(scenario.steps), *held)
    return StartNow(
        start=instant(place.start),
        end=instant(place.end),
        free_until=instant(free_until(scenario, place)),
        refusal=check(scenario, [place]),
    )


def times_today(moving: Moving) -> list[OpenTime]:
    """The next ones with the same practitioner, then those with others."""
    found = open_times(moving, moving.today, moving.today)
    ahead = [time for time in found if time.start >= moving.now]
    return sorted(ahead, key=lambda time: (time.is_other, time.start))[:TODAY_SHOWN]


def times_later(moving: Moving) -> list[OpenTime]:
    """The best of each of the next days that fit."""
    found = best_times(moving, days=LATER_DAYS + 1, times=1)
    later = [time for time in found if time.day > moving.today]
    return sorted(later, key=lambda time: time.start)[:LATER_DAYS]


def names_of(times: Iterable[OpenTime]) -> dict[str, str]:
    """The names of the other practitioners, by their id as the engine has it."""
    ids = {time.place.practitioner for time in times if time.is_other and time.place.practitioner}
    found = Practitioner.objects.filter(pk__in=[int(one) for one in ids])
    return {str(pk): name for pk, name in found.values_list("pk", "name")}


def instant(epoch: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(epoch, dt.UTC)
