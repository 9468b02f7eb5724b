"""Consent texts, for the manager's pages."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from plans.models import ConsentText, Protocol

State = ConsentText.State


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """What is agreed to for one protocol, or (without one) for photographs: the text in force and
    the open draft, where there are such."""

    protocol: Protocol | None
    in_force: ConsentText | None
    draft: ConsentText | None


def text_rows() -> list[TextRow]:
    """Every protocol that treats and is offered, then photographs. Two queries."""
    current = ConsentText.objects.filter(state__in=[State.APPROVED, State.DRAFT])
    found = {(text.protocol_id, text.state): text for text in current}
    treating = Protocol.objects.filter(kind__in=Protocol.TREATED, is_active=True).order_by("pk")
    protocols: list[Protocol | None] = [*treating, None]
    return [
        TextRow(
            protocol=protocol,
            in_force=found.get((key, State.APPROVED)),
            draft=found.get((key, State.DRAFT)),
        )
        for protocol in protocols
        for key in [protocol.pk if protocol else None]
    ]


def versions_of(text: ConsentText) -> QuerySet[ConsentText]:
    """All versions beside this one, the newest first, each with how many signed it
    (`consents_count`)."""
    same = ConsentText.objects.filter(protocol=text.protocol_id)
    return same.annotate(consents_count=Count("consents")).order_by("-number")
