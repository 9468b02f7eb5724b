"""What the parts of a visit mean to whoever looks at the day: before the treatment, and after."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plans.engine.terms import Step


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of a visit, [first, last) in minutes from its start. `kind` is "before" while
    the patient is prepared and numbed, "cleaning" once she has left and the room is still held.
    """

    kind: str
    first: int
    last: int


def phases(steps: Sequence[Step]) -> tuple[Phase, ...]:
    """The stretches that are not the treatment itself, each kind as one.

    The treatment begins with the first step that holds a device; a visit without one has no
    "before".
    """
    treated = any("device" in step.holds for step in steps if step.patient)
    before = sum(step.minutes for step in _up_to_the_device(steps)) if treated else 0
    stay = sum(step.minutes for step in steps if step.patient)
    found = (Phase("before", 0, before), Phase("cleaning", stay, whole_minutes(steps)))
    return tuple(phase for phase in found if phase.first < phase.last)


def whole_minutes(steps: Iterable[Step]) -> int:
    """From the patient's coming until the last thing is free again."""
    return sum(step.minutes for step in steps)


def _up_to_the_device(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        if "device" in step.holds:
            return
        yield step
