"""What a patient answers, and what a practitioner decides on it."""

import datetime as dt

from django.db import transaction

from clinic.models import Practitioner, User
from plans.actions.locks import lock_visit
from plans.actions.refusal import Refused
from plans.actions.reminder import replan_visit
from plans.actions.trail import leave_trace, trace_visit
from plans.engine.screening import (
    Answers,
    Gate,
    answers_of,
    faults_in,
    may_decide,
    stored,
    tidy,
)
from plans.models import GateDecision, Patient, Screening, Visit
from plans.queries.screening import kinds_of, screening_gates
from plans.queries.standard import standards_in_force
from plans.queries.supply import today_at

ENDED = (*Visit.OVER, Visit.State.DONE)


def save_screening(
    *,
    patient: Patient,
    visit: Visit | None,
    answers: Answers,
    told_by: str,
    by: User,
    now: dt.datetime,
) -> Screening | Refused:
    """A new version of all her answers, for one visit or (without one) before the plan. Nothing
    that was answered before is changed."""
    with transaction.atomic():
        if visit is not None:
            visit = lock_visit(visit.pk)
        standards = standards_in_force()
        if standards.asked is None:
            return Refused("no_questions")
        if refused := refuse_place(patient, visit):
            return refused
        kinds = kinds_of(visit) if visit else frozenset()
        today = today_at(visit.location, now) if visit else now.date()
        tidied = tidy(standards.questions, answers)
        unknown = {key: one for key, one in answers.items() if key not in tidied}
        faults = faults_in(standards.questions, {**tidied, **unknown}, kinds=kinds, today=today)
        if faults:
            return Refused(faults[0].what, {"question": faults[0].question})
        screening = Screening.objects.create(
            patient=patient,
            visit=visit,
            standard=standards.asked,
            answers=stored(tidied),
            told_by=told_by,
            taken_by=by,
            taken_at=now,
        )
        if visit is not None:
            replan_visit(visit=visit, now=now)
        trace(screening, by, now)
        return screening


def refuse_place(patient: Patient, visit: Visit | None) -> Refused | None:
    if patient.archived_at is not None:
        return Refused("patient_archived")
    if visit is not None and visit.patient_id != patient.pk:
        return Refused("not_her_visit")
    if visit is not None and visit.state in ENDED:
        return Refused("visit_is_over")
    return None


def trace(screening: Screening, by: User, now: dt.datetime) -> None:
    facts = {"screening": screening.pk}
    if screening.visit:
        trace_visit(screening.visit, "screened", by, now, facts)
    else:
        leave_trace(actor=by, verb="screened", now=now, patient=screening.patient, facts=facts)


def decide_gate(
    *,
    visit_id: int,
    screening_id: int,
    question: str,
    may_treat: bool,
    reason: str,
    by: User,
    now: dt.datetime,
) -> GateDecision | Refused:
    """A practitioner's word on one answer for this visit: the decision that a review asks for, or
    a prescriber's override of a block. It counts while the answer stands that she read, that of
    `screening_id`."""
    with transaction.atomic():
        visit = lock_visit(visit_id)
        if visit.state in ENDED:
            return Refused("visit_is_over")
        gates = screening_gates(visit, now)
        gate = next((one for one in gates.verdict.gates if one.question.key == question), None)
        if gate is None or gates.screening is None:
            return Refused("gate_is_open")
        read = Screening.objects.filter(pk=screening_id, patient_id=visit.patient_id).first()
        if read is None or answers_of(read.answers).get(question) != gate.answer:
            return Refused("answer_changed")
        decider = Practitioner.objects.filter(user=by, is_active=True).first()
        refused = refuse_decision(gate, decider, reason, by)
        if refused or decider is None:
            return refused or Refused("no_practitioner")
        decision = GateDecision.objects.create(
            screening=gates.screening,
            visit=visit,
            question=question,
            kind=gate.question.gate,
            may_treat=may_treat,
            reason=reason.strip(),
            decided_by=decider,
            decided_at=now,
        )
        facts = {"decision": decision.pk, "may_treat": may_treat}
        trace_visit(visit, f"decided_{decision.kind}", by, now, facts)
        return decision


def refuse_decision(
    gate: Gate, decider: Practitioner | None, reason: str, by: User
) -> Refused | None:
    kind = gate.question.gate
    if gate.answer is None:
        return Refused("answer_first")
    if kind not in GateDecision.Kind.values:
        return Refused("nobody_overrules" if kind == "block" else "gate_is_open")
    is_prescriber = decider is not None and decider.is_prescriber
    if not may_decide(kind, role=by.role, is_prescriber=is_prescriber):
        return Refused("prescriber_only" if kind == "override" else "practitioner_only")
    return None if reason.strip() else Refused("needs_a_reason")
