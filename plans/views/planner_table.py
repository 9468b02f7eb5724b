"""What all cards of one answer share: the form, the engine's planner, and names."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass, field, replace

from plans.engine.series import Planner
from plans.engine.terms import Place, Scenario
from plans.forms.planner import PlannerForm
from plans.forms.planner_series import Series
from plans.queries.planner import Names, Planning


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    form: PlannerForm
    planner: Planner
    names: Names
    narrowed: dict[frozenset[str], Planner] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        return self.planner.scenario

    @property
    def planning(self) -> Planning:
        return self.form.planning

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.planning.location.zone)

    def wall(self, instant: int) -> dt.datetime:
        return dt.datetime.fromtimestamp(instant, self.zone)

    def day(self, place: Place) -> dt.date:
        return self.wall(place.start).date()

    def who(self, place: Place) -> str:
        return self.names.practitioners.get(place.practitioner or "", "")

    def planner_with(self, people: frozenset[str]) -> Planner:
        """The same question with these practitioners alone."""
        if people not in self.narrowed:
            supply, request = self.scenario.supply, self.scenario.request
            alone = tuple(one for one in supply.practitioners if one.id in people)
            self.narrowed[people] = Planner(
                replace(
                    self.scenario,
                    supply=replace(supply, practitioners=alone),
                    request=replace(request, practitioner=None, practitioner_only=False),
                )
            )
        return self.narrowed[people]


def whole_series(table: Table, series: Series) -> tuple[Place, ...]:
    """The sessions had before and those to book."""
    had = [
        Place(one.number, one.start, one.start, None, None, None)
        for one in table.scenario.request.standing
    ]
    return (*had, *series.places)
