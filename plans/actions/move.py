"""Moving what stands, and giving dates to sessions without one: all in one act, or nothing.

The old places are given up in the transaction that gains the new ones. Whoever asks names the
visits that stood where the page showed them; if anything changed meanwhile, nothing moves.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clinic.models import User
from plans.actions.booking import make_holds, visit_at
from plans.actions.booking_rules import Chosen, refuse_places
from plans.actions.cancel import end_as_cancelled
from plans.actions.locks import guarded, lock_rows
from plans.actions.move_rules import (
    Change,
    Why,
    changed_course,
    gap_before,
    needs_of,
    refuse_changes,
    refuse_gaps,
)
from plans.actions.refusal import Refused
from plans.actions.reminder import plan_reminders
from plans.actions.reservation import release_met
from plans.actions.trail import leave_trace
from plans.engine.gaps import Need
from plans.engine.interval import date_of
from plans.engine.reminder import UNDO
from plans.engine.terms import GapDays, Place
from plans.models import Booking, Plan, Session, Visit
from plans.queries.standing import Course, course_of
from plans.queries.supply import Wishes

LONGEST = 20_000
"""Days; gaps are judged here, with the reasons that are given, and not by the check of places."""


def move_sessions(
    *,
    key: uuid.UUID,
    plan: Plan,
    changes: Sequence[Change],
    why: Why,
    by: User,
    now: dt.datetime,
) -> Booking | Refused:
    """Give sessions of a plan these places. The same `key` again answers what it made."""
    changes = sorted(changes, key=lambda change: change.place.start)
    days = [date_of(plan.location.zone, change.place.start) for change in changes]
    chosen = Chosen(
        key=key,
        patient=plan.patient,
        version=plan.version,
        location=plan.location,
        places=[replace(change.place, number=n) for n, change in enumerate(changes, 1)],
        wishes=wishes_for(days),
        reserve=False,
        by=by,
        now=now,
        leaving=tuple(change.leaves for change in changes if change.leaves),
    )

    def work() -> Booking | Refused:
        made = begun(chosen)
        if made:
            return made
        lock_visits(chosen.leaving)
        locked = Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
        if locked.state != Plan.State.ACTIVE:
            is_reserved = locked.state == Plan.State.RESERVED
            return Refused("reserved_only" if is_reserved else "plan_is_over")
        course = course_of(plan, now=now)
        refused = refuse_changes(course, changes) or refuse_gaps(course, changes, why, by)
        if refused is None and (found := refuse_places(chosen)):
            refused = named(found, changes)
        return refused or write(chosen, course, changes, why)

    return guarded(work)


def move_visit(
    *,
    key: uuid.UUID,
    visit: Visit,
    place: Place,
    why: Why,
    by: User,
    now: dt.datetime,
) -> Booking | Refused:
    """Give a single visit another place."""
    chosen = Chosen(
        key=key,
        patient=visit.patient,
        version=visit.version,
        location=visit.location,
        places=[replace(place, number=1)],
        wishes=wishes_for([date_of(visit.location.zone, place.start)]),
        reserve=False,
        by=by,
        now=now,
        leaving=(visit.pk,),
    )

    def work() -> Booking | Refused:
        made = begun(chosen)
        if made:
            return made
        old = Visit.objects.select_for_update(of=("self",), no_key=True).get(pk=visit.pk)
        if old.state == Visit.State.RESERVED:
            return Refused("reserved_only")
        if old.state not in Visit.NOT_BEGUN or old.session_id:
            return Refused("changed_meanwhile")
        refused = refuse_places(chosen)
        return refused or write_visits(chosen, None, [Step(None, old, chosen.places[0])], why)

    return guarded(work)


def wishes_for(days: Sequence[dt.date]) -> Wishes:
    """The check looks at places and the supply alone."""
    return Wishes(
        sessions=len(days), gap=GapDays(1, 1, LONGEST), earliest=days[0], first_by=days[0]
    )


def begun(chosen: Chosen) -> Booking | Refused | None:
    """Lock all that is gained and given up; a repeated submit answers what it made."""
    lock_rows(resources=chosen.resources, patient=chosen.patient.pk)
    made = Booking.objects.filter(key=chosen.key).first()
    if made:
        return made if made.patient_id == chosen.patient.pk else Refused("key_used")
    release_met(resources=chosen.resources, patient=chosen.patient, now=chosen.now)
    return None


def lock_visits(visits: Sequence[int]) -> None:
    """Nobody arrives while her visit moves."""
    locked = Visit.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=visits)
    list(locked.order_by("pk").values_list("pk"))


def named(refused: Refused, changes: Sequence[Change]) -> Refused:
    """The same with the session's own number: the check counts the places from one."""
    number = refused.facts.get("session")
    if not isinstance(number, int):
        return refused
    return Refused(refused.what, {**refused.facts, "session": changes[number - 1].place.number})


