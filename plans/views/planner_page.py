"""What the planner page shows: wishes, and the answer to them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from plans.engine.series import Planner, propose
from plans.engine.terms import NoFit, Proposals
from plans.forms.planner import PlannerForm
from plans.forms.planner_series import Series, series_of
from plans.forms.planner_wishes import (
    change_written,
    fingerprint,
    given_up,
    wishes_in,
)
from plans.queries.planner import Planning, names_at, question_for, wider_question_for
from plans.views.planner_cards import Card, cards_of, old_enough_on, too_young
from plans.views.planner_places import PlaceList
from plans.views.planner_table import Table
from plans.wording.engine import no_fit_title, reason_words, relax_words
from plans.wording.planner import start_words


@dataclass(frozen=True, slots=True)
class WayOut:
    """A button that changes one wish and searches again."""

    change: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """Why there is nothing to propose, and what would help."""

    title: str
    reasons: Sequence[str] = ()
    ways_out: Sequence[WayOut] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The right side of the page: cards, or why there are none."""

    cards: Sequence[Card] = ()
    dead: Dead | None = None
    chosen: int = 0
    places: PlaceList | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannerPage:
    """`key` is made when the page is opened and stays for its life: a repeat books once."""

    form: PlannerForm
    answer: Answer = field(default_factory=Answer)
    notice: str = ""
    key: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def planning(self) -> Planning:
        return self.form.planning


def fresh_answer(form: PlannerForm) -> Answer:
    """Ask the engine for the wishes of a valid form."""
    planning, wishes = form.planning, wishes_in(form)
    dead = dead_by_age(planning, form)
    if dead:
        return Answer(dead=dead)
    scenario = question_for(planning, wishes)
    planner = Planner(scenario)
    found = planner.propose()
    if isinstance(found, NoFit):
        found = propose(wider_question_for(planning, wishes, scenario))
    if isinstance(found, NoFit):
        return Answer(dead=dead_end(found, form))
    table = Table(form=form, planner=planner, names=names_at(planning))
    return Answer(cards=cards_of(table, found_in(found, form)))


def found_in(found: Proposals, form: PlannerForm) -> list[Series]:
    asked, had = fingerprint(form), len(wishes_in(form).had)
    return [series_of(proposal, had=had, asked=asked) for proposal in found.proposals]


def same_answer(form: PlannerForm, series: Sequence[Series], chosen: int) -> Answer:
    """The proposals that the page shows already, worded anew."""
    return Answer(cards=cards_of(table_of(form), series), chosen=chosen)


def table_of(form: PlannerForm) -> Table:
    planning = form.planning
    planner = Planner(question_for(planning, wishes_in(form)))
    return Table(form=form, planner=planner, names=names_at(planning))


def dead_by_age(planning: Planning, form: PlannerForm) -> Dead | None:
    """Nobody is treated under the protocol's youngest age; the first day allowed is offered."""
    earliest, born = form.cleaned_data["earliest"], planning.patient.birth_date
    words = too_young(planning, earliest)
    if not words or born is None:
        return None
    day = old_enough_on(born, planning.version.youngest_age)
    way = WayOut(f"earliest={day.isoformat()}", start_words(day))
    return Dead(title=words, ways_out=[way])


def dead_end(no_fit: NoFit, form: PlannerForm) -> Dead:
    ways = [
        WayOut(
            change_written(relax, form),
            relax_words(relax, [row.name_or_default for row in given_up(relax, form)]),
        )
        for relax in no_fit.relax
    ]
    return Dead(
        title=no_fit_title(no_fit, wishes_in(form).sessions),
        reasons=[reason_words(reason) for reason in no_fit.reasons],
        ways_out=ways,
    )
