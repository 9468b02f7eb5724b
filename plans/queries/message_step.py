"""The messages of a version of a protocol, for the page on which they are read and changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plans.models import MessageStep, ProtocolVersion

USUAL_MOST = 5
"""More messages than this for one session are too many for most patients."""

NOT_A_SESSIONS = (*MessageStep.DATES, *MessageStep.OF_PLAN)


@dataclass(frozen=True, slots=True)
class VersionMessages:
    """All messages of a version in their order, and how many of them one session brings."""

    version: ProtocolVersion
    steps: Sequence[MessageStep]

    @property
    def per_session(self) -> int:
        return per_session(self.steps)

    @property
    def are_many(self) -> bool:
        return self.per_session > USUAL_MOST


def messages_of_version(version: ProtocolVersion) -> VersionMessages:
    """Two queries."""
    return VersionMessages(version, list(version.message_steps.prefetch_related("texts")))


def per_session(steps: Iterable[MessageStep]) -> int:
    """How many messages a patient gets for one session if she answers nothing; what goes by both
    ways counts twice, what tells dates or is about the whole plan not at all."""
    sent = [step for step in steps if step.is_on and step.reason not in NOT_A_SESSIONS]
    return sum(2 if step.way == MessageStep.Way.BOTH else 1 for step in sent)
