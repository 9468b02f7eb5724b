"""What a patient sees of her check-ins: what is asked of her, and each of her answers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from clinic.models import Location
from plans.engine.aftercare import Told
from plans.engine.checkin import LONGEST_DAYS
from plans.engine.opening import Opening
from plans.models import CheckIn, Patient, Visit
from plans.queries.aftercare import note_page, visits_with_all
from plans.queries.opening import opening_of
from plans.queries.standard import standards_in_force
from plans.queries.supply import today_at

# So long her plan asks for it with a button; afterwards a quiet link is enough.
ASKED_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """One of her check-ins, seen at `now`. `told` is her aftercare note, None where she has none;
    `others` are her other check-ins after the same visit, the latest first."""

    check_in: CheckIn
    opening: Opening
    told: Told | None
    others: Sequence[CheckIn]
    has_photo: bool
    now: dt.datetime

    @property
    def visit(self) -> Visit:
        return self.check_in.visit

    @property
    def location(self) -> Location:
        return self.visit.location

    @property
    def zone(self) -> str:
        return self.location.zone

    @property
    def is_reviewed(self) -> bool:
        return hasattr(self.check_in, "review")

    @property
    def wants_photo(self) -> bool:
        """Whether a picture would help whoever looks; in an emergency nobody waits for one."""
        is_calm = self.check_in.colour == CheckIn.Colour.GREEN or self.check_in.is_emergency
        return not (is_calm or self.is_reviewed or self.has_photo)

    @property
    def is_overdue(self) -> bool:
        """Nobody has looked until the instant that she was told."""
        due = self.check_in.due_at
        return due is not None and due <= self.now and not self.is_reviewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """Her last treatment, and what she answered since: `last` is her latest check-in after it,
    `red` the latest red one at which nobody has looked, whatever she answered after it. `day`
    counts calendar days of the clinic since the treatment."""

    visit: Visit
    day: int
    last: CheckIn | None
    red: CheckIn | None
    is_answered_today: bool

    @property
    def is_asked(self) -> bool:
        return self.day <= ASKED_DAYS


def own_treated(patient: Patient) -> QuerySet[Visit]:
    """Her visits at which her skin was treated, or is to be."""
    return visits_with_all().filter(patient=patient, kind__in=Visit.TREATED)


def own_check_ins(patient: Patient) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(patient=patient).select_related(
        "visit__location", "visit__session", "visit__patient", "review__reviewed_by"
    )


def answer_page(check_in: CheckIn, *, now: dt.datetime) -> AnswerPage:
    """Five queries besides the check-in, which comes from `own_check_ins`."""
    visit = check_in.visit
    note = note_page(visit, now=now)
    others = CheckIn.objects.filter(visit=visit).exclude(pk=check_in.pk)
    return AnswerPage(
        check_in=check_in,
        opening=opening_of(visit.location, now),
        told=note.told if note else None,
        others=list(others),
        has_photo=check_in.photos.exists(),
        now=now,
    )


def feeling_of(patient: Patient, *, now: dt.datetime) -> Feeling | None:
    """After her last treatment, where her clinic asks how her skin feels; at most four queries."""
    done = own_treated(patient).filter(state=Visit.State.DONE)
    visit = done.order_by("-start").first()
    if visit is None or not visit.location.has_check_ins or standards_in_force().triage is None:
        return None
    today = today_at(visit.location, now)
    day = (today - today_at(visit.location, visit.done_at or visit.end)).days
    answers = own_check_ins(patient).filter(visit=visit)
    last = answers.first()
    if day > LONGEST_DAYS:
        return None
    return Feeling(
        visit=visit,
        day=max(day, 0),
        last=last,
        red=answers.filter(colour=CheckIn.Colour.RED, review=None).first() if last else None,
        is_answered_today=last is not None and today_at(visit.location, last.answered_at) == today,
    )
