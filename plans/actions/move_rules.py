"""What may move, and which gaps it may leave: rules that are judged under the locks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clinic.models import Role, User
from plans.actions.refusal import Refused
from plans.engine.gaps import Bounds, Need, bounds_between, dated_before, need_of
from plans.engine.interval import date_of
from plans.engine.terms import Place
from plans.models import Visit
from plans.queries.moving import moving_session
from plans.queries.standing import Course, bounds_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A new place for one session, by its number, and the visit that leaves its own, if any."""

    place: Place
    leaves: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Who asked for it, and the reason where a gap needs one."""

    asked_by: str
    gap_reason: str = ""


def refuse_changes(course: Course, changes: Sequence[Change]) -> Refused | None:
    """Whether each session still stands where the page showed it, and can still be moved."""
    for change in changes:
        stand = course.stand(change.place.number)
        if stand is None:
            return Refused("changed_meanwhile")
        stands_at = stand.visit.pk if stand.visit else None
        if stands_at != change.leaves or (stand.visit is None and stand.day is not None):
            return Refused("changed_meanwhile")
        if stand.visit and stand.visit.state not in Visit.NOT_BEGUN:
            return Refused("changed_meanwhile")
    return None


def refuse_gaps(course: Course, changes: Sequence[Change], why: Why, by: User) -> Refused | None:
    """The gap before each session that changes, and before the next one that stays."""
    after = changed_course(course, changes)
    for number, needed in needs_of(after, changes).items():
        gap, _bounds = gap_before(after, number)
        refused = refuse_need(needed, course, number, why, by)
        if refused:
            return Refused(refused, {"session": number, "gap": gap})
    return None


def refuse_need(needed: Need, course: Course, number: int, why: Why, by: User) -> str | None:
    """What keeps a gap from being booked; None where all that it needs is there."""
    if needed == Need.NEVER:
        return "gap_never"
    if needed == Need.PRACTITIONER and by.role != Role.PRACTITIONER:
        return "gap_needs_a_practitioner"
    if needed == Need.REASSESSMENT and not is_reassessed(course, number):
        return "reassess_first"
    if needed != Need.NOTHING and not why.gap_reason.strip():
        return "gap_needs_a_reason"
    return None


def is_reassessed(course: Course, number: int) -> bool:
    stand = course.stand(number)
    return stand is not None and moving_session(course, stand).reassessed is not None


def needs_of(after: Course, changes: Sequence[Change]) -> Mapping[int, Need]:
    """What each gap asks for that has changed: by the number of the session after it."""
    moved = {change.place.number for change in changes}
    found = {}
    for stand in after.stands:
        before = dated_before(after.parts, stand.number)
        if before is None or stand.day is None:
            continue
        if stand.number in moved or before.number in moved:
            gap, bounds = gap_before(after, stand.number)
            found[stand.number] = need_of(gap, bounds)
    return found


def gap_before(course: Course, number: int) -> tuple[int, Bounds]:
    """Days since the session before that has a date, and the bounds between the two."""
    before = dated_before(course.parts, number)
    stand = course.stand(number)
    if before is None or before.day is None or stand is None or stand.day is None:
        raise AssertionError(number)  # asked only where both have a date
    bounds = bounds_between(course.parts, before.number, number)
    return (stand.day - before.day).days, bounds


def changed_course(course: Course, changes: Sequence[Change]) -> Course:
    """The course as it would be, with the plan's own bounds for what changes."""
    zone = course.plan.location.zone
    days = {change.place.number: date_of(zone, change.place.start) for change in changes}
    own = bounds_of(course.plan)
    stands = [
        replace(stand, part=replace(stand.part, day=days[stand.number], bounds=own))
        if stand.number in days
        else stand
        for stand in course.stands
    ]
    return replace(course, stands=stands)
