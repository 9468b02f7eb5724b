"""What came from patients and waits for somebody, and what never reached them."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Case, DateTimeField, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from plans.models import Answer, CheckIn, Task, Visit
from plans.queries.checkin import Missing, waiting_check_ins
from plans.queries.checkin import missing_check_ins as missing_tasks
from plans.queries.inbox_item import LOOKED_AT, Found, Grade, Item, Scope, counted
from plans.queries.reminder import (
    LOOK_BACK,
    NOBODY_MISSES,
    TROUBLED,
    Message,
    message_of,
    with_visits,
)

READ_WITHIN = dt.timedelta(hours=24)
"""So soon somebody reads an answer."""


def check_ins(scope: Scope) -> Found:
    """Amber and red, until a practitioner has looked; hers who treated, until somebody takes it."""
    hers = Q(visit__practitioner__user=scope.mine) if scope.mine else None
    rows = scope.todo(
        waiting_check_ins(scope.location), Task.Kind.CHECK_IN, "answered_at", natural=hers
    )
    found, count = counted(
        rows.select_related("patient", "visit__location", "visit__practitioner", "visit__session"),
        scope.most,
    )
    return Found(kind=Task.Kind.CHECK_IN, items=[check_in_item(row) for row in found], count=count)


def check_in_item(row: CheckIn) -> Item:
    grade = Grade.RED if row.colour == CheckIn.Colour.RED else Grade.USUAL
    return Item(
        kind=Task.Kind.CHECK_IN,
        about=row.pk,
        since=row.answered_at,
        until=row.due_at or row.answered_at,
        zone=row.visit.location.zone,
        cause=row,
        patient=row.patient,
        whose=str(row.visit.practitioner or ""),
        grade=Grade.EMERGENCY if row.is_emergency else grade,
    )


def missing_check_ins(scope: Scope) -> Found:
    """Check-ins that were asked for, never came and are somebody's task."""
    missing = missing_tasks(scope.location, scope.now)
    visits = Visit.objects.filter(pk__in=[one.visit.pk for one in missing])
    since = {one.visit.pk: one.since for one in missing}
    awake = set(
        scope.todo(
            visits.annotate(missing_since=instant_by_pk(since)),
            Task.Kind.NO_CHECK_IN,
            "missing_since",
        ).values_list("pk", flat=True)
        if missing
        else []
    )
    found = [one for one in missing if one.visit.pk in awake]
    return Found(
        kind=Task.Kind.NO_CHECK_IN,
        items=[missing_item(one) for one in found[: scope.most]],
        count=len(found),
    )


def instant_by_pk(instants: Mapping[int, dt.datetime]) -> Case:
    """The instant of each row, as the database compares it."""
    cases = [When(pk=pk, then=Value(instant)) for pk, instant in instants.items()]
    return Case(*cases, output_field=DateTimeField())


def missing_item(missing: Missing) -> Item:
    visit = missing.visit
    return Item(
        kind=Task.Kind.NO_CHECK_IN,
        about=visit.pk,
        since=missing.since,
        until=missing.until,
        zone=visit.location.zone,
        cause=missing,
        patient=visit.patient,
        whose=str(visit.practitioner or ""),
    )


def failed_messages(scope: Scope) -> Found:
    """Messages that never arrived, while she can still be told what they said: a call to make.
    Several about one visit are one call."""
    rows = (
        with_visits()
        .annotate(failed_at=Coalesce("ended_at", "sent_at", "created_at"))
        .filter(
            Q(about_start__gt=scope.now) | Q(expires_at__gt=scope.now),
            state__in=TROUBLED,
            expires_at__gt=scope.now - LOOK_BACK,
            patient__archived_at=None,
        )
        .exclude(suppressed_because__in=NOBODY_MISSES)
        .exclude(visit__state__in=Visit.OVER)
        .order_by(Coalesce("about_start", "expires_at"), "pk")
    )
    if scope.location is not None:
        rows = rows.filter(Q(about_location=scope.location.pk) | Q(about_location=None))
    if scope.only is None:
        rows = scope.todo(rows, Task.Kind.MESSAGE, "failed_at")
    else:
        # With the others that are the same call.
        rows = rows.filter(patient__reminders=scope.only)
    read = list(rows[:LOOKED_AT])
    calls: dict[tuple[int, dt.datetime | None], list[Item]] = {}
    for row in read:
        message = message_of(row, scope.now)
        item = message_item(message, vars(row)["failed_at"], row.expires_at, scope.now)
        calls.setdefault((row.patient_id, message.start), []).append(item)
    asked = [
        one_call(items, scope.only)
        for items in calls.values()
        if scope.only is None or scope.only in {item.about for item in items}
    ]
    return Found(
        kind=Task.Kind.MESSAGE,
        items=asked[: scope.most],
        count=len(asked),
        is_cut=len(read) == LOOKED_AT,
    )


def message_item(
    message: Message, failed_at: dt.datetime, expires_at: dt.datetime, now: dt.datetime
) -> Item:
    start = message.start
    return Item(
        kind=Task.Kind.MESSAGE,
        about=message.id,
        since=failed_at,
        until=start if start and start > now else expires_at,
        zone=message.zone,
        cause=message,
        patient=message.patient,
    )


def one_call(items: Iterable[Item], only: int | None) -> Item:
    """The first of several messages about one visit, or that which was asked for; it settles the
    others."""
    first, *others = sorted(items, key=lambda item: (item.about != only, item.about))
    return Item(
        kind=first.kind,
        about=first.about,
        since=max(item.since for item in (first, *others)),
        until=first.until,
        zone=first.zone,
        cause=first.cause,
        patient=first.patient,
        others=[item.about for item in others],
    )


def answers(scope: Scope) -> Found:
    """What came back and nobody has read. It belongs to a location where she has visits; of a
    sender whom nobody knows, to all."""
    rows = Answer.objects.filter(read_at=None).select_related("patient")
    if scope.location is not None:
        there = Visit.objects.filter(patient=OuterRef("patient"), location=scope.location)
        rows = rows.filter(Q(patient=None) | Exists(there))
    rows = scope.todo(rows.order_by("received_at", "pk"), Task.Kind.ANSWER, "received_at")
    found, count = counted(rows, scope.most)
    items = [answer_item(row, scope.clock.zone) for row in found]
    return Found(kind=Task.Kind.ANSWER, items=items, count=count)


def answer_item(row: Answer, zone: str) -> Item:
    return Item(
        kind=Task.Kind.ANSWER,
        about=row.pk,
        since=row.received_at,
        until=row.received_at + READ_WITHIN,
        zone=zone,
        cause=row,
        patient=row.patient,
    )
