"""What one visit holds, step by step, in seconds from its start."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from plans.engine.interval import Span, joined
from plans.engine.terms import KINDS, Place, Standing, Step


@lru_cache(maxsize=256)
def runs(steps: tuple[Step, ...], kind: str) -> tuple[Span, ...]:
    """For one kind of resource, the seconds of a visit during which it is held.

    Steps that follow each other become one run. `kind` may be "patient" too.
    """
    spans: list[Span] = []
    passed = 0
    for step in steps:
        held = step.patient if kind == "patient" else kind in step.holds
        if held:
            spans.append((passed, passed + step.minutes * 60))
        passed += step.minutes * 60
    return joined(spans)


def held_kinds(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """The kinds of resource that a visit needs at all, in the order of `KINDS`."""
    return tuple(kind for kind in KINDS if runs(steps, kind))


def patient_seconds(steps: Iterable[Step]) -> int:
    """How long the patient stays."""
    return sum(step.minutes * 60 for step in steps if step.patient)


def seconds_after(steps: tuple[Step, ...]) -> int:
    """How long a visit still holds anything after the patient has left."""
    ends = [run[1] for kind in KINDS for run in runs(steps, kind)]
    return max(0, max(ends, default=0) - patient_seconds(steps))


def holds(steps: Sequence[Step], start: int) -> tuple[tuple[str, int, int], ...]:
    """The spans that a visit from `start` holds: (kind, start, end), half-open instants.

    The kinds are "practitioner", "room", "device" and "patient". Minutes of steps are real
    elapsed minutes, also over a clock change.
    """
    return tuple(
        (kind, start + first, start + last)
        for kind in (*KINDS, "patient")
        for first, last in runs(tuple(steps), kind)
    )


def place_of(steps: Iterable[Step], standing: Standing) -> Place:
    """A standing session as a place of a series, its resources repeated as given."""
    return Place(
        number=standing.number,
        start=standing.start,
        end=standing.start + patient_seconds(steps),
        practitioner=standing.practitioner,
        room=standing.room,
        device=standing.device,
    )
