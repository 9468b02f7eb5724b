"""Lock, re-read, check, write: the one way in which a booking touches the diary."""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from clinic.models import Resource
from plans.actions.refusal import Refused
from plans.models import Patient, Visit
from plans.triggers import MESSAGE

Result = TypeVar("Result")
TRIES = 4  # once, and three times more
LOCK_TIMEOUT = "3s"
# Deadlock, lock not available, serialization failure: another booking was in the way for now.
PASSING = frozenset({"40P01", "55P03", "40001"})


class MergedAwayError(Exception):
    """The patient's record went into another one while somebody worked with it."""


def guarded(work: Callable[[], Result]) -> Result | Refused:
    """Run a booking in a transaction of its own. What the database refuses as an overlap is
    "taken"; what it refuses for now is tried again, then "busy_now". A patient whose record was
    merged into another one meanwhile is "patient_archived"."""
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return work()
        except IntegrityError as error:
            if not is_overlap(error):
                raise
            return Refused("taken")
        except MergedAwayError:
            return Refused("patient_archived")
        except OperationalError as error:
            if not is_passing(error):
                raise
            time.sleep(0.05 * 2**attempt)
    return Refused("busy_now")


def is_overlap(error: IntegrityError) -> bool:
    """Whether the database refused two live holds that overlap (migration 0002)."""
    return MESSAGE in str(error) or "_no_overlap" in str(error)


def is_passing(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in PASSING or "locked" in str(error)


def lock_rows(*, resources: Iterable[int], patient: int | None = None) -> None:
    """Lock everything that a booking will hold, in one fixed order: resources by their key, then
    the patient (a change of the place locks resources only). On SQLite the transaction is
    IMMEDIATE and alone already.

    `no_key`: other rows may still point to these, so that a trail line never waits for a booking.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
    locked = Resource.objects.select_for_update(no_key=True).filter(pk__in=set(resources))
    list(locked.order_by("pk").values_list("pk"))
    if patient is not None:
        hers = Patient.objects.select_for_update(no_key=True).filter(pk=patient)
        if any(list(hers.values_list("merged_into", flat=True))):
            raise MergedAwayError


def lock_visit(visit_id: int) -> Visit:
    """`no_key`: rows of hers may still point to it meanwhile."""
    return Visit.objects.select_for_update(of=("self",), no_key=True).get(pk=visit_id)
