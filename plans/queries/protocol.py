"""Protocols with their versions, for the manager's pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from plans.models import Protocol, ProtocolVersion, Step

State = ProtocolVersion.State


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolRow:
    """A protocol with the version in force and the open draft, where there are such."""

    protocol: Protocol
    in_force: ProtocolVersion | None
    draft: ProtocolVersion | None


def protocol_rows() -> list[ProtocolRow]:
    """All protocols, those that are offered first."""
    current = ProtocolVersion.objects.filter(state__in=[State.APPROVED, State.DRAFT])
    found = Protocol.objects.order_by("-is_active", "pk").prefetch_related(
        Prefetch("versions", queryset=current, to_attr="current")
    )
    return [_row(protocol, protocol.current) for protocol in found]


def _row(protocol: Protocol, current: Sequence[ProtocolVersion]) -> ProtocolRow:
    by_state = {version.state: version for version in current}
    return ProtocolRow(
        protocol=protocol,
        in_force=by_state.get(State.APPROVED),
        draft=by_state.get(State.DRAFT),
    )


def versions_of(protocol: Protocol) -> QuerySet[ProtocolVersion]:
    """The newest first, each with the number of plans made from it (`plans_count`)."""
    return protocol.versions.annotate(plans_count=Count("plans")).order_by("-number")


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with the minute of the visit at which it begins and ends."""

    step: Step
    begins: int
    ends: int


def step_lines(version: ProtocolVersion) -> tuple[StepLine, ...]:
    lines: list[StepLine] = []
    begins = 0
    for step in version.steps.all():
        lines.append(StepLine(step, begins, begins + step.minutes))
        begins += step.minutes
    return tuple(lines)
