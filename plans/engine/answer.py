"""The answer of the engine as a JSON object."""

from datetime import UTC, datetime

from plans.engine.terms import NoFit, Place, Proposal, Proposals


def render(answer: Proposals | NoFit) -> dict[str, object]:
    """The answer as a JSON object."""
    if isinstance(answer, Proposals):
        return {"proposals": [_proposal(proposal) for proposal in answer.proposals]}
    return {
        "no_fit": {
            "session": answer.session,
            "between": [day.isoformat() for day in answer.between],
            "reasons": [{"what": reason.what, "days": reason.days} for reason in answer.reasons],
            "relax": [{"field": relax.field, "value": relax.value} for relax in answer.relax],
        }
    }


def _proposal(proposal: Proposal) -> dict[str, object]:
    return {
        "label": proposal.label,
        "cost": dict(proposal.cost),
        "sessions": [_place(place) for place in proposal.sessions],
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "number": place.number,
        "start": _instant(place.start),
        "end": _instant(place.end),
        "practitioner": place.practitioner,
        "room": place.room,
        "device": place.device,
    }


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
