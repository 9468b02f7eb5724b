"""The diary: by practitioner, room or device, for a day, a week or a month, and as a list."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Location, Resource
from plans.models import Visit
from plans.queries.agenda import AT_ONCE, Lane, agenda_of, edges_of, lanes_of, stretch_of
from plans.queries.landing import windows_of
from plans.queries.load import Load, loads_of
from plans.queries.moving import OF_MOVING, moving_of
from plans.queries.supply import today_at
from plans.views.asked import number_asked, open_locations
from plans.views.diary_asked import VIEWS, Asked, wanted_time
from plans.views.diary_entries import (
    calendar_of,
    drawn,
    is_movable,
    lists_of,
    wall_of,
)
from plans.views.move_address import move_address
from plans.wording.agenda import (
    all_words,
    by_words,
    days_words,
    part_words,
    view_words,
    weekday_names,
)

Choice = tuple[str, str, bool]
"""A link: what it says, where it leads, whether one is there already."""

# By view and by whether a single lane is shown: its week has room for columns.
SHOWN_AS = {
    ("day", True): "resourceTimeGridDay",
    ("day", False): "resourceTimeGridDay",
    ("week", True): "resourceTimeGridWeek",
    ("week", False): "resourceTimelineWeek",
}


@staff()
@require_safe
def diary(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    locations = open_locations()
    if not locations:
        return render(request, "today/nowhere.html")
    asked = Asked.of(request.GET, locations, now)
    lanes = lanes_of(asked.location, asked.by, edges_of(asked.location, *asked.days), None)
    asked = settled(asked, lanes)
    context = frame_of(asked, locations, now) | {"lanes": lanes, "parts": parts_of(asked, lanes)}
    if asked.view == "month":
        context |= {"weeks": weeks_of(asked, now), "weekdays": weekday_names()}
        return render(request, "diary/month.html", context)
    if asked.view == "list":
        context["lists"] = lists_of(agenda_of(**asked.what, now=now))
        return render(request, "diary/list.html", context)
    context["data"] = calendar_data(asked, lanes)
    return render(request, "diary/calendar.html", context)


def settled(asked: Asked, lanes: Sequence[Lane]) -> Asked:
    """What can be shown of what was asked: somebody who is here, and of many lanes one part."""
    who = asked.who if asked.who in [lane.pk for lane in lanes] else None
    parts = -(-len(lanes) // AT_ONCE)
    is_whole = who or parts < 2 or asked.view == "month"
    return replace(asked, who=who, part=None if is_whole else min(asked.part or 1, parts))


def parts_of(asked: Asked, lanes: Sequence[Lane]) -> list[Choice]:
    """The stretches of lanes, where there are many."""
    if asked.part is None:
        return []
    count = len(lanes)
    return choices(
        (
            part_words(start + 1, min(start + AT_ONCE, count), count),
            asked.with_part(part),
            part == asked.part,
        )
        for part, start in enumerate(range(0, count, AT_ONCE), 1)
    )


def frame_of(asked: Asked, locations: Sequence[Location], now: dt.datetime) -> dict[str, Any]:
    """What stands above the diary: where one is, and the ways from there."""
    today = today_at(asked.location, now)
    return {
        "asked": asked,
        "title": days_words(*asked.days),
        "everybody": all_words(asked.by),
        "before": asked.with_day(asked.before).address(),
        "after": asked.with_day(asked.after).address(),
        "now_is": None if asked.first <= today <= asked.last else asked.with_day(today).address(),
        "today": today,
        "places": choices(
            (str(place), asked.with_location(place), place == asked.location) for place in locations
        ),
        "kinds": choices(
            (by_words(kind), asked.with_kind(kind), kind == asked.by)
            for kind in Resource.Kind.values
        ),
        "views": choices(
            (view_words(view), asked.with_view(view), view == asked.view) for view in VIEWS
        ),
    }


def choices(found: Iterable[tuple[str, Asked, bool]]) -> list[Choice]:
    return [(words, asked.address(), is_here) for words, asked, is_here in found]


def weeks_of(asked: Asked, now: dt.datetime) -> list[list[tuple[Load, str] | None]]:
    """The month as weeks from Monday, each day with the address of its page; None where the month
    has no such day."""
    loads = loads_of(**asked.what, now=now)
    cells: list[tuple[Load, str] | None] = [None] * asked.first.weekday()
    cells += [(load, asked.with_view("day").with_day(load.day).address()) for load in loads]
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def calendar_data(asked: Asked, lanes: Sequence[Lane]) -> dict[str, Any]:
    """What the script needs to draw the calendar and to follow a drag."""
    shown = [lane for lane in lanes if asked.who in (None, lane.pk)]
    shown = shown[stretch_of(asked.part)] if asked.part else shown
    return {
        "view": SHOWN_AS[asked.view, len(shown) == 1],
        "date": asked.on.isoformat(),
        "by": asked.by,
        "lanes": [
            {"id": lane.pk, "title": lane.name, "address": asked.with_who(lane.pk).address()}
            for lane in shown
        ],
        "events": asked.address("diary_events"),
        "visit": reverse("diary_visit", args=[0]),
        "windows": reverse("diary_windows", args=[0]),
        "drop": reverse("diary_drop", args=[0]),
        "fits": reverse("diary_fits"),
        "query": dict(asked.query),
        "list": asked.with_view("list").address() if len(shown) > 1 else None,
    }


@staff()
@require_safe
def diary_events(request: HttpRequest) -> JsonResponse:
    """The same address as the diary's gives what the calendar draws."""
    now = clock.now()
    locations = open_locations()
    if not locations:
        raise Http404
    asked = Asked.of(request.GET, locations, now)
    return JsonResponse(calendar_of(agenda_of(**asked.what, now=now)))


@staff()
@require_safe
def diary_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts of one visit and what can be done with it, as a part of the diary."""
    visit = get_object_or_404(visits_with_all(), pk=pk)
    can_move = is_movable(visit.state, visit.start, clock.now())
    return render(request, "diary/visit.html", {"visit": visit, "can_move": can_move})


@staff()
@require_safe
def diary_windows(request: HttpRequest, pk: int) -> JsonResponse:
    """Where a visit may land in the days that the diary shows."""
    now = clock.now()
    visit = get_object_or_404(visits_with_all(), pk=pk)
    if not is_movable(visit.state, visit.start, now):
        return JsonResponse({"windows": []})
    asked = Asked.of(request.GET, [visit.location], now)
    found = windows_of(moving_of(visit, now=now), kind=asked.by, first=asked.first, last=asked.last)
    wall = wall_of(visit.location.zone)
    return JsonResponse(
        {"windows": [[one.lane, *drawn(wall, one.start, one.end)] for one in found]}
    )


@staff()
@require_safe
def diary_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """From where a visit was dropped, on the location's wall clock, to the page that shows what the
    move does."""
    visit = get_object_or_404(visits_with_all(), pk=pk)
    at = wanted_time(request.GET.get("at", ""), visit.location.zone)
    who = number_asked(request.GET.get("who", "")) or visit.practitioner_id
    plan, number = (visit.session.plan_id, visit.session.number) if visit.session else (None, None)
    return redirect(move_address(plan=plan, number=number, visit=visit.pk, to=at, who=who))


def visits_with_all() -> QuerySet[Visit]:
    return Visit.objects.select_related(*OF_MOVING)
