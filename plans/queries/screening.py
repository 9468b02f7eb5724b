"""What the patients' newest screenings say of their visits."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from plans.engine.screening import Answers, Decision, Verdict, Word, answers_of, concerned, judge
from plans.engine.standard import Limits, Question
from plans.models import GateDecision, Patient, Screening, Visit
from plans.queries.standard import InForce, standards_in_force
from plans.queries.supply import today_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """What stands between a visit and its start, by the answers. `screening` is the patient's
    newest, whose answers count; `own` the newest that was taken for this visit."""

    visit: Visit
    day: dt.date
    questions: Sequence[Question]
    limits: Limits | None
    screening: Screening | None
    own: Screening | None
    verdict: Verdict

    @property
    def is_needed(self) -> bool:
        return self.visit.kind in Visit.TREATED

    @property
    def is_fresh(self) -> bool:
        """Whether it was asked for this visit, on its day or few enough days before. One that was
        written later belongs to a visit that is entered later, from paper."""
        if self.limits is None or self.own is None:
            return False
        taken = today_at(self.visit.location, self.own.taken_at)
        return taken >= self.day - dt.timedelta(days=self.limits.screening_days)

    @property
    def word(self) -> Word:
        """Whether it may start as things stand."""
        if not self.is_needed:
            return Word.ALLOWED
        return self.verdict.word if self.is_fresh else Word.UNASKED

    @property
    def word_ahead(self) -> Word | None:
        """What the answers so far say of its date; None where nobody asked yet."""
        return self.verdict.word if self.screening and self.is_needed else None


def screening_gates(visit: Visit, now: dt.datetime, in_force: InForce | None = None) -> Gates:
    """Three queries, two with what is `in_force`."""
    return gates_given([visit], in_force or standards_in_force(), now)[visit.pk]


def gates_of(visits: Sequence[Visit], now: dt.datetime) -> dict[int, Gates]:
    """By the visit's id: three queries, however many visits; none for none."""
    return gates_given(visits, standards_in_force(), now) if visits else {}


def treatments_ahead(visits: Iterable[Visit]) -> list[Visit]:
    """Those that treat the skin and have not begun."""
    waiting = (*Visit.NOT_BEGUN, Visit.State.RESERVED)
    return [visit for visit in visits if visit.kind in Visit.TREATED and visit.state in waiting]


def words_for(visits: Iterable[Visit], now: dt.datetime, *, has_come: bool) -> dict[int, Word]:
    """The word of each treatment that has not begun, by the visit's id: whether it may start where
    its day `has_come`, before that what the answers so far say."""
    words = {
        pk: gates.word if has_come else gates.word_ahead
        for pk, gates in gates_of(treatments_ahead(visits), now).items()
    }
    return {pk: word for pk, word in words.items() if word}


def gates_given(visits: Sequence[Visit], standards: InForce, now: dt.datetime) -> dict[int, Gates]:
    """The same where the settings are read already."""
    newest, own = screenings_for(visits, now)
    decisions = decisions_for(visits)
    return {
        visit.pk: gates_on(
            visit,
            standards,
            screening=newest.get(visit.patient_id),
            own=own.get(visit.pk),
            decisions=decisions.get(visit.pk, {}),
        )
        for visit in visits
    }


def gates_on(
    visit: Visit,
    standards: InForce,
    *,
    screening: Screening | None,
    own: Screening | None,
    decisions: dict[str, Decision],
) -> Gates:
    day = today_at(visit.location, visit.start)
    questions = concerned(standards.questions, kinds_of(visit))
    answers = answers_of(screening.answers) if screening else {}
    return Gates(
        visit=visit,
        day=day,
        questions=questions,
        limits=standards.limits,
        screening=screening,
        own=own,
        verdict=judge(questions, answers, kinds=(), day=day, decisions=decisions),
    )


def kinds_of(visit: Visit) -> frozenset[str]:
    """The kind of its device; where it has none yet, those that its protocol allows."""
    return frozenset([visit.device.kind] if visit.device else visit.version.device_kinds)


def screenings_for(
    visits: Sequence[Visit], now: dt.datetime
) -> tuple[dict[int, Screening], dict[int, Screening]]:
    """The newest of each patient by her id, and the newest for each visit by its id."""
    latest = (
        Screening.objects.filter(patient=OuterRef("patient"), taken_at__lte=now)
        .order_by("-taken_at", "-pk")
        .values("pk")[:1]
    )
    patients, ids = {visit.patient_id for visit in visits}, [visit.pk for visit in visits]
    found = Screening.objects.filter(
        Q(pk=Subquery(latest)) | Q(visit__in=ids), patient__in=patients, taken_at__lte=now
    ).order_by("taken_at", "pk")
    newest, own = {}, {}
    for screening in found:
        newest[screening.patient_id] = screening
        if screening.visit_id:
            own[screening.visit_id] = screening
    return newest, own


def decisions_for(visits: Iterable[Visit]) -> dict[int, dict[str, Decision]]:
    """The newest on each question, by the visit's id."""
    rows = GateDecision.objects.filter(visit__in=list(visits)).select_related("screening")
    found: dict[int, dict[str, Decision]] = {}
    for row in rows.order_by("decided_at", "pk"):
        answer = answers_of(row.screening.answers).get(row.question)
        found.setdefault(row.visit_id, {})[row.question] = Decision(row.kind, answer, row.may_treat)
    return found


@dataclass(frozen=True, slots=True)
class OtherDays:
    """What the newest answers say of other days than those that are booked. Decisions do not
    count: each was made for one session."""

    questions: Sequence[Question]
    answers: Answers | None

    def verdict(self, day: dt.date) -> Verdict | None:
        """None where nobody asked yet."""
        if self.answers is None or not self.questions:
            return None
        return judge(self.questions, self.answers, kinds=(), day=day)


def other_days(patient: Patient, kinds: Collection[str]) -> OtherDays:
    """Two queries."""
    screening = patient.screenings.first()
    return OtherDays(
        concerned(standards_in_force().questions, kinds),
        answers_of(screening.answers) if screening else None,
    )
