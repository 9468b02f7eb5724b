"""One check-in as a practitioner looks at it, with all that was answered before."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from plans.engine.checkin import ALL, Answers, Context, Question, answers_of, questions_for
from plans.engine.depth import plain
from plans.engine.standard import Triage, rows_of
from plans.models import AdverseEvent, CheckIn, CheckInReview, Patient, Record, Visit
from plans.queries.aftercare import NotePage, note_page
from plans.queries.checkin import Missing, context_of, missing_among
from plans.queries.photo import Shot, shot_of, shown_photos
from plans.queries.standard import standards_in_force

PAGE = (
    "patient",
    "standard",
    "review__reviewed_by",
    "visit__location",
    "visit__session__plan",
    "visit__practitioner",
    "visit__device",
    "visit__version__protocol",
)


@dataclass(frozen=True, slots=True)
class Answered:
    """All check-ins after one visit, the first one first."""

    visit: Visit
    check_ins: Sequence[CheckIn]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInPage:
    """`context` and `triage` are those by which it was judged; `told` is the aftercare note as it
    held when she answered, `event` what is open for this session. `history` has every check-in of
    hers by visit, the newest visit first."""

    check_in: CheckIn
    context: Context
    triage: Triage
    record: Record | None
    note: NotePage | None
    shots: Sequence[Shot]
    history: Sequence[Answered]
    event: AdverseEvent | None

    @property
    def review(self) -> CheckInReview | None:
        return review_of(self.check_in)

    @property
    def waits(self) -> bool:
        return is_waiting(self.check_in)

    @property
    def answers(self) -> Answers:
        return answers_of(self.check_in.answers)

    @property
    def rows(self) -> list[tuple[Question, Answers]]:
        """Every question that she was asked or that has an answer, in their order."""
        asked = {question.key: question for question in questions_for(self.context, self.triage)}
        answers = self.answers
        keys = [key for key in ALL if key in asked or key in answers.given]
        return [(asked.get(key, ALL[key]), answers) for key in keys]

    @property
    def depths(self) -> tuple[str, str] | None:
        """The least and the most depth of the session, mm."""
        zones = self.record.zones.all() if self.record else ()
        found = sorted(zone.depth for zone in zones if zone.depth is not None)
        return (plain(found[0]), plain(found[-1])) if found else None

    @property
    def passes(self) -> int | None:
        """The most passes over one zone."""
        zones = self.record.zones.all() if self.record else ()
        return max((zone.passes for zone in zones if zone.passes), default=None)


def review_of(check_in: CheckIn) -> CheckInReview | None:
    return getattr(check_in, "review", None)


def is_waiting(check_in: CheckIn) -> bool:
    return check_in.colour != CheckIn.Colour.GREEN and review_of(check_in) is None


def check_ins_with_all() -> "QuerySet[CheckIn]":
    """With what the pages say about one."""
    return CheckIn.objects.select_related(*PAGE)


def check_in_page(check_in: CheckIn) -> CheckInPage:
    """Some eleven queries, however much she answered; of one from `check_ins_with_all`."""
    visit = check_in.visit
    records = Record.objects.filter(visit=visit).select_related("device", "operator")
    photos = shown_photos().filter(check_in=check_in)
    return CheckInPage(
        check_in=check_in,
        context=context_of(visit, check_in.answered_at, standards_in_force()),
        triage=rows_of("triage", check_in.standard.rows)[0],
        record=records.prefetch_related("zones").first(),
        note=note_page(visit, now=check_in.answered_at),
        shots=[shot_of(photo) for photo in photos],
        history=history_of(check_in.patient),
        event=AdverseEvent.objects.filter(visit=visit, closed_at=None).order_by("-pk").first(),
    )


def history_of(patient: Patient) -> list[Answered]:
    """Every check-in of hers; one query."""
    rows = CheckIn.objects.filter(patient=patient).select_related(
        "review", "visit__session", "visit__location", "visit__version__protocol"
    )
    in_order = rows.order_by("-visit__start", "-visit", "answered_at", "pk")
    return [
        Answered(visit, list(check_ins))
        for visit, check_ins in groupby(in_order, key=lambda check_in: check_in.visit)
    ]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a plan's page says about check-ins after one visit: those that came, and whether one
    that was asked for did not."""

    check_ins: Sequence[CheckIn]
    missing: Missing | None

    @property
    def waiting(self) -> CheckIn | None:
        """The newest that nobody has looked at."""
        return next((one for one in reversed(self.check_ins) if is_waiting(one)), None)


def marks_of(visits: Collection[Visit], now: dt.datetime) -> Mapping[int, Mark]:
    """By the visit's id, only of those with something to say: three queries, none for none."""
    done = [visit.pk for visit in visits if visit.state == Visit.State.DONE]
    if not done:
        return {}
    rows = CheckIn.objects.filter(visit__in=done).select_related("review")
    found = by_visit(rows.order_by("answered_at", "pk"))
    asking = Visit.objects.filter(pk__in=done, location__has_check_ins=True)
    missing = {one.visit.pk: one for one in missing_among(asking, standards_in_force(), now)}
    return {
        pk: Mark(found.get(pk, []), missing.get(pk)) for pk in done if pk in found or pk in missing
    }


def by_visit(rows: Iterable[CheckIn]) -> dict[int, list[CheckIn]]:
    found: dict[int, list[CheckIn]] = {}
    for row in rows:
        found.setdefault(row.visit_id, []).append(row)
    return found
