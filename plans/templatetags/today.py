"""What the templates of the day may ask for: places on the board as classes, and the words."""

from collections.abc import Mapping

from django import template
from django.urls import reverse

from plans.engine.phase import Phase
from plans.models import Visit
from plans.queries.board import Spot
from plans.queries.needs import Waiting
from plans.queries.open_time import OpenTime
from plans.views.move_address import move_address
from plans.wording.late import start_refusal
from plans.wording.today import (
    absent_words,
    dateless_words,
    day_facts,
    delay_words,
    state_words,
    visit_words,
    waiting_words,
    window_words,
    worth_words,
)

register = template.Library()
register.filter("absent_words", absent_words)
register.filter("dateless_words", dateless_words)
register.filter("day_facts", day_facts)
register.filter("delay_words", delay_words)
register.filter("state_words", state_words)
register.filter("visit_words", visit_words)
register.filter("start_refusal", start_refusal)
register.filter("waiting_words", waiting_words)
register.filter("window_words", window_words)
register.filter("worth_words", worth_words)

ICONS = {"arrive": "bi-person-check", "start": "bi-play-fill", "finish": "bi-check-lg"}


@register.filter
def step_icon(step: str) -> str:
    """What stands for the step's words on a card too low for them."""
    return ICONS[step]


@register.filter
def from_top(minutes: int) -> str:
    """The classes of today-grid.css that put something so many minutes from the top."""
    return f"at-h-{minutes // 60} at-m-{minutes % 60}"


@register.filter
def height(minutes: int) -> str:
    """The classes that make something so many minutes high."""
    return f"for-h-{minutes // 60} for-m-{minutes % 60}"


@register.filter
def place(spot: Spot) -> str:
    """The classes that put a card into its lane, at its time."""
    across = f"lane-{spot.lane} part-{spot.part} of-{spot.parts}"
    return f"{across} {from_top(spot.top)} {height(spot.minutes)}"


@register.filter
def stretch(phase: Phase) -> str:
    """The classes that put a phase onto its card."""
    return f"{from_top(phase.first)} {height(phase.last - phase.first)}"


@register.filter("move_address")
def address_of_move(visit: Visit, time: OpenTime | None = None) -> str:
    """Where this visit is moved: all its times, or one with its preview."""
    session = visit.session
    return move_address(
        plan=session.plan_id if session else None,
        number=session.number if session else None,
        visit=visit.pk,
        to=time.place.start if time else None,
        who=time.place.practitioner if time else None,
    )


@register.filter
def book_address(waiting: Waiting) -> str:
    """Where a session that waits finds its date."""
    return reverse("session_move", args=[waiting.plan.pk, waiting.stand.number])


@register.filter
def named(names: Mapping[str, str], key: str) -> str:
    """The words for a step."""
    return names[key]


@register.filter
def name_at(names: Mapping[str, str], time: OpenTime) -> str:
    """Who would be there."""
    return names.get(time.place.practitioner or "", "")
