"""Visits that nobody confirmed, sessions to book again, records to sign, lots that are recalled."""

import datetime as dt

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from clinic.models import Location
from plans.engine.interval import instant_at
from plans.models import Lot, LotUse, MessageStep, Plan, Record, Reminder, Task, Visit
from plans.queries.inbox_item import LOOKED_AT, Found, Item, Scope, counted, day_end
from plans.queries.needs import AHEAD_OR_DONE, Waiting, lost_visits, waiting_of
from plans.queries.standing import closing, courses_of, sessions_waiting

CONFIRMED_WITHIN = 3
"""Days before a session, from when on the desk asks who has not confirmed it."""


def unconfirmed(scope: Scope) -> Found:
    """Sessions of the next days whose patients were asked to confirm, or are to be: until the day
    before."""
    ends = scope.now + dt.timedelta(days=CONFIRMED_WITHIN)
    confirm = {"reason": MessageStep.Reason.CONFIRM}
    step = MessageStep.objects.filter(version=OuterRef("version"), is_on=True, **confirm)
    asked = Reminder.objects.filter(visit=OuterRef("pk"), sent_at__isnull=False, **confirm)
    rows = (
        Visit.objects.filter(
            Exists(step) | Exists(asked),
            location__in=places(scope),
            start__gt=scope.now,
            start__lte=ends,
            state=Visit.State.BOOKED,
            kind__in=Visit.TREATED,
            confirmed_at=None,
            rebook_reason="",
        )
        .annotate(booked_at=F("booking__created_at"))
        .select_related("patient", "location", "session__plan", "practitioner")
        .order_by("start", "pk")
    )
    found, count = counted(scope.todo(rows, Task.Kind.CONFIRM, "booked_at"), scope.most)
    items = [unconfirmed_item(visit) for visit in found]
    return Found(kind=Task.Kind.CONFIRM, items=items, count=count)


def unconfirmed_item(visit: Visit) -> Item:
    return Item(
        kind=Task.Kind.CONFIRM,
        about=visit.pk,
        since=vars(visit)["booked_at"],
        until=day_end(visit.location, visit.start, days=-1),
        zone=visit.location.zone,
        cause=visit,
        patient=visit.patient,
    )


def to_rebook(scope: Scope) -> Found:
    """Plans with a session to book again, until its window closes. Out of `LOOKED_AT` whose last
    session with a date lies longest ago."""
    waiting = sessions_waiting().filter(plan__state=Plan.State.ACTIVE)
    if scope.only is not None:
        waiting = waiting.filter(plan=scope.only)
    dated = Visit.objects.filter(session__plan=OuterRef("pk"), state__in=AHEAD_OR_DONE)
    rows = (
        Plan.objects.filter(pk__in=waiting.values("plan"), location__in=places(scope))
        .annotate(last_at=Subquery(dated.order_by("-start").values("start")[:1]))
        .select_related("patient", "location", "version__protocol")
        .order_by(F("last_at").asc(nulls_first=True), "pk")
    )
    plans, count = counted(scope.todo(rows, Task.Kind.REBOOK, "created_at"), LOOKED_AT)
    found = [one for one in courses_of(plans, now=scope.now).values() if one.waiting]
    courses = sorted(found, key=lambda course: (closing(course), course.plan.pk))[: scope.most]
    lost = lost_visits([course.waiting[0] for course in courses])
    items = [rebook_item(waiting_of(course, lost)) for course in courses]
    return Found(kind=Task.Kind.REBOOK, items=items, count=count)


def rebook_item(waiting: Waiting) -> Item:
    plan, lost = waiting.plan, waiting.lost
    closes = closing(waiting.course).toordinal() + 1
    return Item(
        kind=Task.Kind.REBOOK,
        about=plan.pk,
        since=(lost and lost.ended_at) or plan.created_at,
        until=dt.datetime.fromtimestamp(instant_at(plan.location.zone, closes, 0), dt.UTC),
        zone=plan.location.zone,
        cause=waiting,
        patient=plan.patient,
    )


def unsigned(scope: Scope) -> Found:
    """Records of visits that are done, until the end of the day after; the operator's."""
    natural = None
    if scope.mine is not None:
        treated = Q(operator=None, visit__practitioner__user=scope.mine)
        natural = Q(operator__user=scope.mine) | treated
    rows = (
        # The one who signed is indexed, the instant is not; the database keeps both together.
        Record.objects.filter(
            signed_by=None, visit__state=Visit.State.DONE, visit__location__in=places(scope)
        )
        .annotate(done_at=Coalesce("visit__done_at", "visit__end"))
        .select_related(
            "visit__patient", "visit__location", "visit__session__plan", "visit__practitioner"
        )
        .select_related("operator")
        .order_by("done_at", "pk")
    )
    rows = scope.todo(rows, Task.Kind.RECORD, "done_at", natural=natural)
    found, count = counted(rows, scope.most)
    items = [unsigned_item(record) for record in found]
    return Found(kind=Task.Kind.RECORD, items=items, count=count)


def unsigned_item(record: Record) -> Item:
    visit = record.visit
    done_at = visit.done_at or visit.end
    return Item(
        kind=Task.Kind.RECORD,
        about=record.pk,
        since=done_at,
        until=day_end(visit.location, done_at, days=1),
        zone=visit.location.zone,
        cause=record,
        patient=visit.patient,
        whose=str(record.operator or visit.practitioner or ""),
    )


def recalls(scope: Scope) -> Found:
    """Recalled lots that touched patients here (`touched_count`), until the end of the day after,
    or until somebody says that all of them were told."""
    touched = LotUse.objects.filter(
        lot=OuterRef("pk"), record__visit__location__in=places(scope)
    ).order_by()
    people = touched.values("lot").annotate(people=Count("record__visit__patient", distinct=True))
    rows = (
        Lot.objects.filter(recalled_at__isnull=False)
        .annotate(recalled_since=F("recalled_at"), touched_count=Subquery(people.values("people")))
        .filter(touched_count__gte=1)
        .order_by("recalled_at", "pk")
    )
    found, count = counted(scope.todo(rows, Task.Kind.RECALL, "recalled_at"), scope.most)
    items = [recall_item(lot, scope.clock) for lot in found]
    return Found(kind=Task.Kind.RECALL, items=items, count=count)


def recall_item(lot: Lot, location: Location) -> Item:
    since = vars(lot)["recalled_since"]
    return Item(
        kind=Task.Kind.RECALL,
        about=lot.pk,
        since=since,
        until=day_end(location, since, days=1),
        zone=location.zone,
        cause=lot,
    )


def places(scope: Scope) -> list[int] | Subquery:
    """The location that is asked for, or all that are in use."""
    if scope.location is not None:
        return [scope.location.pk]
    return Subquery(Location.objects.filter(is_open=True).values("pk"))
