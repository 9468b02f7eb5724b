"""What a series should be like: the costs of the contract, for a new one and a standing one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from plans.engine.interval import day_of
from plans.engine.route import Link
from plans.engine.supply import Who
from plans.engine.terms import Place, Request, Scenario, Standing
from plans.engine.visit import runs

GAP_DAY = 100
CHANGE = 1000
NOT_THE_ASKED_FOR = 300
WAIT_DAY = 30
MOVED_DAY = 100
OTHER_TIME = 10
OTHER_THAN_BEFORE = 1000


class Aim(Protocol):
    """The cost of a series, cut into what each session and each gap adds."""

    def link(self, number: int) -> Link:
        """The gap before session `number`, for sessions of which at least one is not pinned."""

    def cost(self, number: int, who: Who, day: int, start: int) -> int:
        """What session `number` costs there by itself."""

    def floor(self, number: int, day: int) -> int:
        """What session `number` costs at least on a day, whoever serves at whatever time."""

    def terms(self, sessions: Sequence[Place]) -> Mapping[str, int]:
        """The cost of a whole series, term by term, with the total."""


@dataclass(frozen=True, slots=True)
class NewSeries:
    """The costs of a series of which nothing stands yet."""

    scenario: Scenario

    def link(self, number: int) -> Link:
        """Each day from the ideal costs, and so does a change of practitioner."""
        least, most = self.scenario.request.gap_before(number)
        change = CHANGE if runs(self.scenario.steps, "practitioner") else 0
        return Link(least, most, self.scenario.request.gap_days.ideal, GAP_DAY, change)

    def cost(self, number: int, who: Who, day: int, start: int) -> int:  # noqa: ARG002 - by day only
        """Waiting for the first session, and anyone but the asked-for practitioner."""
        asked = self.scenario.request.practitioner
        cost = NOT_THE_ASKED_FOR if who is not None and asked not in (None, who) else 0
        return cost + self.floor(number, day)

    def floor(self, number: int, day: int) -> int:
        """Only the first session waits."""
        waited = day - self.scenario.request.earliest.toordinal()
        return waited * WAIT_DAY if number == 1 else 0

    def terms(self, sessions: Sequence[Place]) -> Mapping[str, int]:
        """`gap`, `change`, `other_practitioner` and `wait`."""
        request, zone = self.scenario.request, self.scenario.zone
        days = [day_of(zone, place.start) for place in sessions]
        whos = [place.practitioner for place in sessions]
        held = bool(runs(self.scenario.steps, "practitioner"))
        gaps = [after - before for before, after in pairwise(days)]
        changes = sum(one != other for one, other in pairwise(whos))
        others = sum(who != request.practitioner for who in whos) if request.practitioner else 0
        return _with_total(
            gap=sum(abs(gap - request.gap_days.ideal) for gap in gaps) * GAP_DAY,
            change=changes * CHANGE,
            other_practitioner=others * NOT_THE_ASKED_FOR if held else 0,
            wait=(days[0] - request.earliest.toordinal()) * WAIT_DAY,
        )


@dataclass(frozen=True, slots=True)
class StandingSeries:
    """The costs of a series that stands and should move as little as it can.

    Where a null practitioner stands, anyone counts as the same; so does no one, where no step
    holds a practitioner.
    """

    scenario: Scenario

    def link(self, number: int) -> Link:
        """Only a session without a standing place has an ideal gap and a practitioner before."""
        request = self.scenario.request
        least, most = request.gap_before(number)
        if request.standing_at(number) is not None:
            return Link(least, most)
        before = request.pinned_at(number - 1)
        free = before is not None and before.practitioner is None
        held = bool(runs(self.scenario.steps, "practitioner"))
        change = 0 if free or not held else OTHER_THAN_BEFORE
        return Link(least, most, request.gap_days.ideal, GAP_DAY, change)

    def cost(self, number: int, who: Who, day: int, start: int) -> int:
        """How far a standing session moves, and whether its practitioner changes."""
        standing = self.scenario.request.standing_at(number)
        if standing is None:
            asked = self.scenario.request.practitioner if number == 1 else None
            return OTHER_THAN_BEFORE if is_other(asked, who) else 0
        if standing.pinned:
            return 0
        moved = self.floor(number, day)
        other_time = OTHER_TIME if not moved and start != standing.start else 0
        other = OTHER_THAN_BEFORE if is_other(standing.practitioner, who) else 0
        return moved + other_time + other

    def floor(self, number: int, day: int) -> int:
        """Each day that a standing session moves."""
        standing = self.scenario.request.standing_at(number)
        if standing is None or standing.pinned:
            return 0
        return abs(day - day_of(self.scenario.zone, standing.start)) * MOVED_DAY

    def terms(self, sessions: Sequence[Place]) -> Mapping[str, int]:
        """`moved`, `time`, `other_practitioner` and `gap`."""
        moved = time = other = gap = 0
        request, zone = self.scenario.request, self.scenario.zone
        for index, place in enumerate(sessions):
            standing = request.standing_at(place.number)
            day = day_of(zone, place.start)
            before = sessions[index - 1] if index else None
            if standing is not None:
                if standing.pinned:
                    continue
                days = abs(day - day_of(zone, standing.start))
                moved += days
                time += not days and place.start != standing.start
                other += is_other(standing.practitioner, place.practitioner)
            elif before is not None:
                gap += abs(day - day_of(zone, before.start) - request.gap_days.ideal)
                other += is_other(before.practitioner, place.practitioner)
            else:
                other += is_other(request.practitioner, place.practitioner)
        return _with_total(
            moved=moved * MOVED_DAY,
            time=time * OTHER_TIME,
            other_practitioner=other * OTHER_THAN_BEFORE,
            gap=gap * GAP_DAY,
        )


def is_other(before: Who, now: Who) -> bool:
    """Whether a practitioner counts as another; with a null on either side nobody changes."""
    return before is not None and now is not None and before != now


def keeps(standing: Standing | None, who: Who, start: int) -> bool:
    """Whether a session keeps its start and its practitioner, and so its room and device."""
    return (
        standing is not None
        and standing.start == start
        and not is_other(standing.practitioner, who)
    )


def aim_of(scenario: Scenario) -> Aim:
    """The costs that fit the request: moving least where anything stands."""
    return StandingSeries(scenario) if scenario.request.standing else NewSeries(scenario)


def gap_is_judged(request: Request, number: int) -> bool:
    """Whether the gap before a session has bounds: not where it and the one before are pinned."""
    return request.pinned_at(number) is None or request.pinned_at(number - 1) is None


def _with_total(**terms: int) -> Mapping[str, int]:
    return {**terms, "total": sum(terms.values())}
