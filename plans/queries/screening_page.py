"""What the page of the screening shows: the questions, what answers do, and how they changed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plans.engine.screening import Answers, Change, answers_of, changes, concerned
from plans.engine.standard import Question
from plans.models import GateDecision, Patient, Screening, Visit
from plans.queries.screening import Gates, gates_given, kinds_of
from plans.queries.standard import InForce, standards_in_force
from plans.queries.supply import today_at

OF_VISIT = ("location", "version__protocol", "device", "session__plan", "practitioner")
ENDED = (*Visit.OVER, Visit.State.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One screening and what differs from the one before; of the first, every yes."""

    screening: Screening
    changes: Sequence[Change]
    is_first: bool

    @property
    def day(self) -> dt.date:
        """Of the clinic's wall clock; without a visit, of UTC."""
        visit, taken = self.screening.visit, self.screening.taken_at
        return today_at(visit.location, taken) if visit else taken.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningPage:
    """`gates` are the visit's, `ahead` those of her sessions to come, `decisions` all that were
    made for the visit, newest first, and `texts` the questions by key, in force or not."""

    patient: Patient
    visit: Visit | None
    standards: InForce
    versions: Sequence[Version]
    gates: Gates | None
    ahead: Sequence[Gates]
    decisions: Sequence[GateDecision]
    texts: Mapping[str, str]
    today: dt.date

    @property
    def questions(self) -> Sequence[Question]:
        """Those that concern the visit's device; without a visit, all."""
        return concerned(self.standards.questions, self.kinds)

    @property
    def kinds(self) -> frozenset[str]:
        return kinds_of(self.visit) if self.visit else frozenset()

    @property
    def newest(self) -> Screening | None:
        return self.versions[0].screening if self.versions else None

    @property
    def last(self) -> Answers:
        return answers_of(self.newest.answers) if self.newest else {}

    @property
    def corrects(self) -> bool:
        """Whether the newest answers are already those for this visit on these days."""
        gates = self.gates
        is_own = gates is not None and gates.own is not None and gates.own == self.newest
        return is_own and gates is not None and gates.is_fresh

    @property
    def may_ask(self) -> bool:
        is_over = self.visit is not None and self.visit.state in ENDED
        return bool(self.questions) and not is_over and self.patient.archived_at is None


def screening_page(patient: Patient, visit: Visit | None, now: dt.datetime) -> ScreeningPage:
    """Six queries besides the patient and the visit."""
    standards = standards_in_force()
    kept = list(
        patient.screenings.select_related(
            "standard", "taken_by", "visit__session", "visit__location"
        )
    )
    ahead = visits_ahead(patient, now)
    asked = [*ahead, visit] if visit and visit.pk not in {one.pk for one in ahead} else ahead
    gates = gates_given(asked, standards, now)
    decisions = GateDecision.objects.filter(visit=visit).select_related("decided_by")
    texts = {row["key"]: row["text"] for one in reversed(kept) for row in one.standard.rows}
    return ScreeningPage(
        patient=patient,
        visit=visit,
        standards=standards,
        versions=versions_of(kept),
        gates=gates.get(visit.pk) if visit else None,
        ahead=[gates[one.pk] for one in ahead],
        decisions=list(decisions) if visit else [],
        texts=texts | {question.key: question.text for question in standards.questions},
        today=today_at(visit.location, now) if visit else now.date(),
    )


def visits_ahead(patient: Patient, now: dt.datetime) -> list[Visit]:
    """Where her skin will be treated."""
    ahead = patient.visits.filter(kind__in=Visit.TREATED, end__gt=now, rebook_reason="")
    standing = ahead.exclude(state__in=(*ENDED, Visit.State.IN_TREATMENT))
    return list(standing.select_related(*OF_VISIT).order_by("start"))


def versions_of(kept: Sequence[Screening]) -> list[Version]:
    """The newest first, as they come."""
    befores: list[Screening | None] = [*kept[1:], None]
    return [
        Version(screening=one, changes=told(one, before), is_first=before is None)
        for one, before in zip(kept, befores, strict=False)
    ]


def told(screening: Screening, before: Screening | None) -> tuple[Change, ...]:
    after = answers_of(screening.answers)
    if before is None:
        return tuple(Change(key, None, answer) for key, answer in after.items() if answer.yes)
    return changes(answers_of(before.answers), after)
