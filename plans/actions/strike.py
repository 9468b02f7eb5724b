"""Changes of the place: made only when it is known what becomes of the visits they strike."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db import IntegrityError
from django.db.models import Q

from clinic.models import Location, Resource, User
from plans.actions.locks import guarded, lock_rows
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.models import Visit
from plans.queries.strike import Scope, StruckVisit, Uncovered, describe, uncovered_visits


@dataclass(frozen=True, slots=True)
class Strikes:
    """The change was not made: it strikes these visits, and nobody said what becomes of them."""

    visits: tuple[StruckVisit, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """The change was made: so many visits were marked for re-booking, and so many, marked by an
    earlier change, stand again."""

    marked: int
    restored: int


Answer = Changed | Strikes | Refused


class TurnedBackError(Exception):
    """Ends the transaction without a change, with an answer for whoever asked."""

    def __init__(self, answer: Strikes | Refused) -> None:
        self.answer = answer


def change_place(
    *,
    scope: Scope,
    work: Callable[[], Mapping[str, object]],
    keep: Collection[int],
    verb: str,
    by: User,
    now: dt.datetime,
) -> Answer:
    """Do the `work`, which gives the facts for the trail, and settle the visits that it strikes.

    `keep` are the visits that the manager has seen and wants kept and marked for re-booking: if
    the change strikes any other, nothing is changed. Their holds stay. Visits that were marked
    and that the place carries again, because of this change, stand.
    """

    def settle() -> Changed:
        lock_scope(scope)
        before = uncovered_visits(scope=scope, now=now)
        facts = work()
        after = uncovered_visits(scope=scope, now=now)
        struck = {
            visit: after[visit] for visit in after.keys() - before if not after[visit].is_marked
        }
        if not struck.keys() <= set(keep):
            raise TurnedBackError(Strikes(describe(struck)))
        restored = [visit for visit in before if visit not in after and before[visit].is_marked]
        leave_trace(actor=by, verb=verb, now=now, facts=dict(facts))
        mark_visits(struck=struck, by=by, now=now)
        restore_visits(visits=restored, by=by, now=now)
        return Changed(marked=len(struck), restored=len(restored))

    try:
        return guarded(settle)
    except TurnedBackError as turned:
        return turned.answer
    except IntegrityError:
        # Two managers at once: the form's own look found nothing, the database did.
        return Refused("doubled")


def lock_scope(scope: Scope) -> None:
    """Lock what the change can touch, so that no booking is made meanwhile from the old state:
    a booking locks at least one resource of its location."""
    resources = set(scope.resources)
    if scope.location is not None:
        list(Location.objects.select_for_update(no_key=True).filter(pk=scope.location))
        here = Q(practitioner__locations=scope.location)
        here |= Q(room__location=scope.location) | Q(device__location=scope.location)
        resources |= set(Resource.objects.filter(here).values_list("pk", flat=True))
    lock_rows(resources=resources)


def mark_visits(*, struck: Mapping[int, Uncovered], by: User, now: dt.datetime) -> None:
    """Mark visits for re-booking; everything they hold stays theirs."""
    for visit in _visits(struck):
        visit.rebook_reason = struck[visit.pk].why
        visit.save(update_fields=["rebook_reason"])
        _trace(visit, "marked_for_rebooking", by, now)


def restore_visits(*, visits: Collection[int], by: User, now: dt.datetime) -> None:
    """Take the mark off visits that stand again."""
    for visit in _visits(visits):
        _trace(visit, "stands_again", by, now)
        visit.rebook_reason = ""
        visit.save(update_fields=["rebook_reason"])


def _visits(visits: Collection[int]) -> list[Visit]:
    found = Visit.objects.filter(pk__in=list(visits))
    return list(found.select_related("patient", "session__plan").order_by("pk"))


def _trace(visit: Visit, verb: str, by: User, now: dt.datetime) -> None:
    leave_trace(
        actor=by,
        verb=verb,
        now=now,
        patient=visit.patient,
        plan=visit.session.plan if visit.session else None,
        facts={"visit": visit.pk, "why": visit.rebook_reason},
    )
