"""Whether a visit may start, and what stands in its way."""

import datetime as dt
from dataclasses import dataclass

from plans.actions.refusal import Refused
from plans.engine.screening import Word
from plans.models import Visit
from plans.queries.checkin import waiting_of
from plans.queries.consent import ConsentState, consent_state
from plans.queries.screening import Gates, screening_gates
from plans.queries.standard import InForce, standards_in_force


@dataclass(frozen=True, slots=True)
class Readiness:
    """All that keeps the visit from starting, the first to be done first."""

    refusals: tuple[Refused, ...]

    @property
    def is_ready(self) -> bool:
        return not self.refusals

    @property
    def refusal(self) -> Refused | None:
        """All of it as one answer."""
        if not self.refusals:
            return None
        first, *others = self.refusals
        return Refused(first.what, first.facts, tuple(others))


def readiness(
    visit: Visit,
    now: dt.datetime,
    *,
    in_force: InForce | None = None,
    consent: ConsentState | None = None,
) -> Readiness:
    """A treatment needs an order, no check-in of hers that waits to be looked at, a screening of
    these days with no gate that stops it, and a consent; a visit without treatment needs none of
    them. At most six queries, three for whoever has read what is `in_force` and the `consent`, and
    those for what the visit did not bring along."""
    in_force = in_force or standards_in_force()
    gates = screening_gates(visit, now, in_force)
    found = [refuse_unordered(visit)]
    if gates.is_needed:
        agreed = consent or consent_state(visit, in_force=in_force)
        found += [refuse_unseen(visit), refuse_unscreened(gates), refuse_unagreed(visit, agreed)]
    return Readiness(tuple(refused for refused in found if refused))


def refuse_unordered(visit: Visit) -> Refused | None:
    if visit.session and visit.session.plan.ordered_by_id is None:
        return Refused("not_ordered", {"plan": visit.session.plan_id})
    return None


def refuse_unseen(visit: Visit) -> Refused | None:
    """After an amber or red check-in a practitioner looks before she is treated again."""
    check_in = waiting_of(visit.patient_id).first()
    return Refused("check_in_open", {"check_in": check_in.pk}) if check_in else None


def refuse_unscreened(gates: Gates) -> Refused | None:
    facts = {"visit": gates.visit.pk}
    if not gates.questions or gates.limits is None:
        return Refused("no_questions")
    if not gates.is_fresh:
        return Refused("not_screened", {**facts, "days": gates.limits.screening_days})
    stopping = gates.verdict.stopping
    blocked = [gate for gate in stopping if gate.word == Word.BLOCKED]
    if blocked:
        return Refused("gate_closed", {**facts, "count": len(blocked)})
    return Refused("gate_undecided", {**facts, "count": len(stopping)}) if stopping else None


def refuse_unagreed(visit: Visit, state: ConsentState) -> Refused | None:
    return None if state.is_fine else Refused("no_consent", {"visit": visit.pk, "why": state.why})
