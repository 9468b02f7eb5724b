"""The gates of a visit as cards: what was answered, what it means, and who may decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from clinic.models import Practitioner, User
from plans.engine.screening import Gate, may_decide
from plans.forms.screening import DecisionForm
from plans.models import GateDecision
from plans.queries.screening_page import ScreeningPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`decision` is the one that counts; `form` is there where the viewer may decide."""

    gate: Gate
    decision: GateDecision | None
    form: DecisionForm | None

    @property
    def is_open(self) -> bool:
        """A decision that is being mended is seen."""
        return self.form is not None and self.form.is_bound


def cards_of(page: ScreeningPage, user: User, sent: DecisionForm | None) -> Sequence[Card]:
    """Of a visit that treats the skin and whose patient was asked; `sent` is a decision that could
    not be kept, with what was typed."""
    gates = page.gates
    if gates is None or not gates.is_needed or gates.screening is None:
        return ()
    is_prescriber = Practitioner.objects.filter(user=user, is_prescriber=True).exists()
    made = {decision.question: decision for decision in reversed(page.decisions)}
    cards = []
    for gate in gates.verdict.gates:
        key = gate.question.key
        may = page.may_ask and gate.answer is not None
        may = may and may_decide(gate.question.gate, role=user.role, is_prescriber=is_prescriber)
        fresh = DecisionForm(prefix=key, initial={"screening": gates.screening.pk})
        form = sent if sent and sent.prefix == key else fresh
        decision = made.get(key) if gate.decision else None
        cards.append(Card(gate=gate, decision=decision, form=form if may else None))
    return cards
