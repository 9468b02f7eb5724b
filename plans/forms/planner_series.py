"""A proposed series on its way through the browser and back, signed.

The page books what it showed. So each proposal travels with the form as a signed text that names
the patient, protocol and location it was made for: one that was changed, or that belongs to
another patient's page in another tab, is not read.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core import signing

from plans.engine.terms import Place, Proposal
from plans.queries.planner import Planning

SALT = "plans.planner"
GOOD_FOR = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One proposal. `label` is the engine's, `changed` the sessions that were swapped by hand,
    `asked` the fingerprint of the wishes that it answers."""

    label: str
    places: tuple[Place, ...]
    asked: str
    changed: frozenset[int] = frozenset()

    def with_place(self, place: Place) -> "Series":
        """The same with one session elsewhere."""
        places = tuple(place if one.number == place.number else one for one in self.places)
        return replace(self, places=places, changed=self.changed | {place.number})


def series_of(proposal: Proposal, *, had: int, asked: str) -> Series:
    """The sessions to book: those had before are part of the engine's answer, not of ours."""
    places = tuple(place for place in proposal.sessions if place.number > had)
    return Series(label=proposal.label, places=places, asked=asked)


def owner_of(planning: Planning) -> list[int]:
    return [planning.patient.pk, planning.version.pk, planning.location.pk]


def seal(series: Series, planning: Planning) -> str:
    places = [
        [one.number, one.start, one.end, one.practitioner, one.room, one.device]
        for one in series.places
    ]
    payload = [owner_of(planning), series.label, series.asked, sorted(series.changed), places]
    return signing.dumps(payload, salt=SALT)


def unseal(sealed: str, planning: Planning) -> Series | None:
    """None where it was not sealed by us, for this patient, protocol and location, today."""
    try:
        payload: Any = signing.loads(sealed, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    owner, label, asked, changed, places = payload
    if owner != owner_of(planning):
        return None
    return Series(
        label=label,
        asked=asked,
        changed=frozenset(changed),
        places=tuple(Place(*place) for place in places),
    )


def unseal_all(sealed: Iterable[str], planning: Planning) -> list[Series]:
    return [series for one in sealed if (series := unseal(one, planning))]
