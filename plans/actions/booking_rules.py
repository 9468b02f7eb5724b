"""What may be booked: the rules that a series or a single visit meets before it is written."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clinic.models import Location, Practitioner, User
from plans.actions.refusal import Refused
from plans.engine.age import age_on
from plans.engine.check import check
from plans.engine.interval import date_of
from plans.engine.terms import GapDays, GapOverride, Place
from plans.engine.visit import place_of
from plans.models import Patient, Plan, ProtocolVersion
from plans.queries.gaps import Gaps
from plans.queries.supply import Had, Wishes, scenario_for

RESERVE = dt.timedelta(hours=48)
LET_GO_BEFORE = dt.timedelta(hours=24)
USUAL_COUNTS = range(4, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is booked, whoever asks and whatever it is part of. `leaving` are visits that give up
    what they hold."""

    key: uuid.UUID
    patient: Patient
    version: ProtocolVersion
    location: Location
    places: Sequence[Place]
    wishes: Wishes
    reserve: bool
    by: User
    now: dt.datetime
    leaving: tuple[int, ...] = ()

    @property
    def resources(self) -> set[int]:
        """Keys of all that the visits keep."""
        return {
            int(held)
            for place in self.places
            for held in (place.practitioner, place.room, place.device)
            if held
        }

    @property
    def dates(self) -> list[dt.date]:
        return [date_of(self.location.zone, place.start) for place in self.places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What a plan keeps besides its places. `order` is a plan that a practitioner ordered and
    that gets its dates now; `ordered_by` orders a new one at once."""

    count: int
    had: Sequence[Had] = ()
    wishes: Mapping[str, Any] | None = None
    goals: str = ""
    order: Plan | None = None
    ordered_by: Practitioner | None = None
    unusual_by: Practitioner | None = None
    unusual_reason: str = ""
    late_reason: str = ""


def refuse_series(
    *, version: ProtocolVersion, gap: GapDays, gaps: Gaps, agreed: Agreed, now: dt.datetime
) -> Refused | None:
    """The rules of a series that need no look at the diary."""
    if version.state == ProtocolVersion.State.DRAFT:
        return Refused("protocol_is_a_draft")
    if not version.sessions_min <= agreed.count <= version.sessions_max:
        return Refused(
            "count_outside", {"least": version.sessions_min, "most": version.sessions_max}
        )
    if agreed.count not in USUAL_COUNTS and not (agreed.unusual_by and agreed.unusual_reason):
        return Refused("unusual_count_needs_a_reason", {"count": agreed.count})
    if not gaps.min <= gap.min <= gap.ideal <= gap.max <= gaps.max:
        return Refused("gap_outside", {"least": gaps.min, "most": gaps.max})
    return refuse_had(agreed, now)


def refuse_had(agreed: Agreed, now: dt.datetime) -> Refused | None:
    """Sessions had before are numbered from one, in order, and not ahead."""
    dates = [had.on for had in agreed.had]
    if [had.number for had in agreed.had] != list(range(1, len(dates) + 1)):
        return Refused("had_out_of_order")
    if dates != sorted(set(dates)):
        return Refused("had_out_of_order")
    if dates and dates[-1] > now.date():
        return Refused("had_ahead")
    return None


def refuse_places(chosen: Chosen) -> Refused | None:
    """Whether the diary, read again under the locks, still has every place; and the age."""
    if chosen.patient.archived_at:
        return Refused("patient_archived")
    dates = chosen.dates
    if chosen.reserve and reserved_until(chosen) <= chosen.now:
        return Refused("too_near_to_reserve")
    scenario = scenario_for(
        patient=chosen.patient,
        version=chosen.version,
        location=chosen.location,
        wishes=chosen.wishes,
        now=chosen.now,
        only=chosen.resources,
        span=(min(dates), max(dates)),
        leaving=chosen.leaving,
    )
    had = [place_of(scenario.steps, standing) for standing in scenario.request.standing]
    refusal = check(scenario, [*had, *chosen.places])
    if refusal:
        return Refused(refusal.what, {"session": refusal.session, **refusal.facts})
    return refuse_age(chosen)


def refuse_age(chosen: Chosen) -> Refused | None:
    """The age is judged on each session's date."""
    born = chosen.patient.birth_date
    if born is None:
        return None
    for place, day in zip(chosen.places, chosen.dates, strict=True):
        age = age_on(born, day)
        if age < chosen.version.youngest_age:
            least = chosen.version.youngest_age
            return Refused("too_young", {"session": place.number, "age": age, "least": least})
    return None


def wishes_of(
    places: Sequence[Place], location: Location, gap: GapDays, gaps: Gaps, agreed: Agreed
) -> Wishes:
    """What the engine checks chosen places against: gaps and sessions had, no other wish. With a
    reason the first gap after the sessions had may be later than the window, not than stalled."""
    first = date_of(location.zone, places[0].start)
    late = GapOverride(before=len(agreed.had) + 1, min=gap.min, max=gaps.stalled)
    return Wishes(
        sessions=agreed.count,
        gap=gap,
        earliest=first,
        first_by=first,
        gaps=(late,) if agreed.had and agreed.late_reason else (),
        had=tuple(agreed.had),
    )


def reserved_until(chosen: Chosen) -> dt.datetime:
    """48 hours, and 24 hours before the first session at the latest."""
    first = dt.datetime.fromtimestamp(chosen.places[0].start, dt.UTC)
    return min(chosen.now + RESERVE, first - LET_GO_BEFORE)