@dataclass(frozen=True, slots=True)
class Step:
    """One visit that begins to stand, and the one that it replaces."""

    session: Session | None
    old: Visit | None
    place: Place


def write(chosen: Chosen, course: Course, changes: Sequence[Change], why: Why) -> Booking:
    """The sessions at their new places, with what was agreed about their gaps."""
    stands = {stand.number: stand for stand in course.stands}
    steps = [
        Step(stands[change.place.number].session, stands[change.place.number].visit, place)
        for change, place in zip(changes, chosen.places, strict=True)
    ]
    booking = write_visits(chosen, course.plan, steps, why)
    after = changed_course(course, changes)
    for number, needed in needs_of(after, changes).items():
        if needed != Need.NOTHING:
            agree_gap(after, number, why, chosen.by)
    return booking


def agree_gap(after: Course, number: int, why: Why, by: User) -> None:
    """Keep the other bounds with the visit that they were agreed for: its own share, where sessions
    before it have no date."""
    (gap, bounds), plan = gap_before(after, number), after.plan
    stand = after.stand(number)
    if stand is None:
        raise AssertionError(number)  # it has just been moved, or stands after one that has
    own = stand.part.bounds
    least = max(gap - (bounds.least - own.least), plan.gap_floor)
    most = gap - (bounds.most - own.most)
    standing = Visit.objects.filter(session__plan=plan, session__number=number)
    standing.exclude(state__in=Visit.OVER).update(
        gap_min=min(least, plan.gap_min),
        gap_max=max(most, plan.gap_max),
        gap_reason=why.gap_reason.strip(),
        gap_agreed_by=by,
    )


def write_visits(chosen: Chosen, plan: Plan | None, steps: Sequence[Step], why: Why) -> Booking:
    """The old visits end, the new ones stand, and one message tells of both."""
    by, now = chosen.by, chosen.now
    for old in [step.old for step in steps if step.old]:
        asked_by = Visit.CancelledBy.CLINIC if old.rebook_reason else why.asked_by
        because = Visit.Because.MOVED
        end_as_cancelled(old, cancelled_by=asked_by, because=because, note="", by=by, now=now)
    booking = Booking.objects.create(
        key=chosen.key,
        patient=chosen.patient,
        plan=plan,
        state=Booking.State.FIRM,
        created_by=by,
        created_at=now,
        undo_until=now + UNDO,
    )
    visits = [visit_at(step.place, step.session, booking, chosen) for step in steps]
    for visit, step in zip(visits, steps, strict=True):
        visit.replaces = step.old
    Visit.objects.bulk_create(visits)
    make_holds(visits, chosen, None)
    plan_reminders(booking=booking, now=now)
    pairs = [[visit.replaces_id, visit.pk] for visit in visits]
    leave_trace(
        actor=by,
        verb="moved" if any(step.old for step in steps) else "booked_again",
        now=now,
        patient=chosen.patient,
        plan=plan,
        facts={"booking": booking.pk, "visits": pairs, "asked_by": why.asked_by}
        | ({"gap_reason": why.gap_reason} if why.gap_reason else {}),
    )
    return booking
